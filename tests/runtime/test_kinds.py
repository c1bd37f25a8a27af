"""Kinds: joining them is a join, ``within`` an order, and both agree with the values that they speak of."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blockloom.runtime.kinds import (
    A_LIST,
    A_NUMBER,
    A_TEXT,
    A_WHOLE,
    ANY,
    BITS,
    LIST,
    NEVER,
    NUMBER,
    UNSET,
    WORDS,
    Drift,
    Kind,
    bit_of,
    join,
    join_all,
    kind_of,
    list_of,
    number,
)
from tests.runtime.check.oracle import holds
from tests.runtime.plain_values import VALUES

QUICK = settings(max_examples=200, deadline=None, database=None, derandomize=True)
ENDS = st.integers(-3, 3)
DRIFTS = st.none() | st.builds(Drift, st.tuples(st.just(1), st.sampled_from("ab")), ENDS, ENDS)


@st.composite
def kinds(draw: st.DrawFn, levels: int = 2) -> Kind:
    """Kinds as the checker makes them: a range with numbers only, items with lists only."""
    bits = draw(st.sampled_from([0, *WORDS, NUMBER | LIST, ANY.bits, UNSET]) | st.integers(0, 127))
    kind = Kind(bits)
    if bits & NUMBER:
        low = draw(ENDS)
        whole, drift = draw(st.booleans()), draw(DRIFTS)
        kind = Kind(bits, low, low + abs(draw(ENDS)), whole, drift=drift if whole else None)
    if bits & LIST and levels and draw(st.booleans()):
        kind = Kind(bits, kind.low, kind.high, kind.whole, draw(kinds(levels - 1)), kind.drift)
    return kind


@QUICK
@given(kinds(), kinds(), kinds())
def test_join_is_a_join(a: Kind, b: Kind, c: Kind) -> None:
    assert join(a, a) == a
    assert join(a, b) == join(b, a)
    assert join(join(a, b), c) == join(a, join(b, c)) == join_all([c, a, b])
    assert join(a, join(a, b)) == join(a, b)
    assert join(a, NEVER) == join(NEVER, a) == a


@QUICK
@given(kinds(), kinds(), VALUES | st.lists(ENDS, max_size=3) | ENDS)
def test_what_is_of_a_kind_is_of_every_join_of_it(a: Kind, b: Kind, value: Any) -> None:
    if holds(value, a):
        assert holds(value, join(a, b)) and holds(value, join(b, a))
    if not holds(value, join(a, b)):
        assert not holds(value, a) and not holds(value, b)


@QUICK
@given(kinds(), kinds(), kinds())
def test_within_is_an_order(a: Kind, b: Kind, c: Kind) -> None:
    assert a.within(a)
    if a.within(b) and b.within(c):
        assert a.within(c)
    assert a.within(join(a, b)) and NEVER.within(a)
    if a.within(b) and b.within(a):
        assert a.bits == b.bits and (not a.bits & NUMBER or a.whole == b.whole)


@QUICK
@given(kinds(), kinds())
def test_what_is_within_meets(a: Kind, b: Kind) -> None:
    assert a.meets(b) is b.meets(a) or NEVER.bits in (a.bits & ~UNSET, b.bits & ~UNSET)
    if a.within(b):
        assert a.meets(b) or a.bits == UNSET
    assert a.without(a.bits).within(b)


@QUICK
@given(VALUES)
def test_the_kind_of_a_value_holds_it(value: Any) -> None:
    kind = kind_of(value)
    assert holds(value, kind) and holds(value, ANY) and not holds(value, NEVER)
    assert kind.bits == bit_of(value) and kind.words() == WORDS[bit_of(value)]
    for bit in WORDS:
        assert kind.within(Kind(bit)) is (bit == bit_of(value)) is kind.meets(Kind(bit))
    assert kind.within(A_WHOLE) is (type(value) is int)
    assert kind.scalar is not isinstance(value, list | dict)


@QUICK
@given(st.lists(VALUES, max_size=4))
def test_the_kind_of_a_list_holds_its_items(values: list[Any]) -> None:
    items = join_all([kind_of(value) for value in values])
    assert all(holds(value, items) for value in values)
    assert holds(values, list_of(items)) and holds(values, kind_of(values)) and holds(values, A_LIST)


@pytest.mark.parametrize("thing", [(1, 2), {1}, b"a", 1j, object(), int])
def test_other_things_have_no_kind(thing: Any) -> None:
    assert bit_of(thing) == 0


def test_a_list_of_anything_is_a_list_and_nesting_is_told_three_deep() -> None:
    assert list_of(ANY) == A_LIST
    kind = A_TEXT
    for _ in range(10):
        kind = list_of(kind)
    depth = 0
    while kind.items is not None:
        kind, depth = kind.items, depth + 1
    assert depth <= 3


def test_long_lists_are_just_lists() -> None:
    assert kind_of([1] * 101) == A_LIST
    assert kind_of([1, 2, 5]) == Kind(LIST, items=number(1, 5, True))


@pytest.mark.parametrize(
    ("kind", "words", "phrase"),
    [
        (A_TEXT, "text", "a text"), (A_NUMBER, "number", "a number"), (Kind(BITS["object"]), "object", "an object"),
        (Kind(BITS["boolean"]), "boolean", "true or false"), (Kind(BITS["nothing"]), "nothing", "nothing"),
        (ANY, "anything", "anything"), (Kind(ANY.bits | UNSET), "anything", "anything"),
        (join(A_TEXT, A_LIST), "text or list", "a text or a list"),
    ],
)  # fmt: skip
def test_kinds_in_words(kind: Kind, words: str, phrase: str) -> None:
    assert kind.words() == words and kind.phrase() == phrase


def test_a_range_grows_and_stays_one_kind() -> None:
    assert join(number(0, 3, True), number(5, 9, True)) == number(0, 9, True)
    assert join(number(0, 3, True), number(1, 2, False)) == number(0, 3, False)
    assert join(number(1, 2, True), A_TEXT) == Kind(A_TEXT.bits | NUMBER, 1, 2, True)
