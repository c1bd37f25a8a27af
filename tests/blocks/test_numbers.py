"""Numbers at their borders."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blockloom import FlowError
from blockloom.blocks.numbers import round_
from tests.blocks.support import value

LARGEST = 2**53 - 1

ROUNDED: list[tuple[float, int, float]] = [
    (2.5, 0, 3), (3.5, 0, 4), (-2.5, 0, -3), (0.5, 0, 1), (-0.5, 0, -1), (0.4, 0, 0), (-0.4, 0, 0), (2.4999, 0, 2),
    (0.49999999999999994, 0, 0), (1.005, 2, 1.01), (2.675, 2, 2.68), (1.115, 2, 1.12), (-1.005, 2, -1.01),
    (0.615, 2, 0.62),
    (10.235, 2, 10.24), (1.45, 1, 1.5), (0.1 + 0.2, 2, 0.3), (1e-7, 6, 0), (5e-7, 6, 1e-6), (5e-324, 15, 0),
    (-0.004, 2, 0),
    (1234, -2, 1200), (1250, -2, 1300), (-1250, -2, -1300), (49, -2, 0), (50, -2, 100), (5, -1, 10),
    (1234.5, -3, 1000), (4, -15, 0),
    (5, 2, 5), (5.0, 2, 5), (LARGEST, 0, LARGEST), (LARGEST, 15, LARGEST), (-LARGEST, 2, -LARGEST),
    (LARGEST, -1, LARGEST - 1),
    (4503599627370495.5, 0, 4503599627370496), (4503599627370494.5, 0, 4503599627370495),
    (123456789.123456789, 6, 123456789.123457),
    (LARGEST, -15, 9 * 10**15), (1e15 + 0.3, 15, 1e15 + 0.25),
]  # fmt: skip


@pytest.mark.parametrize(("number", "digits", "rounded"), ROUNDED)
def test_round_as_taught_at_school(number: float, digits: int, rounded: float) -> None:
    found = value({"round": number, "digits": digits})
    assert found == rounded and math.copysign(1, found) == (1 if rounded >= 0 else -1)
    assert isinstance(found, int) or digits > 0


@given(st.floats(-1e15, 1e15), st.integers(-15, 15))
def test_round_never_strays_from_what_is_printed(number: float, digits: int) -> None:
    found = Decimal(repr(round_(number, digits)))
    assert abs(found - Decimal(repr(number))) <= Decimal(5).scaleb(-digits - 1) + Decimal(repr(abs(number))) / 2**52


@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
def test_round_to_cents(number: int, digits: int) -> None:
    written = Decimal(number).scaleb(-digits - 1)
    exact = written.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert round_(float(written), digits) == float(exact)


ERRORS: list[tuple[dict[str, Any], str]] = [
    ({"round": 1, "digits": 16}, "out_of_range"),
    ({"round": 1, "digits": -16}, "out_of_range"),
    ({"round": LARGEST, "digits": -2}, "too_large"),
    ({"divide": {"a": 1, "b": 0}}, "divide_by_zero"),
    ({"floor_divide": {"a": 1, "b": 0}}, "divide_by_zero"),
    ({"remainder": {"a": 1, "b": 0.0}}, "divide_by_zero"),
    ({"divide": {"a": LARGEST, "b": 0.5}}, "too_large"),
    ({"floor_divide": {"a": LARGEST, "b": 0.5}}, "too_large"),
    ({"add": {"a": LARGEST, "b": 1}}, "too_large"),
    ({"subtract": {"a": -LARGEST, "b": 1}}, "too_large"),
    ({"multiply": {"a": LARGEST, "b": LARGEST}}, "too_large"),
    ({"multiply": {"a": 2**52, "b": 2}}, "too_large"),
    ({"power": {"a": 2, "b": 53}}, "too_large"),
    ({"power": {"a": -2, "b": 53}}, "too_large"),
    ({"power": {"a": 10, "b": 10**10}}, "too_large"),
    ({"power": {"a": 9, "b": LARGEST}}, "too_large"),
    ({"power": {"a": 1.0001, "b": LARGEST}}, "too_large"),
    ({"power": {"a": 0, "b": -1}}, "divide_by_zero"),
    ({"power": {"a": -8, "b": 0.5}}, "no_number"),
]


@pytest.mark.parametrize(("block", "code"), ERRORS)
def test_what_has_no_answer_says_so(block: dict[str, Any], code: str) -> None:
    (name,) = {*block} - {"digits"}
    slots = {"number": block[name], "digits": block["digits"]} if name == "round" else block[name]
    formula = (
        {name: {key: f"={key}_" for key in slots}} if name != "round" else {"round": "=number_", "digits": "=digits_"}
    )
    assert value(block) == (code,)
    assert value(formula, **{f"{key}_": number for key, number in slots.items()}) == (code,)


ANSWERS: list[tuple[dict[str, Any], float]] = [
    ({"power": {"a": 2, "b": 52}}, 2**52),
    ({"power": {"a": LARGEST, "b": 1}}, LARGEST),
    ({"power": {"a": 0, "b": 0}}, 1),
    ({"power": {"a": 2, "b": -1}}, 0.5),
    ({"power": {"a": 0.5, "b": 10**6}}, 0),
    ({"power": {"a": 1, "b": LARGEST}}, 1),
    ({"power": {"a": -1, "b": LARGEST}}, -1),
    ({"power": {"a": 4, "b": 0.5}}, 2),
    ({"power": {"a": 10, "b": -400}}, 0),
    ({"power": {"a": 10, "b": -LARGEST}}, 0),
    ({"divide": {"a": 6, "b": 2}}, 3),
    ({"divide": {"a": 1, "b": 3}}, 1 / 3),
    ({"floor_divide": {"a": -7, "b": 2}}, -4),
    ({"remainder": {"a": -7, "b": 3}}, 2),
    ({"remainder": {"a": 7, "b": -3}}, -2),
    ({"remainder": {"a": 5.5, "b": 2}}, 1.5),
    ({"negate": LARGEST}, -LARGEST),
    ({"negate": 0}, 0),
    ({"round_up": 2.0}, 2), ({"round_up": -2.1}, -2), ({"round_down": -2.1}, -3), ({"round_down": 2.9}, 2),
    ({"add": {"a": 0.1, "b": 0.2}}, 0.1 + 0.2),
]  # fmt: skip


@pytest.mark.parametrize(("block", "answer"), ANSWERS)
def test_answers_at_the_borders(block: dict[str, Any], answer: float) -> None:
    assert value(block) == answer


def test_a_digit_too_many_is_told_in_words() -> None:
    with pytest.raises(FlowError, match="Digits go from -15 to 15. You gave 16."):
        round_(1, 16)
