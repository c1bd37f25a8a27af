"""Deeper than CPython nests: loops and handlers in one another, and every way out of them."""

from __future__ import annotations

import json
import time
from itertools import cycle
from typing import Any

import pytest

from blockloom import Program, catalog, python_of, read_flow
from tests.runtime.compile.printed import look_over
from tests.runtime.written import run, same_everywhere

Step = dict[str, Any]
DEEP = 25

WRAPPERS: dict[str, Step] = {
    "repeat": {"repeat": 1, "do": []},
    "count": {"count": "i", "from": 1, "to": 1, "do": []},
    "for_each": {"for_each": "each", "in": ["a"], "do": []},
    "while": {"while": "=going", "do": []},
    "try": {"try": [], "catch": [{"print": "=error.message"}]},
    "finally": {"try": [], "finally": [{"change": "cleaned", "by": 1}]},
    "all of try": {"try": [], "catch": [{"print": "=error.message"}], "finally": [{"change": "cleaned", "by": 1}]},
    "if": {"if": True, "then": []},
    "catch": {"try": [{"raise": "on purpose"}], "catch": []},
    "in finally": {"try": [], "finally": []},
}
INNER = {"try": "try", "finally": "try", "all of try": "try", "if": "then", "catch": "catch", "in finally": "finally"}


def nested(names: list[str], innermost: list[Step]) -> list[Step]:
    """The innermost steps with each of these wrapped around them, the first outermost; every level counts itself."""
    body = innermost
    for name in reversed(names):
        step = dict(WRAPPERS[name])
        step[INNER.get(name, "do")] = [{"change": "depth", "by": 1}, *body]
        leave: list[Step] = [{"set": "going", "to": False}] if name == "while" else []
        step[INNER.get(name, "do")] += leave
        body = [{"set": "going", "to": True}, step] if name == "while" else [step]
    return body


def read(steps: list[Step], **head: Any) -> Program:
    program = read_flow(json.dumps({"flow": 1, **head, "do": steps}), catalog(), "nested.flow.json")
    assert program.ok, [finding.told("flow") for finding in program.findings]
    return program


def ending(steps: list[Step], **head: Any) -> dict[str, Any]:
    """How all engines end; the generated code is printed and looked over, too."""
    start = [{"set": name, "to": 0} for name in ("depth", "cleaned", "after")] + [{"set": "going", "to": True}]
    program = read([*start, *steps], **head)
    look_over(python_of(program))
    return same_everywhere(program)


RETURNS: list[Step] = [{"return": ["=depth", "=cleaned"]}]


@pytest.mark.parametrize("name", WRAPPERS)
def test_one_kind_twenty_five_deep(name: str) -> None:
    cleaned = DEEP if name in ("finally", "all of try") else 0
    went = ending([*nested([name] * DEEP, [{"change": "depth", "by": 100}]), *RETURNS])
    assert went["result"] == [DEEP + 100, cleaned]


@pytest.mark.parametrize("start", range(0, len(WRAPPERS), 2))
def test_all_kinds_mixed_twenty_five_deep(start: int) -> None:
    names = [*WRAPPERS][start:] + [*WRAPPERS][:start]
    mixed = [name for name, _ in zip(cycle(names), range(DEEP), strict=False)]
    went = ending([*nested(mixed, [{"change": "depth", "by": 100}]), *RETURNS])
    assert went["result"] == [DEEP + 100, sum(name in ("finally", "all of try") for name in mixed)]


@pytest.mark.parametrize("around", ["repeat", "count", "for_each", "while", "all of try", "if", "catch"])
@pytest.mark.parametrize("word", ["break", "next"])
def test_a_loop_is_left_from_far_inside(word: str, around: str) -> None:
    """The loop at the top is left through twenty handlers and decisions, of which every fifth cleans up."""
    kinds = ["if", "all of try", "if", "try", "catch"]
    inside = [name for name, _ in zip(cycle(kinds), range(20), strict=False)]
    leave: list[Step] = [{word: {}}, {"change": "depth", "by": 1000}]
    loop: Step = {"repeat": 3, "do": [*nested(inside, leave), {"change": "after", "by": 1}]}
    wrapped = nested([around], [loop, {"change": "after", "by": 10}])
    went = ending([*wrapped, {"return": ["=depth", "=cleaned", "=after"]}])
    turns = 1 if word == "break" else 3
    extra = 1 if around == "all of try" else 0
    assert went["result"] == [turns * 20 + 1, turns * 4 + extra, 10]


@pytest.mark.parametrize("name", [name for name in WRAPPERS if name != "in finally"])
def test_a_flow_returns_from_far_inside(name: str) -> None:
    went = ending([*nested([name] * 20, [{"return": "=depth"}]), {"set": "after", "to": 1}])
    assert went["result"] == 20 and went["variables"]["after"] == 0
    assert went["variables"]["cleaned"] == (20 if name in ("finally", "all of try") else 0)


def test_a_function_returns_from_far_inside() -> None:
    inside = [name for name, _ in zip(cycle(["repeat", "all of try", "if", "for_each"]), range(24), strict=False)]
    start = [{"set": name, "to": 0} for name in ("depth", "cleaned")]
    body = [*start, *nested(inside, [{"if": "=n > depth", "then": [{"return": ["=n", "=depth"]}]}]), *RETURNS]
    functions = {"deep": {"params": {"n": {"type": "number"}}, "do": body}}
    assert ending([{"return": "=deep(100)"}], functions=functions)["result"] == [100, 24]
    assert ending([{"return": "=deep(0)"}], functions=functions)["result"] == [24, 6]


def test_a_failure_far_inside_is_caught_where_it_should_be() -> None:
    inside = ["all of try"] + ["repeat", "if", "for_each", "finally"] * 5
    went = ending([*nested(inside, [{"raise": "from ${depth}"}]), *RETURNS])
    assert went["result"] == [21, 6] and went["log"] == ["from 21"]


def test_a_failure_far_inside_tells_its_own_step() -> None:
    inside = ["repeat", "if", "for_each", "finally"] * 6
    went = ending(nested(inside, [{"raise": "out"}]))
    assert went["error"]["path"] == "do/4/" + "/1/".join(["do", "then", "do", "do"] * 6) + "/1"
    assert went["variables"]["cleaned"] == 6


def test_parts_share_the_variables_of_their_scope() -> None:
    """Made outside, changed inside; made inside, read outside; the counter of a loop in a part; the caught error."""
    for depth in (11, 12, 13, 14, 24):
        inside = nested(["repeat", "try"] * (depth // 2), [
            {"change": "total", "by": 5},
            {"set": "made", "to": ["=total"]},
            {"add_item": "made", "item": "=depth"},
            {"count": "k", "from": 1, "to": 3, "do": [{"change": "total", "by": "=k"}]},
            {"length": "abc", "save": "saved"},
            {"try": [{"raise": "e${k}"}], "catch": [{"set": "said", "to": "=error.message"}]},
        ])  # fmt: skip
        result: Step = {"return": ["=total", "=made", "=k", "=saved", "=said"]}
        start: list[Step] = [{"set": "total", "to": 1}, {"set": "made", "to": []}]
        start += [{"set": name, "to": None} for name in ("k", "saved", "said")]
        levels = depth // 2 * 2
        assert ending([*start, *inside, result])["result"] == [12, [6, levels], 3, 3, "e3"]


@pytest.mark.parametrize("word", ["break", "return"])
def test_turns_are_given_back_through_parts(word: str) -> None:
    leave: Step = {word: {}}
    inside = nested(["if", "try"] * 10, [leave])
    program = read([{"set": "depth", "to": 0}, {"repeat": 500, "do": inside}])
    assert "part_1" in python_of(program)
    assert run(program).steps == 1
    program = read([{"set": "depth", "to": 0}, *nested(["count"] * 20, [{"repeat": 500, "do": [leave]}])])
    assert run(program).steps == 21


def test_last_steps_are_written_out_once() -> None:
    """CPython repeats what stands in ``finally`` for every way out, and again in what is repeated."""
    cleaning: list[Step] = [{"set": f"v{number}", "to": number} for number in range(300)]
    leaving: list[Step] = [{"if": f"=depth == {number}", "then": [{"return": number}]} for number in range(300)]
    start = time.thread_time()
    program = read([{"set": "depth", "to": 299}, {"try": leaving, "finally": cleaning}])
    assert run(program).result == 299 and run(program).variables["v299"] == 299
    assert time.thread_time() - start < 2
    start = time.thread_time()
    assert ending([*nested(["in finally"] * 29, [{"change": "depth", "by": 1}]), *RETURNS])["result"] == [30, 0]
    assert time.thread_time() - start < 2
