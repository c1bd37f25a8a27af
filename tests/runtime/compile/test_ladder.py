"""Else-if: an ``else`` with nothing but an ``if`` is as deep as the ``if`` above it, for every pass."""

from __future__ import annotations

import json
from typing import Any

import pytest

from blockloom import Doors, Program, catalog, python_of, read_flow, run_flow
from blockloom.runtime.write import to_json, to_yaml
from tests.runtime.engines import compiled, exported, traced
from tests.runtime.written import read, same_everywhere, sound


def ladder(rungs: int, inner: Any = None, chosen: str = "n") -> list[Any]:
    steps: list[Any] = [{"return": "none"}]
    for number in range(rungs, 0, -1):
        then = [{"return": number}] if inner is None else inner
        steps = [{"if": f"={chosen} == {number}", "then": then, "else": steps}]
    return steps


def program_of(steps: list[Any], n: int = 1) -> Program:
    flow = {"flow": 1, "inputs": {"n": {"type": "number", "default": n}}, "do": steps}
    return read_flow(json.dumps(flow), catalog(), "ladder.flow.json")


@pytest.mark.parametrize("rungs", [2, 40, 120])
def test_a_long_ladder_goes_all_the_way(rungs: int) -> None:
    for n in (1, rungs, rungs + 1):
        program = program_of(ladder(rungs), n)
        assert program.findings == []
        for engine in (compiled, traced, exported):
            assert engine(program)["result"] == (n if n <= rungs else "none")
    assert python_of(program).count("    elif ") == rungs - 1


def test_a_ladder_is_written_back() -> None:
    program = program_of(ladder(100))
    text = to_yaml(program.runnable())
    again = read_flow(text, catalog())
    assert again.ok and to_json(again.runnable()) == to_json(program.runnable())


def test_what_stands_in_a_rung_is_as_deep_as_in_the_first() -> None:
    deep: list[Any] = [{"print": "deep"}]
    for _ in range(28):
        deep = [{"repeat": 1, "do": deep}]
    for rungs in (1, 60):
        assert program_of(ladder(rungs, deep)).ok
    for _ in range(4):
        deep = [{"repeat": 1, "do": deep}]
    for rungs in (1, 60):
        assert [finding.code for finding in program_of(ladder(rungs, deep)).findings] == ["too_deep"]


def test_a_formula_may_be_as_deep_in_the_last_rung() -> None:
    formula = "=" + "(1 + " * 30 + "n" + ")" * 30
    for rungs in (1, 60):
        assert program_of(ladder(rungs, [{"print": formula}])).ok


def test_an_else_with_more_than_an_if_is_a_level() -> None:
    steps: list[Any] = [{"print": "x"}]
    for _ in range(40):
        steps = [{"if": True, "then": [], "else": [*steps, {"print": "y"}]}]
    assert [finding.code for finding in program_of(steps).findings] == ["too_deep"]


def test_no_ladder_is_without_end() -> None:
    assert [finding.code for finding in program_of(ladder(400)).findings] == ["too_deep"]


def test_what_a_rung_sets_is_known_as_in_any_if() -> None:
    steps = "- if: =n > 2\n  then: [{set: x, to: 1}]\n  else:\n  - if: =n > 1\n    then: [{set: x, to: 2}]\n"
    head = "inputs: {n: {default: 5}}\n"
    codes = [finding.code for finding in read(f"{steps}- print: =x\n", head).findings]
    assert codes == ["maybe_unset"]
    assert same_everywhere(sound(f"{steps}    else: [{{return: 0}}]\n- return: =x\n", head))["result"] == 1


def test_a_rung_with_modifiers_or_disabled_is_none() -> None:
    for modifier in ("retry: {times: 2}", "on_error: continue", "disabled: true", "timeout: 5"):
        steps = f"- if: false\n  then: []\n  else:\n  - if: =list_of(1, 2)[3] == 1\n    {modifier}\n    then: []\n"
        ending = same_everywhere(sound(steps + "- return: past\n"))
        assert ending["result"] == (None if modifier.startswith(("retry", "time")) else "past")


def test_every_rung_tells_that_it_begins() -> None:
    begun: list[str] = []
    run_flow(program_of(ladder(3), 3), doors=Doors(), listener=lambda event: begun.append(event.path))
    assert begun == ["do/0", "do/0/else/0", "do/0/else/0/else/0", "do/0/else/0/else/0/then/0"]
