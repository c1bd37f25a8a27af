"""What operations answer: as much as can be known of kind, range and guards, and a sentence where none can work."""

from __future__ import annotations

from itertools import product

import pytest

from blockloom.runtime.check.arithmetic import Answer, answer
from blockloom.runtime.kinds import (
    A_BOOLEAN,
    A_LIST,
    A_NOTHING,
    A_NUMBER,
    A_TEXT,
    ANY,
    EVERY,
    LIST,
    NUMBER,
    TEXT,
    Drift,
    Kind,
    list_of,
    number,
)
from blockloom.runtime.limits import ITEMS, LARGEST
from blockloom.runtime.limits import TEXT as LETTERS

FEW, MANY = number(1, 5, True), number(-20, 30, True)
HALVES = number(0.5, 4.5, False)
EDGE = number(LARGEST - 1, LARGEST, True)
NUMBERS, TEXTS = list_of(FEW), list_of(A_TEXT)
EITHER = Kind(NUMBER | TEXT)

WHOLE = {
    ("add", FEW, MANY): (-19, 35),
    ("subtract", FEW, MANY): (-29, 25),
    ("multiply", FEW, MANY): (-100, 150),
    ("multiply", MANY, MANY): (-600, 900),
    ("negate", MANY): (-30, 20),
    ("floor_divide", MANY, FEW): (-20, 30),
    ("remainder", MANY, FEW): (0, 4),
}


@pytest.mark.parametrize(("asked", "ends"), WHOLE.items(), ids=lambda value: str(value[0]))
def test_whole_numbers_stay_whole_and_in_range(asked: tuple[str, *tuple[Kind, ...]], ends: tuple[int, int]) -> None:
    operation, *operands = asked
    assert answer(operation, operands) == Answer(number(*ends, True), True, True)


def test_one_broken_number_makes_the_answer_broken() -> None:
    for operation, (a, b) in product(["add", "subtract", "multiply", "remainder"], [(FEW, HALVES), (HALVES, FEW)]):
        found = answer(operation, [a, b])
        assert found is not None and not found.kind.whole and found.kind.is_number, operation
    assert answer("add", [FEW, HALVES]) == Answer(number(1.5, 9.5, False), True, True)
    assert answer("remainder", [HALVES, FEW]) == Answer(number(0, 5, False), True, True)
    assert answer("divide", [FEW, FEW]) == Answer(A_NUMBER)


def test_a_divisor_that_may_be_less_than_one_tells_nothing_of_the_range() -> None:
    for operation, divisor in product(["floor_divide", "remainder"], [MANY, number(0, 5, True), HALVES]):
        assert answer(operation, [FEW, divisor]) == Answer(Kind(NUMBER, whole=divisor.whole))
        assert answer(operation, [HALVES, divisor]) == Answer(Kind(NUMBER))
    assert answer("remainder", [EITHER, FEW]) == Answer(Kind(NUMBER))


def test_the_guard_is_left_out_only_at_the_end_that_is_safe() -> None:
    assert answer("add", [EDGE, FEW]) == Answer(number(LARGEST, LARGEST, True), True, False)
    assert answer("subtract", [answer("negate", [EDGE]).kind, FEW]) == Answer(  # type: ignore[union-attr]
        number(-LARGEST, -LARGEST, True), False, True
    )
    assert answer("add", [number(0, LARGEST - 1, True), number(1, 1, True)]) == Answer(
        number(1, LARGEST, True), True, True
    )
    found = answer("subtract", [EITHER, FEW])
    assert found is not None and not found.low_safe and not found.high_safe


def test_a_drift_moves_by_whole_numbers_only() -> None:
    moving = Kind(NUMBER, 0, 10, True, drift=Drift((1, "x"), 0, 2))
    for operation, operands, low, high in [
        ("add", [moving, FEW], 1, 7),
        ("add", [FEW, moving], 1, 7),
        ("subtract", [moving, FEW], -5, 1),
    ]:
        found = answer(operation, operands)
        assert found is not None and found.kind.drift == Drift((1, "x"), low, high), operation
    for operation, operands in [("add", [moving, HALVES]), ("subtract", [FEW, moving]), ("multiply", [moving, FEW])]:
        found = answer(operation, operands)
        assert found is not None and found.kind.drift is None, operation


def test_adding_joins_texts_and_lists() -> None:
    assert answer("add", [A_TEXT, A_TEXT]) == Answer(A_TEXT)
    assert answer("add", [NUMBERS, NUMBERS]) == Answer(NUMBERS)
    joined = answer("add", [NUMBERS, TEXTS])
    assert joined is not None and joined.kind.items is not None and joined.kind.items.bits == NUMBER | TEXT
    assert answer("add", [NUMBERS, A_LIST]) == answer("add", [A_LIST, NUMBERS]) == Answer(Kind(LIST))
    assert answer("add", [EITHER, A_TEXT]) == Answer(A_TEXT)


@pytest.mark.parametrize("operation", ["add", "less", "at_most", "greater", "at_least"])
def test_kinds_that_never_go_together(operation: str) -> None:
    for a, b in [(FEW, A_TEXT), (A_TEXT, NUMBERS), (A_NOTHING, FEW), (A_BOOLEAN, A_BOOLEAN)]:
        found = answer(operation, [a, b])
        assert found is not None and found.problem is not None and a.phrase() in found.problem, (a, b)
    for a, b in [(FEW, EITHER), (ANY, A_TEXT), (A_TEXT, A_TEXT), (FEW, Kind(0)), (Kind(0), A_BOOLEAN)]:
        found = answer(operation, [a, b])
        assert found is not None and found.problem is None, (a, b)
        assert operation == "add" or found == Answer(A_BOOLEAN)


def test_items_and_parts() -> None:
    assert answer("item", [NUMBERS, FEW]) == Answer(FEW)
    assert answer("item", [A_TEXT, FEW]) == Answer(A_TEXT)
    assert answer("item", [A_LIST, FEW]) == answer("item", [A_NOTHING, FEW]) == Answer(ANY)
    either = answer("item", [Kind(TEXT | LIST, items=FEW), FEW])
    assert either is not None and either.kind.bits == TEXT | NUMBER
    assert answer("part", [NUMBERS, FEW, FEW]) == Answer(NUMBERS)
    assert answer("part", [Kind(TEXT | NUMBER), FEW, FEW]) == Answer(A_TEXT)
    assert answer("part", [FEW, FEW, FEW]) == Answer(Kind(EVERY))
    assert answer("list_of", [FEW]) == Answer(NUMBERS)


def test_lengths_and_properties() -> None:
    assert answer("length", [NUMBERS]) == Answer(number(0, ITEMS, True))
    assert answer("length", [A_TEXT]) == answer("length", [ANY]) == Answer(number(0, LETTERS, True))
    assert answer("property", [ANY, A_TEXT]) == answer("property", [Kind(0), A_TEXT]) == Answer(ANY)
    found = answer("property", [NUMBERS, A_TEXT])
    assert found == Answer(ANY, problem=f"Only objects have properties. This is {NUMBERS.phrase()}.")
    assert answer("choose", [ANY, ANY]) is None
