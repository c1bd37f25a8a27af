"""What values are: equal or not, copied, written as text and JSON, within the limits of the language."""

from __future__ import annotations

import json
import math
import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from blockloom import FlowError
from blockloom.runtime.limits import ITEMS, LARGEST, NESTING, NODES, TEXT
from blockloom.runtime.values import (
    bounded,
    copied,
    equal,
    is_value,
    joined,
    json_text,
    kind_name,
    plain,
    shown,
    sized,
    text_of,
)
from tests.runtime.plain_values import CLOSE, NUMBERS, TEXTS, VALUES

QUICK = settings(max_examples=100, deadline=None, database=None, derandomize=True)


def deep(levels: int, wrap: type = list) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value] if wrap is list else {"a": value}
    return value


def shared(doublings: int) -> Any:
    """A value of few lists that would be 2**doublings values if each were counted wherever it stands."""
    value: Any = [1]
    for _ in range(doublings):
        value = [value, value]
    return value


@pytest.mark.parametrize(
    ("value", "name"),
    [("", "text"), (0, "number"), (0.5, "number"), (True, "boolean"), ([], "list"), ({}, "object"), (None, "nothing")],
)
def test_kinds_have_names(value: Any, name: str) -> None:
    assert kind_name(value) == name


@QUICK
@given(CLOSE | VALUES, CLOSE | VALUES, CLOSE)
def test_equal_is_an_equivalence(a: Any, b: Any, c: Any) -> None:
    assert equal(a, a) and equal(a, copied(a))
    assert equal(a, b) is equal(b, a)
    if equal(a, b):
        assert equal(b, c) is equal(a, c)
    assert equal([a], [b]) is equal({"k": a}, {"k": b}) is equal(a, b)


@QUICK
@given(CLOSE, CLOSE)
def test_equal_is_what_json_says_but_for_numbers_and_booleans(a: Any, b: Any) -> None:
    assert equal(a, b) is (json.dumps(plain(a), sort_keys=True) == json.dumps(plain(b), sort_keys=True))


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (1, 1.0, True), (1, True, False), (0, False, False), (0.0, -0.0, True), (None, False, False), (None, 0, False),
        ("1", 1, False), ([], {}, False), ([1, 2], [1, 2.0], True), ([1], [True], False), ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True), ({"a": None}, {}, False), ([1, 2], [2, 1], False),
        ([[]], [[], []], False), ("é", "e\u0301", False), (LARGEST, float(LARGEST), True),
    ],
)  # fmt: skip
def test_which_values_are_equal(a: Any, b: Any, same: bool) -> None:
    assert equal(a, b) is same and equal(b, a) is same


@pytest.mark.parametrize("wrap", [list, dict])
def test_deep_values_are_compared_and_copied(wrap: type) -> None:
    """Far deeper than Python's own recursion goes."""
    value = deep(100_000, wrap)
    assert equal(value, deep(100_000, wrap)) and not equal(value, deep(100_001, wrap))
    assert equal(copied(value), value)


def test_shared_values_are_compared_and_copied_within_a_bound() -> None:
    value, start = shared(60), time.thread_time()
    assert equal(value, value)
    for work in (lambda: equal(value, shared(60)), lambda: copied(value), lambda: plain(value), lambda: text_of(value)):
        with pytest.raises(FlowError) as raised:
            work()
        assert raised.value.code in ("too_large", "too_deep")
    assert is_value(value) is False
    assert time.thread_time() - start < 3


@QUICK
@given(VALUES)
def test_a_copy_is_equal_and_shares_nothing(value: Any) -> None:
    copy = copied(value)
    assert equal(copy, value) and json_text(copy) == json_text(value)
    assert not containers(copy) & containers(value)
    twice = copied([value, value])
    assert not containers(twice[0]) & containers(twice[1])


def containers(value: Any) -> set[int]:
    inner = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    return ({id(value)} if isinstance(value, list | dict) else set()).union(*map(containers, inner))


@QUICK
@given(VALUES)
def test_plain_values_are_json(value: Any) -> None:
    made = plain(value)
    assert equal(made, value) and is_value(made)
    assert json.loads(json.dumps(made)) == made
    assert not any(type(one) is float and one.is_integer() for one in leaves(made))


def leaves(value: Any) -> list[Any]:
    if isinstance(value, list | dict):
        return [leaf for inner in (value if isinstance(value, list) else value.values()) for leaf in leaves(inner)]
    return [value]


@QUICK
@given(VALUES)
@example({"a": [1, {"b": []}], "c": {}})
def test_json_text_is_what_json_writes(value: Any) -> None:
    assert json_text(value) == json.dumps(plain(value), ensure_ascii=False)
    assert equal(json.loads(json_text(value)), value)


@QUICK
@given(NUMBERS)
def test_numbers_as_text_are_read_back_as_they_were(number: float) -> None:
    text = text_of(number)
    assert float(text) == number
    assert ("." in text or "e" in text) is not float(number).is_integer()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (True, "true"), (False, "false"), ("a", "a"), ("", ""), (3, "3"), (3.0, "3"), (-0.0, "0"),
        (0.1, "0.1"), (1e-7, "1e-07"), (float(LARGEST), "9007199254740991"), (-2.5, "-2.5"), ([], "[]"), ({}, "{}"),
        ([1.0, None, True, "a"], '[1, null, true, "a"]'), ({"ä": [{}]}, '{"ä": [{}]}'), (['"\\\n'], '["\\"\\\\\\n"]'),
    ],
)  # fmt: skip
def test_values_as_people_read_them(value: Any, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    "value",
    [
        math.nan, math.inf, -math.inf, LARGEST + 1, -LARGEST - 1, 2.0**53, 10**400, (1, 2), {1}, frozenset(), b"a", 1j,
        object(), {1: 2}, {None: 1}, {True: 1}, {("a",): 1}, [1, [2, (3,)]], {"a": {"b": {2}}}, deep(NESTING + 1),
        deep(NESTING + 1, dict), [0] * (ITEMS + 1), {str(n): n for n in range(ITEMS + 1)}, "a" * (TEXT + 1),
        ["a" * (TEXT + 1)], {"a" * (TEXT + 1): 1}, [[0] * (NODES // 6)] * 7, "\ud800", ["a\udfff"], {"\udc80": 1}, int,
    ],
    ids=lambda value: repr(value).partition(" at 0x")[0][:30],
)  # fmt: skip
def test_what_is_no_value(value: Any) -> None:
    assert is_value(value) is False


class Text(str):
    pass


class Numbers(list[int]):
    pass


def test_values_of_classes_of_their_own_are_no_values() -> None:
    assert not is_value(Text("a")) and not is_value(Numbers()) and not is_value([Text("a")])
    assert not is_value({Text("a"): 1})


@pytest.mark.parametrize(
    "value",
    [
        LARGEST, -LARGEST, float(LARGEST), 5e-324, deep(NESTING), deep(NESTING, dict), [0] * ITEMS, "a" * TEXT, "😀é",
        {"": None}, [[0] * 99_000] * 5, [True] * ITEMS,
    ],
    ids=lambda value: repr(value)[:30],
)  # fmt: skip
def test_what_is_a_value_at_its_limit(value: Any) -> None:
    assert is_value(value) is True
    assert equal(plain(value), value)


@QUICK
@given(VALUES)
def test_every_made_value_is_one(value: Any) -> None:
    assert is_value(value)
    assert sized(value) is value


@pytest.mark.parametrize("number", [0, LARGEST, -LARGEST, 0.5, float(LARGEST), True])
def test_numbers_within_bounds_pass(number: float) -> None:
    assert bounded(number) is number


@pytest.mark.parametrize(
    ("number", "code"),
    [(LARGEST + 1, "too_large"), (2.0**53, "too_large"), (-math.inf, "too_large"), (10**400, "too_large"),
     (math.nan, "no_number"), (1j, "no_number")],
)  # fmt: skip
def test_numbers_out_of_bounds_do_not(number: Any, code: str) -> None:
    with pytest.raises(FlowError) as raised:
        bounded(number)
    assert raised.value.code == code
    assert code != "too_large" or "9007199254740991" in raised.value.message


@pytest.mark.parametrize(
    ("value", "said"),
    [("a" * (TEXT + 1), "1,048,576 characters"), ([0] * (ITEMS + 1), "list would be larger than the limit of 100,000"),
     ({str(n): n for n in range(ITEMS + 1)}, "object would be larger than the limit of 100,000"), (2**53, "2^53 - 1")],
    ids=["text", "list", "object", "number"],
)  # fmt: skip
def test_what_is_too_large_is_refused(value: Any, said: str) -> None:
    with pytest.raises(FlowError, match=said.replace("^", r"\^")):
        sized(value)


def test_texts_are_measured_before_they_are_joined() -> None:
    part = "a" * (TEXT // 2)
    assert joined([part, part]) == part + part
    for parts in ([part, part, 1], [part] * 1_000, [[part, part]]):
        with pytest.raises(FlowError, match="1,048,576 characters"):
            joined(parts)


@QUICK
@given(st.lists(VALUES, max_size=5))
def test_joining_is_writing_one_after_another(parts: list[Any]) -> None:
    assert joined(parts) == "".join(map(text_of, parts))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "nothing"), (True, "true"), ("ads", 'the text "ads"'), (3.0, "the number 3"), ([1, 2], "a list of 2"),
        ({}, "an object of 0"), ("a" * 61, f'the text "{"a" * 60}…"'), ("a" * 60, f'the text "{"a" * 60}"'),
        ("a" * TEXT, f'the text "{"a" * 60}…"'), (-0.5, "the number -0.5"), ([[1]] * 5, "a list of 5"),
    ],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_values_in_few_words(value: Any, said: str) -> None:
    assert shown(value) == said


@QUICK
@given(TEXTS)
def test_texts_stay_themselves(text: str) -> None:
    assert text_of(text) is text and plain(text) is text and copied(text) is text
