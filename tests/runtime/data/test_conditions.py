"""A condition means the same on every database as in Python, however it is written."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blockloom.runtime.data import Data
from blockloom.runtime.data.where import parameters, parsed
from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store
from blockloom.runtime.store.conditions import All, Among, Column, Comparison, Condition, Constant, Not, Parameter
from tests.runtime.data.conditions import KINDS, NUMBERS, TEXTS, conditions, holds, rows, values, written

SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def filled(store: Store, count: int = 60) -> tuple[Data, list[dict[str, Any]]]:
    """A table of random rows, and its rows."""
    chance, data = random.Random(7), Data(store)
    samples: dict[str, list[Any]] = {"number": NUMBERS, "text": TEXTS, "boolean": [True, False]}
    data.save("t", {name: samples[kind][0] for name, kind in KINDS.items()})
    for _ in range(count):
        data.save("t", {name: chance.choice([None, *samples[kind]]) for name, kind in KINDS.items()})
    return data, data.find("t", limit=1000)


def test_the_databases_agree_with_python(store: Store) -> None:
    data, found = filled(store)

    @settings(max_examples=150, deadline=None, suppress_health_check=SHARED, derandomize=True)
    @given(conditions)
    def each(condition: Condition) -> None:
        text = written(condition)
        wanted = [row["objectId"] for row in found if holds(condition, row) is True]
        assert [row["objectId"] for row in data.find("t", text, limit=1000)] == wanted, text
        assert data.count("t", text) == len(wanted)

    each()


@settings(max_examples=300, deadline=None, derandomize=True)
@given(conditions)
def test_reading_what_was_written_gives_the_same_tree(condition: Condition) -> None:
    assert parsed(written(condition)) == condition


def test_values_from_outside_mean_what_they_are(store: Store) -> None:
    """Whatever stands in a value, it stays one: the same rows as when it is compared in Python."""
    data, found = filled(store)
    hostile = ["' or '1'='1", "'; drop table data_table; --", ":x", "${x}", "\\'", "1 or 1=1", "%' --", "\x01", "/**/"]

    @settings(max_examples=60, deadline=None, suppress_health_check=SHARED, derandomize=True)
    @given(st.sampled_from(hostile) | values["text"] | st.text(max_size=8).filter(lambda text: "\0" not in text))
    def each(value: str) -> None:
        for condition in (
            Comparison("=", Column("t"), Parameter("x")),
            Comparison("<", Parameter("x"), Column("t")),
            Not(Among(Column("t"), (Parameter("x"), Constant("a")))),
        ):
            asked = [row["objectId"] for row in data.find("t", written(condition), {"x": value}, limit=1000)]
            meant = filling(condition, value)
            assert asked == [row["objectId"] for row in found if holds(meant, row) is True]

    each()
    assert data.tables() == ["t"] and data.count("t") == len(found)


def filling(condition: Any, value: str) -> Condition:
    """The condition with the value in the place of ``:x``."""
    if isinstance(condition, Parameter):
        return Constant(value)
    if isinstance(condition, Comparison):
        return Comparison(condition.sign, filling(condition.left, value), filling(condition.right, value))  # type: ignore[arg-type]
    if isinstance(condition, Not):
        return Not(filling(condition.inner, value))
    if isinstance(condition, Among):
        return Among(condition.operand, tuple(filling(item, value) for item in condition.items))  # type: ignore[misc]
    assert isinstance(condition, Column | Constant)
    return condition  # type: ignore[return-value]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(rows, conditions)
def test_the_oracle_knows_the_laws(row: dict[str, Any], condition: Condition) -> None:
    """A control of the control: a thing and its opposite never hold both."""
    both = holds(All((condition, Not(condition))), row)
    assert both is not True


def test_what_a_condition_asks_for_by_name() -> None:
    found = parsed("a = :x or not (b in (:y, :x) and c like :z) or d between :u and :w")
    assert {parameter.name for parameter in parameters(found)} == {"x", "y", "z", "u", "w"}


WORDS = st.sampled_from(
    "a b paid total and or not in like is between null true false ( ) , = <> < <= > >= == != : :x - -5 5 1.5 'x' '' "
    '"a" select from where union case when exists any all interval date cast as :: || + * / % ; -- /* */ ? @x $1 ${x} '
    "{ } [ ] . a.b N'x' x'61' 0x1 1e9 ' \" \\ \n é".split(" ")
)


@pytest.mark.parametrize("count", [600, pytest.param(50_000, marks=pytest.mark.audit)])
def test_any_text_is_a_condition_or_is_refused(count: int) -> None:
    """Nothing but our own refusal comes out of reading, whatever goes in."""
    texts = (
        st.lists(WORDS, max_size=30).map(" ".join) | st.lists(WORDS, max_size=12).map("".join) | st.text(max_size=60)
    )

    @settings(max_examples=count, deadline=None, derandomize=count == 600)
    @given(texts)
    def each(text: str) -> None:
        try:
            found = parsed(text)
        except FlowError as error:
            assert error.code == 1017 and error.message
        else:
            assert parsed(written(found)) == found

    each()
