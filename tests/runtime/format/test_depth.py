"""Whatever is nested as deep as the reader takes can be checked, compiled, run and printed, also from deep down."""

from __future__ import annotations

import bisect
import json
from collections.abc import Callable
from typing import Any

import pytest

from blockloom import Doors, StopSignal, catalog, python_of, read_flow, run_flow

pytestmark = pytest.mark.timed

FRAMES_ABOVE = 200
"""More than a server's handler, its threads and pytest take together."""

STEPS: dict[str, Callable[[list[Any]], list[Any]]] = {
    "if": lambda steps: [{"if": True, "then": steps}],
    "else": lambda steps: [{"if": False, "then": [], "else": [*steps, {"comment": "no else-if"}]}],
    "repeat": lambda steps: [{"repeat": 2, "do": steps}],
    "for each": lambda steps: [{"for_each": "x", "in": [1], "do": steps}],
    "count": lambda steps: [{"count": "i", "from": 1, "to": 2, "do": steps}],
    "while": lambda steps: [{"while": True, "do": steps}],
    "try": lambda steps: [{"try": steps, "catch": []}],
    "catch": lambda steps: [{"try": [{"raise": "x"}], "catch": steps}],
    "finally": lambda steps: [{"try": [], "finally": steps}],
}
VALUES: dict[str, Callable[[Any], Any]] = {
    "choose": lambda value: {"choose": True, "then": 1, "else": value},
    "list": lambda value: [value],
    "item": lambda value: {"item": [1], "at": value},
    "map": lambda value: {"map": [1], "item": "x", "to": value},
    "object": lambda value: {"property": {"object": {"a": value}}, "name": "a"},
}
FORMULAS: dict[str, Callable[[int], str]] = {
    "and": lambda n: "true and " * n + "true",
    "sum": lambda n: "1 + " * n + "1",
    "choice": lambda n: "1 if true else " * n + "1",
    "brackets": lambda n: "(" * n + "1" + ")" * n,
    "calls": lambda n: "map([1], x, " * n + "1" + ")" * n,
    "not": lambda n: "not " * n + "true",
    "items": lambda n: "[1][" * n + "1" + "]" * n,
}


def wrapped(inner: Any, wrap: Callable[[Any], Any], times: int) -> Any:
    for _ in range(times):
        inner = wrap(inner)
    return inner


def ends_well(do: list[Any]) -> bool:
    """Take a flow all the way; False if it is nested too deep for the reader."""
    program = read_flow(json.dumps({"flow": 1, "do": do}), catalog(), "deep.flow.json")
    if not program.ok:
        assert {finding.code for finding in program.errors} <= {"too_deep", "formula"}, program.errors[0]
        return False
    stopped = StopSignal()
    stopped.stop()
    for listener in (None, lambda event: None):
        run_flow(program, doors=Doors(say=lambda line: None), listener=listener, stop=stopped)
    python_of(program)
    return True


def far_down(do: list[Any], frames: int = FRAMES_ABOVE) -> bool:
    return far_down(do, frames - 1) if frames else ends_well(do)


def deepest(make: Callable[[int], list[Any]]) -> int:
    """The deepest nesting that the reader takes, found by halves; all that is tried on the way has to end well."""
    return bisect.bisect_left(range(1, 101), True, key=lambda depth: not far_down(make(depth)))


@pytest.mark.parametrize("wrap", STEPS.values(), ids=STEPS)
def test_steps_in_steps(wrap: Callable[[list[Any]], list[Any]]) -> None:
    assert deepest(lambda depth: wrapped([{"print": 1}], wrap, depth)) == 30


def test_else_ifs_are_no_nesting() -> None:
    assert far_down(wrapped([{"print": 1}], lambda steps: [{"if": False, "then": [], "else": steps}], 90))


@pytest.mark.parametrize("wrap", VALUES.values(), ids=VALUES)
def test_values_in_values(wrap: Callable[[Any], Any]) -> None:
    assert deepest(lambda depth: [{"print": wrapped(1, wrap, depth)}]) >= 20


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
def test_formulas(formula: Callable[[int], str]) -> None:
    assert deepest(lambda depth: [{"print": f"={formula(depth)}"}]) >= 20


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
@pytest.mark.parametrize("steps", [15, 30])
def test_formulas_in_steps(steps: int, formula: Callable[[int], str]) -> None:
    assert deepest(lambda depth: wrapped([{"print": f"={formula(depth)}"}], STEPS["repeat"], steps)) >= 4
