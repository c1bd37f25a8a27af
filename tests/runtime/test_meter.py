"""Steps are counted exactly: the last one of a budget can be taken, the next one can't, unused ones come back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blockloom import Limits, SettingsError
from blockloom.runtime.errors import BudgetSpent
from blockloom.runtime.limits import MAX_STEPS
from blockloom.runtime.meter import GRACE, POOL, WHOLE, Meter
from tests.runtime.written import run, sound


def drawn(turns: Iterator[Any], count: int) -> int:
    return sum(1 for _ in islice(turns, count))


def looped(meter: Meter, numbers: range) -> int:
    return sum(len(chunk) for chunk in meter.chunks(numbers))


@pytest.mark.parametrize("steps", [0, 1, 2, POOL - 1, POOL, POOL + 1, 3 * POOL])
def test_exactly_so_many_turns_can_be_drawn(steps: int) -> None:
    meter = Meter(steps)
    turns = meter.turns()
    assert drawn(turns, steps) == steps == meter.used
    with pytest.raises(BudgetSpent, match=f"limit of {steps:,} step{'s' * (steps != 1)}[.]"):
        next(turns)
    assert meter.used == steps


@pytest.mark.parametrize("steps", [0, 1, WHOLE - 1, WHOLE, WHOLE + 1, POOL, WHOLE + POOL, WHOLE + POOL + 1, 20_000])
def test_exactly_so_many_numbers_can_be_counted(steps: int) -> None:
    meter = Meter(steps)
    assert looped(meter, range(steps)) == steps == meter.used
    with pytest.raises(BudgetSpent):
        looped(meter, range(1))
    again = Meter(steps)
    with pytest.raises(BudgetSpent):
        looped(again, range(steps + 1))
    assert again.used == steps


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(st.integers(0, 15_000), st.lists(st.tuples(st.booleans(), st.integers(0, 6_000)), max_size=6))
def test_turns_and_numbers_draw_on_one_budget(steps: int, loops: list[tuple[bool, int]]) -> None:
    """However they follow one another, a run is stopped only when all its steps are used up."""
    meter, wanted = Meter(steps), 0
    turns = meter.turns()
    try:
        for counts, size in loops:
            wanted += size
            if counts:
                looped(meter, range(size))
            else:
                drawn(turns, size)
    except BudgetSpent:
        assert wanted > steps == meter.used
    else:
        assert wanted <= steps and meter.used == wanted


@settings(max_examples=100, deadline=None, database=None, derandomize=True)
@given(st.integers(1, 9_000), st.integers(0, 9_000), st.sampled_from([1, -1, 7]))
def test_a_loop_that_is_left_pays_for_the_turns_it_took(size: int, left_at: int, by: int) -> None:
    meter, took = Meter(100_000), 0
    numbers = range(0, size * by, by)
    for chunk in meter.chunks(numbers):
        for number in chunk:
            took += 1
            if took > left_at:
                meter.refund(chunk, number)
                break
        else:
            continue
        break
    assert meter.used == took == min(size, left_at + 1)


@pytest.mark.parametrize("reached", [-1, 10, 2.0, True, "3", None])
def test_what_is_no_number_of_the_loop_gives_nothing_back(reached: Any) -> None:
    meter = Meter(100)
    (chunk,) = meter.chunks(range(10))
    meter.refund(chunk, reached)
    assert meter.used == 10


def test_once_spent_there_is_a_little_left_to_clean_up() -> None:
    meter = Meter(10)
    turns = meter.turns()
    with pytest.raises(BudgetSpent):
        drawn(turns, 11)
    assert drawn(turns, GRACE) == GRACE
    assert meter.used == 10
    for _ in range(2):
        with pytest.raises(BudgetSpent):
            next(turns)


def test_ranges_come_in_pieces_that_grow() -> None:
    meter = Meter(10**6)
    sizes = [len(chunk) for chunk in meter.chunks(range(2 * POOL))]
    assert sizes[0] == WHOLE and max(sizes) <= POOL and sum(sizes) == 2 * POOL
    assert list(meter.chunks(range(WHOLE))) == [range(WHOLE)]


FLOWS: dict[str, tuple[str, int]] = {
    "repeat": ("- repeat: 7\n  do: []\n", 7),
    "for_each": ("- for_each: x\n  in: [1, 2, 3]\n  do: []\n", 3),
    "while": ("- set: n\n  to: 5\n- while: =n > 0\n  do:\n  - change: n\n    by: -1\n", 6),
    "a call": ("- call: f\n", 1),
    "map": ("- set: x\n  to: =map([1, 2, 3], i, i)\n", 3),
    "nested": ("- repeat: 4\n  do:\n  - repeat: 5\n    do: []\n", 24),
    "left": ("- repeat: 600\n  do:\n  - break: {}\n", 1),
    "returned from": ("- repeat: 600\n  do:\n  - repeat: 600\n    do:\n    - return: 1\n", 2),
    "its counter moved": ("- count: i\n  from: 1\n  to: 500\n  do:\n  - if: =i == 400\n    then:\n"
                          "    - set: i\n      to: 1\n    - break: {}\n", 400),
    "failed": ("- try:\n  - repeat: 9\n    do:\n    - raise: a\n  catch: []\n", 9),
    "after turns a loop of numbers": ("- for_each: x\n  in: [1]\n  do: []\n- repeat: 5000\n  do: []\n", 5001),
}  # fmt: skip


@pytest.mark.parametrize(("steps", "used"), FLOWS.values(), ids=FLOWS)
def test_a_flow_takes_exactly_its_steps(steps: str, used: int) -> None:
    program = sound(steps, "functions: {f: {do: []}}\n")
    for listener in (None, lambda event: None):
        assert run(program, listener=listener).steps == used
        enough = run(program, listener=listener, limits=Limits(steps=max(used, 600)))
        assert enough.status == "ok"
    if used not in (1, 2, 9, 400):
        short = run(program, limits=Limits(steps=used - 1))
        assert short.status == "stopped" and short.steps == used - 1


def test_cleaning_up_after_the_budget_is_bounded() -> None:
    steps = "- try:\n  - while: true\n    do: []\n  finally:\n  - set: seen\n    to: 0\n"
    steps += "  - while: true\n    do:\n    - change: seen\n      by: 1\n"
    outcome = run(sound(steps), limits=Limits(steps=100))
    assert outcome.status == "stopped" and outcome.error is not None and outcome.error["code"] == "steps"
    assert outcome.variables["seen"] == GRACE and outcome.steps == 100


def test_no_run_takes_more_steps_than_the_checker_reckons_with() -> None:
    assert Limits(steps=MAX_STEPS).steps == MAX_STEPS
    with pytest.raises(SettingsError, match="1,000,000,000 steps"):
        Limits(steps=MAX_STEPS + 1)
