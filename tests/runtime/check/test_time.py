"""Checking takes about as long as the file is long, however its loops, handlers and functions are nested."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from blockloom import Program, catalog, read_flow

pytestmark = pytest.mark.timed

SECONDS = 2.0
Step = dict[str, Any]
CHANGES: list[Step] = [{"change": name, "by": f"={other}"} for name, other in zip("abcdef", "bcdefa", strict=True)]
START: list[Step] = [{"set": name, "to": number} for number, name in enumerate("abcdef")]


def checked(do: list[Step], **head: Any) -> tuple[Program, float]:
    text = json.dumps({"flow": 1, **head, "do": do})
    start = time.thread_time()
    program = read_flow(text, catalog(), "long.flow.json")
    return program, time.thread_time() - start


def nested(wrap: dict[str, Any], key: str, depth: int, innermost: list[Step]) -> list[Step]:
    body = innermost
    for level in range(depth):
        body = [{**wrap, key: [*CHANGES[level % 3 : level % 3 + 3], *body]}]
    return body


WRAPS: dict[str, tuple[Step, str]] = {
    "repeat": ({"repeat": 3, "do": []}, "do"),
    "count": ({"count": "i", "from": 1, "to": 3, "do": []}, "do"),
    "for_each": ({"for_each": "i", "in": [1], "do": []}, "do"),
    "while": ({"while": "=a < 5", "do": []}, "do"),
    "try": ({"try": [], "catch": [{"change": "a", "by": 1}]}, "try"),
    "catch": ({"try": [{"raise": "a"}], "catch": []}, "catch"),
    "finally": ({"try": [{"change": "a", "by": 1}], "finally": []}, "finally"),
    "try and finally": ({"try": [], "finally": [{"change": "a", "by": 1}]}, "try"),
    "if": ({"if": "=a < 5", "then": [], "else": CHANGES}, "then"),
    "else": ({"if": "=a < 5", "then": CHANGES, "else": []}, "else"),
}


@pytest.mark.parametrize("name", WRAPS)
def test_thirty_levels(name: str) -> None:
    wrap, key = WRAPS[name]
    program, seconds = checked([*START, *nested(wrap, key, 30, CHANGES)])
    assert program.ok, program.findings
    assert seconds < SECONDS


def test_all_kinds_of_levels_in_one_another() -> None:
    body = CHANGES
    for level in range(29):
        wrap, key = list(WRAPS.values())[level % len(WRAPS)]
        body = [{**wrap, key: [*CHANGES[:2], *body]}]
    program, seconds = checked([*START, *body])
    assert program.ok, program.findings
    assert seconds < SECONDS


def test_three_thousand_steps() -> None:
    steps = [step for _ in range(500) for step in CHANGES]
    program, seconds = checked([*START, *steps])
    assert program.ok and seconds < SECONDS


def test_three_thousand_steps_in_loops() -> None:
    loops: list[Step] = [
        {"repeat": 3, "do": [{"for_each": "i", "in": [1, 2], "do": [*CHANGES, {"if": "=a < b", "then": CHANGES}]}]}
        for _ in range(200)
    ]
    program, seconds = checked([*START, *loops])
    assert program.ok and sum(1 for _ in program.runnable().blocks()) > 3_000
    assert seconds < 2 * SECONDS


def test_a_loop_through_which_kinds_wander() -> None:
    names = [f"v{number}" for number in range(200)]
    steps: list[Step] = [{"set": name, "to": 1} for name in names]
    body: list[Step] = [
        {"set": name, "to": f"={before}"} for name, before in reversed(list(zip(names[1:], names, strict=False)))
    ]
    program, seconds = checked([*steps, {"repeat": 300, "do": [*body, {"set": "v0", "to": "text"}]}])
    assert program.ok and seconds < SECONDS


def test_many_functions_that_call_one_another() -> None:
    functions: dict[str, Any] = {}
    for number in range(100):
        calls = [f"f{(number + step) % 100}" for step in (1, 7, 31)]
        body: list[Step] = [{"if": "=x < 1", "then": [{"return": "=x"}]}]
        body += [{"call": name, "with": {"x": "=x - 1"}, "save": "y"} for name in calls]
        body += [{"repeat": 3, "do": [{"repeat": 3, "do": [{"set": "y", "to": f"={calls[0]}(y)"}]}]}]
        functions[f"f{number}"] = {"params": {"x": {"type": "any"}}, "do": [*body, {"return": "=y"}]}
    functions = {name: {**said, "params": {"x": {"type": "number"}}} for name, said in functions.items()}
    program, seconds = checked([{"return": "=f0(3)"}], functions=functions)
    assert all(finding.code == "wrong_kind" for finding in program.findings)
    assert seconds < SECONDS


def test_many_ways_out() -> None:
    leaving: list[Step] = [{"if": f"=a == {number}", "then": [{"return": number}]} for number in range(600)]
    handled: list[Step] = [{"try": leaving, "finally": [step for _ in range(50) for step in CHANGES]}]
    program, seconds = checked([*START, *handled])
    assert program.ok and seconds < SECONDS


def test_a_file_full_of_mistakes() -> None:
    """So many findings are said once each, in time, and none of them in vain."""
    steps: list[Step] = [{"print": f"=nothing{number}"} for number in range(3_000)]
    program, seconds = checked([{"repeat": 2, "do": steps}])
    messages = [finding.message for finding in program.findings]
    assert len(messages) == len(set(messages)) >= 500
    assert seconds < 2 * SECONDS
