"""What can be written in a condition, and what is refused, by its place."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom.runtime.data import Data
from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store
from tests.stores import memory_store

ROWS: list[dict[str, Any]] = [
    {"total": 5, "paid": True, "name": "Ada", "tags": ["x"]},
    {"total": -5, "paid": False, "name": "alan", "tags": []},
    {"total": 0.5, "paid": None, "name": None, "tags": None},
]


@pytest.fixture(scope="module")
def store() -> Store:
    return memory_store()


@pytest.fixture(scope="module")
def data(store: Store) -> Data:
    data = Data(store)
    for row in ROWS:
        data.save("t", row)
    return data


@pytest.mark.parametrize(
    ("where", "totals"),
    [
        ("true", [5, -5, 0.5]),
        ("false", []),
        ("not false and true", [5, -5, 0.5]),
        ("total = 5", [5]),
        ("total == 5", [5]),
        ("total != 5", [-5, 0.5]),
        ("5 < total or total<-4.9", [-5]),
        ("total > 0.4 and total < 5.", [0.5]),
        ("total = 5e0", [5]),
        ("TOTAL = 5".lower(), [5]),
        ("total BETWEEN -5 AND 1", [-5, 0.5]),
        ("total not between -5 and 1", [5]),
        ("total in (5, -5)", [5, -5]),
        ("total NOT IN (5)", [-5, 0.5]),
        ("paid", [5]),
        ("not paid", [-5]),
        ("paid <> true", [-5]),
        ("paid is null", [0.5]),
        ("paid IS NOT NULL", [5, -5]),
        ("tags is not null", [5, -5]),
        ("name like 'A%'", [5]),
        ("name like '_l__'", [-5]),
        ("name not like '%a%'", []),
        ("name not like '%A%'", [-5]),
        ("not name not like '%A%'", [5]),
        ("(name = 'Ada') or ((total) = (0.5))", [5, 0.5]),
        ("name = 'Ada' or name = 'alan' and total = 5", [5]),
        ("(name = 'Ada' or name = 'alan') and total = -5", [-5]),
        ("total = total", [5, -5, 0.5]),
        ("updated >= created and objectId <> ''", [5, -5, 0.5]),
        ("name =\n 'Ada'", [5]),
        ("\"name\" = 'Ada'", [5]),
    ],
)
def test_what_can_be_asked(data: Data, where: str, totals: list[float]) -> None:
    assert [row["total"] for row in data.find("t", where)] == totals


GIVEN = {"x": 5, "y": "Ada", "none": None, "list": [5, -5], "empty": [], "texts": ["Ada"], "object": {}}


@pytest.mark.parametrize(
    ("where", "names", "totals"),
    [
        ("total = :x", ["x"], [5]),
        (":x = total and name = :y", ["x", "y"], [5]),
        ("total in (:x, -5)", ["x"], [5, -5]),
        ("total in :list", ["list"], [5, -5]),
        ("total in (:list)", ["list"], [5, -5]),
        ("not total in (:empty)", ["empty"], [5, -5, 0.5]),
        ("name like :y", ["y"], [5]),
        ("total between :x and :x", ["x"], [5]),
    ],
)
def test_values_by_name(data: Data, where: str, names: list[str], totals: list[float]) -> None:
    given = {name: GIVEN[name] for name in names}
    assert [row["total"] for row in data.find("t", where, given)] == totals


REFUSED: list[tuple[str, int, str]] = [
    ("", 1, "is empty"),
    ("  ", 1, "is empty"),
    ("= 5", 1, "no formula"),
    ("=paid = false", 1, "no formula"),
    ("nope = 5", 1, 'no column "nope"'),
    ("total > 1 and nme = 'a'", 15, 'Did you mean "name"'),
    ("TOTAL = 5", 1, "no column"),
    ("name = Ada", 8, "A text stands in single quotes"),
    ('name = "Ada"', 8, "A text stands in single quotes"),
    ("total = '5'", 9, 'holds numbers. You gave the text "5"'),
    ("name = 5", 8, "holds texts"),
    ("paid = 1", 8, "holds true or false"),
    ("paid > true", 1, "have no order"),
    ("total", 1, "Here a column of true or false is needed"),
    ("total = name", 1, "can't be compared with"),
    ("tags = 'x'", 1, "only be asked for with is null"),
    ("tags like 'x'", 1, "holds lists. Here a column of texts"),
    ("total like '5'", 1, "Here a column of texts"),
    ("name like total", 11, 'Behind "like" stands a text'),
    ("total = null", 1, 'Write "is null"'),
    ("total in (1, null)", 1, 'Write "is null"'),
    ("total is true", 1, '"is" goes with null only'),
    ("total is 5", 1, '"is" goes with null only'),
    ("1 = 1", 1, "has to be a column"),
    ("'a' = 'b' or true", 1, "has to be a column"),
    ("5", 1, "no condition"),
    ("'a'", 1, "no condition"),
    ("null", 1, "no condition"),
    ("total in ()", 1, "in brackets"),
    ("total in 5", 1, "in brackets"),
    ("total in name", 1, "in brackets"),
    ("total in (name)", 1, "no columns"),
    ("total between 1", 15, "missing"),
    ("total between name and 5", 15, "A value has to stand here"),
    ("total = 5 and", 11, "missing"),
    ("and total = 5", 1, "missing before"),
    ("total = 5 and or paid", 15, "missing before"),
    ("total = = 5", 9, "missing before"),
    ("total in (,5)", 11, "missing before"),
    ("total = 5 total", 11, "does not fit"),
    ("total = 5)", 10, "does not fit"),
    ("(total = 5", 10, "missing"),
    ("total = 'x", 9, "not closed"),
    ("total = 5 -- all", 10, "no comments"),
    ("total /* x */ = 5", 6, "no comments"),
    ("total = 5; drop table t", 10, '";" has no meaning'),
    ("total = 5 union select 1", 11, "does not fit"),
    ("total = (select 1)", 17, "missing"),
    ("exists(select 1)", 1, "a call"),
    ("length(name) = 3", 1, "a call"),
    ("name || 'x' = 'y'", 6, "no meaning"),
    ("total + 1 = 6", 7, "no meaning"),
    ("total - 1 = 6", 9, "does not fit"),
    ("total = -name", 10, "no arithmetic"),
    ("total = - - 5", 11, "no arithmetic"),
    ("total::text = '5'", 6, "no meaning"),
    ("t.total = 5", 2, "no meaning"),
    ("total[1] = 5", 6, "no meaning"),
    ("name = '${y}'", 8, "Nothing is filled in here"),
    ("name = ${y}", 8, "Nothing is filled in here"),
    ("name = {y}", 8, "Nothing is filled in here"),
    ("name = ?", 8, ":name"),
    ("name = @y", 8, ":name"),
    ("name = :1", 9, "the name of a value"),
    ("name = :", 8, "missing"),
    ("name = N'x'", 8, "no meaning"),
    ("name = x'61'", 9, "not fit"),
    ("total = 0x10", 10, "not fit"),
    ("total = 1_000", 10, "not fit"),
    ("total < 5 < 6", 9, "can't stand here"),
    ("total > .4", 9, "no meaning"),
    ("case when paid then true end", 6, "not fit"),
    ("name collate x = 'a'", 6, "not fit"),
    ("name ilike 'a'", 6, "not fit"),
    ("name glob 'a'", 6, "not fit"),
    ("name regexp 'a'", 6, "not fit"),
    ("name like 'a' escape 'b'", 15, "not fit"),
    ("order by total", 1, "no meaning"),
    ("total = :x", 9, ":x has no value"),
    ("not " * 21 + "paid", 81, "20 brackets deep"),
    ("(" * 21 + "paid" + ")" * 21, 21, "20 brackets deep"),
    ("paid or " * 201 + "paid", 1601, "at most 400"),
    ("total = " + "1" * 400, 9, "larger than the limit"),
    ("x" * 2001, 2000, "2,000 characters"),
    ("name = 'a\0b'", 8, "character 0"),
    ("name like '" + "%a" * 11 + "'", 11, "10 times %"),
    ("name like '" + "a" * 201 + "'", 11, "200 characters"),
]


@pytest.mark.parametrize(("where", "at", "words"), REFUSED, ids=[where[:30] for where, _, _ in REFUSED])
def test_what_is_refused(data: Data, where: str, at: int, words: str) -> None:
    for method in (data.find, data.count, data.delete):
        with pytest.raises(FlowError, match=words) as caught:
            method("t", where)
        message = caught.value.message
        assert caught.value.code in (1017, "too_large", "wrong_text")
        assert message.startswith(f"where, character {at}: ") or caught.value.code != 1017, message
    assert data.count("t") == len(ROWS)


@pytest.mark.parametrize(
    ("where", "given", "words"),
    [
        ("total = :y", {"y": "Ada"}, 'holds numbers. You gave the text "Ada"'),
        ("total = :none", {"none": None}, ":none is nothing"),
        ("total = :list", {"list": [5]}, "holds numbers. You gave a list of 1"),
        ("total in (:list)", {"list": [5, "x"]}, "holds numbers"),
        ("total in (:list)", {"list": list(range(1001))}, "at most 1,000 values"),
        ("name like :x", {"x": 5}, "holds texts"),
        ("total = :limit", {"limt": 5}, "Did you mean .limt"),
        ("total = 5", {"x": 5}, "the condition holds no :x"),
        ("total = :x", {"x": 5, "y": 6}, "the condition holds no :y"),
        (":x", {"x": True}, "no condition"),
    ],
)
def test_values_that_do_not_fit(data: Data, where: str, given: dict[str, Any], words: str) -> None:
    with pytest.raises(FlowError, match=words) as caught:
        data.find("t", where, given)
    assert caught.value.code == 1017


def test_a_table_that_is_not_there_has_no_columns_to_know(data: Data) -> None:
    assert data.find("none", "anything = 5 and b like 'x'") == []
    with pytest.raises(FlowError, match="missing"):
        data.find("none", "anything =")
    with pytest.raises(FlowError, match=":x has no value"):
        data.count("none", "anything = :x")
