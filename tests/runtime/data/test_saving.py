"""Saving, finding, changing and deleting rows, on every database."""

from __future__ import annotations

import re
from typing import Any

import pytest

from blockloom.runtime.data import Data
from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store
from blockloom.runtime.store.rowtables import drop_table
from tests.runtime.messaging.support import START, UPPER_UUID, HandClock

ADA = {"customer": "Ada", "total": 30, "paid": False, "tags": ["new", 2], "address": {"city": "Oslo"}}


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def data(store: Store, clock: HandClock) -> Data:
    return Data(store, clock)


def refused(code: Any, words: str, data: Data, method: str, *arguments: Any, **named: Any) -> None:
    with pytest.raises(FlowError) as caught:
        getattr(data, method)(*arguments, **named)
    assert caught.value.code == code and re.search(words, caught.value.message), caught.value.message


def test_a_row_comes_back_as_it_was(data: Data, clock: HandClock) -> None:
    saved = data.save("orders", ADA)
    assert UPPER_UUID.fullmatch(saved["objectId"])
    assert saved == {"objectId": saved["objectId"], "created": START, "updated": START, **ADA}
    assert list(saved) == ["objectId", "created", "updated", *ADA]
    assert data.find("orders") == [saved] and data.get("orders", saved["objectId"]) == saved
    assert [type(value) for value in data.find("orders")[0].values()] == [str, int, int, str, int, bool, list, dict]
    assert data.tables() == ["orders"]
    assert data.columns("orders") == {
        "customer": "text", "total": "number", "paid": "boolean", "tags": "list", "address": "object",
    }  # fmt: skip


def test_what_is_answered_shares_nothing_with_what_was_given(data: Data) -> None:
    given: dict[str, Any] = {"tags": [[1]]}
    saved = data.save("orders", given)
    given["tags"][0].append(2)
    assert saved["tags"] == [[1]] == data.find("orders")[0]["tags"]


@pytest.mark.parametrize(
    "value",
    ["", " ", "it's", '"', "\\", "100%", "a\nb", "Æ\U0001f600", 0, -1, 1.5, 1e-300, 2**53 - 1, 1 - 2**53, True, False]
    + [[], {}, [None], {"a": None}, {"'; drop table data_1; --": 1}],
)
def test_every_value_comes_back(data: Data, value: Any) -> None:
    data.save("t", {"v": value})
    (found,) = data.find("t")
    assert found["v"] == value and type(found["v"]) is type(value)


def test_an_empty_row_and_columns_of_nothing(data: Data) -> None:
    first = data.save("t", {})
    data.save("t", {"later": None})
    assert data.columns("t") == {"later": "nothing"}
    assert data.find("t")[0] == {**first, "later": None}
    assert data.count("t", "later is null") == 2 and data.count("t", "later is not null") == 0
    assert data.count("t", "later = 5") == data.count("t", "not (later = 5)") == data.count("t", "later in ('x')") == 0
    assert data.find("t", sorted_by="later", descending=True)[0] == {**first, "later": None}
    data.save("t", {"later": 5})
    assert data.columns("t") == {"later": "number"} and data.count("t", "later = 5") == 1


def test_changing_a_row_leaves_the_rest(data: Data, clock: HandClock) -> None:
    saved, other = data.save("orders", ADA), data.save("orders", ADA)
    clock.time += 5
    changed = data.save("orders", {**saved, "paid": True, "note": "thanks"})
    assert changed == {**saved, "updated": START + 5, "paid": True, "note": "thanks"}
    assert data.save("orders", {"objectId": saved["objectId"], "total": None})["total"] is None
    assert data.get("orders", saved["objectId"]) == {**changed, "total": None}
    assert data.get("orders", other["objectId"]) == {**other, "note": None}


def test_a_row_that_is_not_there(data: Data) -> None:
    refused(1000, 'orders has no row with the objectId "nope"', data, "save", "orders", {"objectId": "nope", "a": 1})
    data.save("orders", ADA)
    refused(1000, "no row", data, "save", "orders", {"objectId": "nope", "new": 1})
    assert "new" not in data.columns("orders")
    refused("wrong_kind", "An objectId is a text", data, "save", "orders", {"objectId": 5})
    assert data.get("orders", "nope") is None is data.get("none", "nope")


def test_a_column_keeps_its_kind(data: Data) -> None:
    data.save("orders", ADA)
    refused("wrong_kind", 'The column "total" of orders holds numbers. You gave the text "5"', data, "save", "orders",
            {"total": "5"})  # fmt: skip
    refused("wrong_kind", "holds true or false", data, "change", "orders", "true", {}, {"paid": 1})
    refused("wrong_kind", "holds lists", data, "save", "orders", {"tags": {}, "extra": 1})
    assert "extra" not in data.columns("orders") and data.count("orders") == 1


def test_changing_and_deleting_many(data: Data, clock: HandClock) -> None:
    for total in range(10):
        data.save("orders", {"total": total})
    clock.time += 1
    assert data.change("orders", "total >= :least", {"least": 7}, {"paid": True}) == 3
    assert data.count("orders", "paid") == 3 == data.count("orders", "updated > created")
    assert data.change("orders", None, {}, {"total": 0}) == 10
    assert data.delete("orders", "paid = true") == 3 and data.count("orders") == 7
    assert data.delete("orders", "paid = true") == 0
    assert data.change("none", "a = 1", {}, {"b": 1}) == 0 == data.delete("none", "a = 1")
    assert data.tables() == ["orders"]
    refused(1017, "no column", data, "change", "orders", "nope = 1", {}, {"fresh": 1})
    assert "fresh" not in data.columns("orders")


def test_sorting_and_paging(data: Data) -> None:
    for name, total in (("b", 2), ("B", 10), ("é", None), ("a", 2)):
        data.save("t", {"name": name, "total": total})

    def names(**how: Any) -> str:
        return "".join(row["name"] for row in data.find("t", **how))

    assert names() == "bBéa"
    assert names(sorted_by="name") == "Babé" and names(sorted_by="name", descending=True) == "ébaB"
    assert names(sorted_by="total") == "baBé" and names(sorted_by="total", descending=True) == "Bbaé"
    assert names(limit=2) == "bB" and names(limit=2, offset=3) == "a" and names(offset=9) == ""
    assert names(sorted_by="created", descending=True, limit=1) == "b"
    refused("wrong_column", 'no column "nam" to sort by. Did you mean "name"', data, "find", "t", sorted_by="nam")
    data.save("t", {"list": []})
    refused("wrong_column", "lists, which have no order", data, "find", "t", sorted_by="list")
    refused(1025, "limit goes from 1 to 1,000", data, "find", "t", limit=1001)
    refused(1025, "limit", data, "find", "t", limit=0)
    refused(1025, "offset", data, "find", "t", offset=-1)


def test_names_that_differ_in_capitals_only_or_are_words_of_sql(data: Data) -> None:
    row = {"select": 1, "Select": 2, "order": 3, "größe": 4, "pk": 5, "c1": 6, "null": 7, "_": 8}
    data.save("table", row)
    data.save("Table", {"select": 9})
    (found,) = data.find("table", 'select = 1 and Select = 2 and order = 3 and größe = 4 and "null" = 7 and _ = 8')
    assert found.items() >= row.items()
    assert data.tables() == ["Table", "table"] and data.find("Table")[0]["select"] == 9


@pytest.mark.parametrize("name", ["", "a b", "1a", "a;drop", 'a"b', "a'b", "a.b", "e\u0301", "x" * 65, "a\0"])
def test_names_that_can_not_be(data: Data, name: str) -> None:
    for method, arguments in (
        ("save", (name, {})), ("find", (name,)), ("get", (name, "x")), ("count", (name,)), ("delete", (name, "true")),
        ("change", (name, "true", {}, {})), ("save", ("t", {name: 1})), ("change", ("t", "true", {}, {name: 1})),
    ):  # fmt: skip
        refused("wrong_name", "table|column", data, method, *arguments)


@pytest.mark.parametrize("name", ["objectId", "created", "updated", "ownerId", "___class", "OBJECTID", "Created"])
def test_names_that_the_store_keeps(data: Data, name: str) -> None:
    if name != "objectId":
        refused("wrong_name", "belongs to the store", data, "save", "t", {name: 1})
    refused("wrong_name", "belongs to the store", data, "change", "t", "true", {}, {name: 1})
    refused("wrong_name", "kept by the app itself", data, "save", "Users", {name: 1})
    assert data.tables() == []


def test_limits(data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    data.save("t", {"text": "x" * 65_536})
    refused("too_large", "65,536 characters", data, "save", "t", {"text": "x" * 65_536, "more": "x"})
    refused("too_large", "65,536 characters", data, "save", "t", {"list": ["x" * 65_536]})
    data.save("wide", {f"c{number}": 1 for number in range(100)})
    refused("too_large", "100 columns", data, "save", "wide", {"another": 1})
    refused("too_large", "100 columns", data, "save", "wider", {f"c{number}": 1 for number in range(101)})
    refused("wrong_text", "character 0", data, "save", "t", {"text": "a\0b"})
    refused("wrong_text", "half a character", data, "save", "t", {"text": "\ud800"})
    refused("wrong_text", "half a character", data, "save", "t", {"list": ["\ud800"]})
    deep: Any = []
    for _ in range(200):
        deep = [deep]
    refused("too_deep", "nested", data, "save", "t", {"list": deep})
    monkeypatch.setattr("blockloom.runtime.data.making.TABLES", 2)
    refused("too_large", "at most 2 tables", data, "save", "third", {})


def test_a_dropped_table_is_made_anew(data: Data, store: Store) -> None:
    other = Data(store)
    data.save("t", {"v": 1, "w": 2})
    other.save("t", {"v": 1})
    assert drop_table(store, "t") and not drop_table(store, "t")
    assert data.find("t") == [] == other.tables()
    data.save("t", {"v": 2})
    assert [row["v"] for row in other.find("t")] == [2] and other.columns("t") == {"v": "number"}
    drop_table(store, "t")
    data.save("t", {"v": "two"})
    with pytest.raises(FlowError):
        other.save("t", {"v": 5})
    assert other.save("t", {"v": "three"})["v"] == "three"


def test_another_app_has_tables_of_its_own(data: Data, store: Store) -> None:
    data.save("orders", ADA)
    store.app_pk, mine = _another_app(store), store.app_pk
    other = Data(store)
    assert other.tables() == [] == other.find("orders") and other.delete("orders", "true") == 0
    other.save("orders", {"total": "a text here"})
    store.app_pk = mine
    assert data.count("orders") == 1 and data.find("orders")[0]["total"] == 30


def _another_app(store: Store) -> int:
    from sqlalchemy import insert

    from blockloom.runtime.store.tables import app

    values = {"app_id": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "name": "another", "created_at": 0}
    made = store.write(lambda connection: connection.execute(insert(app).values(values)).inserted_primary_key)
    return int((made or [0])[0])
