"""Checks, roots, statistics, chance, and numbers in texts, at their borders."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blockloom import Doors
from blockloom.blocks import chance
from blockloom.blocks.checks import is_prime
from blockloom.blocks.convert import format_number, number_from_text
from blockloom.runtime import entered
from tests.blocks.support import value

LARGEST = 2**53 - 1

_NO_NUMBERS = ("", ".", "1,5", "0x1f", "1_000", "nan", "inf", "٣", "1 2")

ANSWERS: list[tuple[dict[str, Any], Any]] = [
    ({"is_empty": "=none"}, True), ({"is_empty": ""}, True), ({"is_empty": {"object": {}}}, True),
    ({"is_empty": " "}, False), ({"is_empty": False}, False), ({"is_nothing": 0}, False),
    ({"is_nothing": "=none"}, True),
    ({"kind_of": 2.5}, "number"), ({"kind_of": True}, "boolean"), ({"kind_of": "=none"}, "nothing"),
    ({"kind_of": ""}, "text"), ({"kind_of": {"object": {}}}, "object"),
    ({"is_whole": -2.0}, True), ({"is_whole": 1e-9}, False), ({"is_even": 0}, True), ({"is_even": -2}, True),
    ({"is_even": LARGEST}, False), ({"is_odd": LARGEST}, True), ({"is_odd": -1}, True), ({"is_odd": 0.5}, False),
    ({"is_prime": 2}, True), ({"is_prime": 0}, False), ({"is_prime": -7}, False), ({"is_prime": 7.5}, False),
    ({"is_prime": 9007199254740881}, True), ({"is_prime": LARGEST}, False), ({"is_prime": 3215031751}, False),
    ({"is_prime": 341550071728321}, False), ({"is_prime": 529}, False),
    ({"absolute": -LARGEST}, LARGEST), ({"absolute": 0}, 0), ({"square_root": 0}, 0), ({"square_root": 2.25}, 1.5),
    ({"square_root": -1}, ("no_number",)),
    ({"root": 1024, "degree": 10}, 2), ({"root": -8, "degree": 3}, -2), ({"root": 64, "degree": 3}, 4),
    ({"root": 5, "degree": 1}, 5), ({"root": -16, "degree": 4}, ("no_number",)), ({"root": 0, "degree": 100}, 0),
    ({"root": 2, "degree": 0}, ("out_of_range",)), ({"root": 2, "degree": 101}, ("out_of_range",)),
    ({"limit": 5, "from": 1, "to": 3}, 3), ({"limit": -5, "from": 1, "to": 3}, 1),
    ({"limit": 2, "from": 2, "to": 2}, 2),
    ({"limit": 2, "from": 3, "to": 1}, ("out_of_range",)),
    ({"sum": "=empty"}, 0), ({"sum": [LARGEST, 1]}, ("too_large",)), ({"sum": [LARGEST, 1, -1]}, LARGEST),
    ({"sum": [0.1] * 10}, 1), ({"sum": [1, "2"]}, ("wrong_kind",)), ({"sum": [True]}, ("wrong_kind",)),
    ({"average": "=empty"}, ("empty",)), ({"average": [LARGEST, LARGEST]}, LARGEST), ({"average": [1, 2]}, 1.5),
    ({"minimum": "=empty"}, ("empty",)), ({"minimum": [2, -1.5, 3]}, -1.5), ({"maximum": [2, -1.5, 3]}, 3),
    ({"maximum": ["a"]}, ("wrong_kind",)), ({"maximum": "=empty"}, ("empty",)),
    ({"median": [4, 1, 3, 2]}, 2.5), ({"median": [3, 1, 2]}, 2), ({"median": "=empty"}, ("empty",)),
    ({"number_from_text": "12"}, 12), ({"number_from_text": "-.5"}, -0.5), ({"number_from_text": "+1e3"}, 1000),
    ({"number_from_text": "007"}, 7), ({"number_from_text": str(LARGEST)}, LARGEST), ({"number_from_text": "5."}, 5),
    ({"number_from_text": str(LARGEST + 1)}, ("too_large",)), ({"number_from_text": "9" * 400}, ("too_large",)),
    ({"number_from_text": "1e999"}, ("too_large",)), ({"number_from_text": "9" * 401}, ("no_number",)),
    *(({"number_from_text": text}, ("no_number",)) for text in _NO_NUMBERS),
    ({"format_number": 2.675}, "2.68"), ({"format_number": -0.001}, "0.00"), ({"format_number": 999.995}, "1,000.00"),
    ({"format_number": LARGEST, "digits": 0, "thousands": " "}, "9 007 199 254 740 991"),
    ({"format_number": 1234.5, "digits": 1, "thousands": "", "point": ","}, "1234,5"),
    ({"format_number": -1234.5, "thousands": ".", "point": ","}, "-1.234,50"),
    ({"format_number": 1, "digits": 16}, ("out_of_range",)), ({"format_number": 1, "digits": -1}, ("out_of_range",)),
    ({"format_number": 1, "point": "." * 11}, ("too_large",)),
]  # fmt: skip


@pytest.mark.parametrize(("block", "answer"), ANSWERS)
def test_answers(block: dict[str, Any], answer: Any) -> None:
    assert value(block, none=None, empty=[]) == answer


def test_primes_are_those_of_a_sieve() -> None:
    left = set(range(2, 20_000))
    for number in range(2, 142):
        left -= set(range(number * number, 20_000, number))
    assert {number for number in range(20_000) if is_prime(number)} == left


@given(st.integers(-LARGEST, LARGEST), st.integers(0, 6))
def test_a_formatted_number_reads_back(number: int, digits: int) -> None:
    assert number_from_text(format_number(number, digits, "")) == number


def test_chance_is_the_run_s_own() -> None:
    def draws(seed: int) -> list[Any]:
        with entered(Doors(random=Random(seed))):
            items = list(range(20))
            return [chance.random_number(1, 6), chance.random_fraction(), chance.new_id(), chance.shuffle(items)]

    assert draws(1) == draws(1) != draws(2)


def test_chance_covers_what_it_says() -> None:
    with entered(Doors(random=Random(1))):
        assert {chance.random_number(-1, 1) for _ in range(200)} == {-1, 0, 1}
        assert {chance.random_item(["a", "b"]) for _ in range(100)} == {"a", "b"}
        assert all(0 <= chance.random_fraction() < 1 for _ in range(100))
        items = [[1], 2, 3]
        assert sorted(map(str, chance.shuffle(items))) == ["2", "3", "[1]"] and items == [[1], 2, 3]
        ids = {chance.new_id() for _ in range(100)}
        assert len(ids) == 100 and {(new[14], new[19] in "89ab") for new in ids} == {("4", True)}


def test_chance_refuses_what_it_can_t_draw_from() -> None:
    assert value({"random_item": "=empty"}, empty=[]) == ("empty",)
    assert value({"random_number": {"from": 2, "to": 1}}) == ("out_of_range",)
    assert value({"random_number": {"from": 5, "to": 5}}) == 5
    assert value({"shuffle": "=empty"}, empty=[]) == []
