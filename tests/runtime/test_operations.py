"""What the operators do, at their borders and beyond; every refusal says why and what would do."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from blockloom import FlowError
from blockloom.runtime.limits import ITEMS, LARGEST, TEXT
from blockloom.runtime.operations import (
    add,
    bounds,
    item_of,
    multiply,
    need,
    need_choice,
    ordered,
    position,
    power,
    property_of,
    room_for,
    subtract,
    whole_range,
)
from blockloom.runtime.values import is_value
from tests.runtime.plain_values import NUMBERS, VALUES

QUICK = settings(max_examples=200, deadline=None, database=None, derandomize=True)
OF_EACH_KIND: dict[str, Any] = {
    "number": 1.5, "text": "a", "boolean": True, "list": [1], "object": {"a": 1}, "nothing": None
}  # fmt: skip
PAIRS = list(product(OF_EACH_KIND, OF_EACH_KIND))


def refused(work: Callable[[], Any]) -> FlowError:
    with pytest.raises(FlowError) as raised:
        work()
    return raised.value


@pytest.mark.parametrize(("kind", "wanted"), PAIRS)
def test_need_passes_the_kind_it_names_and_no_other(kind: str, wanted: str) -> None:
    value = OF_EACH_KIND[kind]
    if kind == wanted:
        assert need(value, wanted, "slot", "block") is value
        assert need(value, f"number or {wanted} or list", "slot", "block") is value
    else:
        error = refused(lambda: need(value, wanted, "slot", "block"))
        assert error.code == "wrong_kind" and error.message.startswith("slot of block needs ")


@pytest.mark.parametrize(
    ("value", "kinds", "message"),
    [
        ("a", "number", 'at of part needs a number. You gave the text "a".'),
        (2.5, "whole", "at of part needs a whole number. You gave the number 2.5."),
        ("5", "whole", 'at of part needs a whole number. You gave the text "5".'),
        (True, "whole", "at of part needs a whole number. You gave true."),
        ("ads", "list", 'at of part needs a list, for example [ads, discount]. You gave the text "ads".'),
        ([1], "object", "at of part needs an object, for example {object: {name: Ada}}. You gave a list of 1."),
        (1, "text or list", "at of part needs a text or a list. You gave the number 1."),
        (None, "text or list or object", "at of part needs a text, a list or an object. You gave nothing."),
        (1, "boolean", 'at of part needs true or false. You gave the number 1. Compare with "==" or another comparison '
         "to get true or false."),
        ("x" * 5000, "number", f'at of part needs a number. You gave the text "{"x" * 60}…".'),
    ],
)  # fmt: skip
def test_what_need_says(value: Any, kinds: str, message: str) -> None:
    assert refused(lambda: need(value, kinds, "at", "part")).message == message


@pytest.mark.parametrize(("value", "whole"), [(3, 3), (3.0, 3), (-0.0, 0), (-7.0, -7), (float(LARGEST), LARGEST)])
def test_numbers_without_a_fraction_are_whole(value: float, whole: int) -> None:
    found = need(value, "whole", "slot", "block")
    assert found == whole and type(found) is int


@pytest.mark.parametrize("value", ["Upper", "uppe", "", None, 1, ["upper"]])
def test_a_choice_is_one_of_the_words(value: Any) -> None:
    assert need_choice("upper", ("upper", "lower"), "to", "change_case") == "upper"
    error = refused(lambda: need_choice(value, ("upper", "lower"), "to", "change_case"))
    assert error.code == "wrong_choice"
    assert error.message.startswith("to of change_case has to be one of upper, lower. You gave ")


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_only_numbers_texts_and_lists_are_added_each_to_its_own(one: str, other: str) -> None:
    a, b = OF_EACH_KIND[one], OF_EACH_KIND[other]
    if one == other and one in ("number", "text", "list"):
        assert add(a, b) == a + b
    else:
        error = refused(lambda: add(a, b))
        assert error.code == "wrong_kind" and "can't be added" in error.message


def test_adding_mixed_kinds_names_both_and_offers_a_text() -> None:
    assert refused(lambda: add("a", 1)).message == (
        "A text and a number can't be added. To put them into one text write "
        '"${…}${…}" or join_text. You gave the text "a" and the number 1.'
    )
    assert refused(lambda: add({}, None)).message == (
        "An object and nothing can't be added. You gave an object of 0 and nothing."
    )


def test_adding_makes_a_new_list() -> None:
    one, other = [1], [2]
    assert add(one, other) == [1, 2] and (one, other) == ([1], [2])
    assert add(one, []) is not one


@pytest.mark.parametrize(
    ("a", "b"), [("a" * TEXT, "a"), ([0] * ITEMS, [0]), (LARGEST, 1), (-LARGEST, -1), (float(LARGEST), 1.0)],
    ids=["text", "list", "number", "negative", "broken"],
)  # fmt: skip
def test_sums_stay_within_the_limits(a: Any, b: Any) -> None:
    assert refused(lambda: add(a, b)).code == "too_large"


@QUICK
@given(NUMBERS, NUMBERS)
@example(LARGEST, LARGEST)
def test_arithmetic_answers_a_number_within_the_limits_or_says_why_not(a: float, b: float) -> None:
    for operation in (add, subtract, multiply, power):
        try:
            found = operation(a, b)
        except FlowError as error:
            assert error.code in ("too_large", "no_number", "divide_by_zero")
        else:
            assert is_value(found) and type(found) in (int, float)


@QUICK
@given(NUMBERS, NUMBERS)
@example(10, 10**10)
@example(1.0000001, float(LARGEST))
@example(-1, LARGEST)
@example(0.5, -float(LARGEST))
@example(5e-324, -1)
@example(-0.0, 0.5)
def test_a_power_takes_no_time_whatever_it_is(a: float, b: float) -> None:
    start = time.thread_time()
    try:
        found = power(a, b)
    except FlowError:
        pass
    else:
        assert found == a**b if abs(b) <= 4096 else -LARGEST <= found <= LARGEST
    assert time.thread_time() - start < 0.05


@pytest.mark.parametrize(
    ("a", "b", "answer"),
    [
        (2, 10, 1024), (2, 52, 2**52), (2, 53, None), (-2, 53, None), (3, 33, 3**33), (3, 34, None), (0, 0, 1),
        (0, 5, 0), (0, -1, None), (0.0, -0.5, None), (-8, 0.5, None), (4, 0.5, 2.0), (2, -1, 0.5), (10, -400, 0.0),
        (1, 10**15, 1),
        (-1, 10**15 + 1, -1), (10, 10**10, None), (LARGEST, 1, LARGEST), (LARGEST, 2, None), (94906265, 2, 94906265**2),
        (94906266, 2, None), (0.1, 300, 0.1**300), (-3, 3, -27),
    ],
)  # fmt: skip
def test_powers(a: float, b: float, answer: float | None) -> None:
    if answer is None:
        assert refused(lambda: power(a, b)).code in ("too_large", "no_number", "divide_by_zero")
    else:
        assert power(a, b) == answer


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_only_numbers_and_texts_are_ordered_each_among_its_own(one: str, other: str) -> None:
    a, b = OF_EACH_KIND[one], OF_EACH_KIND[other]
    if one == other and one in ("number", "text"):
        ordered(a, b)
    else:
        assert refused(lambda: ordered(a, b)).message.endswith("can't be compared. Compare two numbers or two texts.")


@QUICK
@given(st.lists(st.integers(), min_size=0, max_size=6), st.integers(-9, 9))
def test_positions_count_from_one_and_back_from_minus_one(items: list[int], at: int) -> None:
    size = len(items)
    if 1 <= at <= size:
        assert item_of(items, at) == items[at - 1]
    elif -size <= at <= -1:
        assert item_of(items, at) == items[size + at]
    else:
        assert refused(lambda: position(items, at)).code == "position"


@pytest.mark.parametrize(
    ("items", "at", "message"),
    [
        ([1, 2], 0, "Positions count from 1; there is no position 0."),
        ([1, 2], 3, "There is no position 3: the list has 2 items."),
        ([1], -2, "There is no position -2: the list has 1 item."),
        ([], 1, "There is no position 1: the list has 0 items."),
        ("ab", 3, "There is no position 3: the text has 2 letters."),
        ("a", 2, "There is no position 2: the text has 1 letter."),
        ([1], LARGEST, f"There is no position {LARGEST}: the list has 1 item."),
    ],
)
def test_what_a_wrong_position_says(items: list[int] | str, at: int, message: str) -> None:
    assert refused(lambda: position(items, at)).message == message


@QUICK
@given(st.text("abcd", min_size=1, max_size=6), st.data())
def test_parts_hold_both_ends(text: str, data: st.DataObject) -> None:
    places = st.integers(1, len(text)) | st.integers(-len(text), -1)
    first, last = data.draw(places), data.draw(places)
    start, stop = bounds(text, first, last)
    begin, end = (at if at > 0 else len(text) + at + 1 for at in (first, last))
    assert text[start:stop] == text[begin - 1 : end]


def test_properties() -> None:
    assert property_of({"a": 1}, "a") == 1 and property_of({"a": 1}, "b") is None
    assert property_of({"__class__": 2}, "__class__") == 2
    assert refused(lambda: property_of(None, "a")).message == 'There is no "a" here: what should have it is nothing.'
    for value in ("a", 1, True, [1]):
        assert refused(lambda value=value: property_of(value, "__class__")).code == "wrong_kind"  # type: ignore[misc]


def test_room() -> None:
    room_for([0] * (ITEMS - 1))
    assert "100,000 items" in refused(lambda: room_for([0] * ITEMS)).message
    assert "object" in refused(lambda: room_for(dict.fromkeys(map(str, range(ITEMS))))).message


@pytest.mark.parametrize(
    ("first", "last", "by", "numbers"),
    [(1, 3, 1, [1, 2, 3]), (1, 6, 2, [1, 3, 5]), (3, 1, -1, [3, 2, 1]), (1, 0, 1, []), (0, 1, -1, []), (2, 2, 5, [2]),
     (2, 2, -5, [2]), (-1, 1, 1, [-1, 0, 1]), (1, 4, 10, [1])],
)  # fmt: skip
def test_ranges_hold_both_ends(first: int, last: int, by: int, numbers: list[int]) -> None:
    assert list(whole_range(first, last, by)) == numbers


def test_counting_by_nothing_is_refused() -> None:
    assert refused(lambda: whole_range(1, 2, 0)).message == "A loop can't count by 0."


@QUICK
@given(VALUES, VALUES)
def test_operators_never_raise_anything_else(a: Any, b: Any) -> None:
    for operation in (add, ordered):
        try:
            operation(a, b)
        except FlowError:
            pass
