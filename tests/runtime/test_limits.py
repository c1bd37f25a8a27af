"""Every run ends, soon after its limit, with an error that names the limit; and the process goes on."""

from __future__ import annotations

import sys
import threading
import time
from typing import Any

import pytest

from blockloom import Doors, Limits, Outcome, StopSignal, catalog, python_of, read_flow, run_flow
from tests.runtime.engines import compiled, exported, traced
from tests.runtime.written import sound

SOON = 0.25
SLACK = 4
PATIENCE = 5.0

ENDLESS = "- while: true\n  do:\n  - set: x\n    to: 1\n"
EMPTY = "- while: true\n  do: []\n"
PRINTING = "- while: true\n  do:\n  - print: on and on\n"
TEXT = "- set: t\n  to: abc\n- while: true\n  do:\n  - set: u\n    to: =change_case(t + t, 'upper')\n"
CATCHING = "- while: true\n  do:\n  - try:\n    - raise: again\n    catch:\n    - set: y\n      to: 1\n"
CLEANING = "- try:\n  - while: true\n    do: []\n  finally:\n  - while: true\n    do: []\n"
LISTS = "- set: l\n  to: =list_of(1, 100000)\n- while: true\n  do:\n  - set: m\n    to: =filter(l, i, i > 1)\n"
ENDLESS_FLOWS = {
    "endless": ENDLESS,
    "empty": EMPTY,
    "printing": PRINTING,
    "texts": TEXT,
    "catching": CATCHING,
    "cleaning": CLEANING,
    "lists": LISTS,
}


def run(steps: str, limits: Limits, head: str = "", **options: Any) -> Outcome:
    program = read_flow(f"flow: 1\n{head}do:\n{steps}", catalog())
    assert program.ok, program.findings
    return run_flow(program, doors=Doors(say=lambda line: None), limits=limits, **options)


@pytest.mark.parametrize("traced", [False, True], ids=["plain", "traced"])
@pytest.mark.parametrize("steps", ENDLESS_FLOWS.values(), ids=ENDLESS_FLOWS)
def test_the_deadline_ends_what_never_ends(steps: str, traced: bool) -> None:
    listener = (lambda event: None) if traced else None
    outcome = run(steps, Limits(seconds=0.3, output=10**9), listener=listener)
    assert outcome.status == "stopped" and outcome.error is not None
    assert outcome.error["code"] == "deadline"
    assert "0.3 s." in outcome.error["message"]
    assert outcome.seconds < 0.3 + SOON * SLACK


@pytest.mark.parametrize("steps", [ENDLESS, EMPTY, CATCHING, CLEANING])
def test_the_budget_ends_what_never_ends(steps: str) -> None:
    outcome = run(steps, Limits(steps=100_000))
    assert outcome.status == "stopped" and outcome.error is not None
    assert outcome.error["code"] == "steps"
    assert "100,000 steps" in outcome.error["message"]
    assert outcome.steps == 100_000


def test_a_loop_that_takes_its_whole_budget_is_not_stopped() -> None:
    outcome = run("- repeat: 1000\n  do: []\n- for_each: x\n  in: [1, 2]\n  do: []\n", Limits(steps=1002))
    assert outcome.status == "ok" and outcome.steps == 1002
    assert (
        run("- repeat: 1000\n  do: []\n- for_each: x\n  in: [1, 2]\n  do: []\n", Limits(steps=1001)).status == "stopped"
    )


def test_turns_that_a_loop_did_not_take_are_given_back() -> None:
    steps = "- repeat: 1000\n  do:\n  - repeat: 500\n    do:\n    - break: {}\n"
    assert run(steps, Limits()).steps == 2000
    head = "functions:\n  found:\n    do:\n    - repeat: 500\n      do:\n      - return: 1\n"
    assert run("- repeat: 10\n  do:\n  - call: found\n", Limits(), head).steps == 10 + 10 + 10


@pytest.mark.parametrize("steps", [ENDLESS, PRINTING, TEXT, CLEANING], ids=["endless", "printing", "texts", "cleaning"])
@pytest.mark.parametrize("traced", [False, True], ids=["plain", "traced"])
def test_stop_ends_a_run_at_once(steps: str, traced: bool) -> None:
    stop, when = StopSignal(), [0.0]

    def press() -> None:
        when[0] = time.monotonic()
        stop.stop()

    timer = threading.Timer(0.2, press)
    timer.start()
    listener = (lambda event: None) if traced else None
    outcome = run(steps, Limits(output=10**9), stop=stop, listener=listener)
    took = time.monotonic() - when[0]
    timer.join()
    assert outcome.status == "stopped" and outcome.error is not None
    assert outcome.error["code"] == "cancelled"
    assert took < SOON * SLACK


def test_runs_in_other_threads_are_left_alone() -> None:
    """A run ends with its own limit only, and nothing is raised in a thread after its run."""
    outcomes: list[Outcome] = []

    def some(seconds: float) -> None:
        for _ in range(5):
            outcomes.append(run(EMPTY, Limits(seconds=seconds, steps=10**9)))
            sum(range(10_000))

    threads = [threading.Thread(target=some, args=(0.02 * number,)) for number in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [outcome.error["code"] for outcome in outcomes if outcome.error] == ["deadline"] * 15


def test_endless_recursion() -> None:
    head = "functions:\n  down:\n    params: {n: {type: number}}\n    do:\n    - return: =down(n + 1)\n"
    outcome = run("- print: =down(1)\n", Limits(), head)
    assert outcome.status == "error" and outcome.error is not None
    assert outcome.error["code"] == "depth"
    assert "200 deep" in outcome.error["message"]
    assert outcome.seconds < SOON * SLACK


def test_too_deep_calls_can_be_caught_again_and_again() -> None:
    """In a run as in the printed program: each time the same error, which a catch takes."""
    head = "functions:\n  down:\n    params: {n: {type: number}}\n    do:\n    - return: =once(n)\n"
    head += "  once:\n    params: {n: {type: number}}\n    do:\n    - return: =sum(map([n], k, down(k + 1)))\n"
    steps = "- repeat: 2\n  do:\n  - try:\n    - print: =down(1)\n    catch:\n    - print: =error.code\n"
    program = sound(steps + "- return: =down(1)\n", head)
    endings = [engine(program) for engine in (compiled, traced, exported)]
    assert [ending["log"] for ending in endings] == [["depth", "depth"]] * 3
    errors = [ending["error"] for ending in endings]
    assert [error["message"] for error in errors] == [errors[0]["message"]] * 3 and "200 deep" in errors[0]["message"]
    plain = sound("- return: =down(1)\n", "functions:\n  down:\n    params: {n: {type: number}}\n    do: []\n")
    assert "within_depth" in python_of(program) and "within_depth" not in python_of(plain)


def test_the_full_depth_of_calls_works() -> None:
    head = "functions:\n  down:\n    params: {n: {type: number}}\n    do:\n"
    head += "    - if: =n == 0\n      then:\n      - return: 0\n    - return: =down(n - 1) + 1\n"
    assert run("- return: =down(198)\n", Limits(), head).result == 198


NESTED = "- set: l\n  to: []\n- repeat: 60\n  do:\n  - set: l\n    to: [=l, =l]\n"
LONG = "- set: t\n  to: =join(list_of('{}', {}), with='')\n"

SIZES = {
    "power": ("- print: =10**10**10\n", "9,007,199,254,740,991"),
    "sum": ("- set: x\n  to: 9007199254740991\n- change: x\n  by: 1\n", "9007199254740991"),
    "doubled text": ("- set: t\n  to: x\n- repeat: 60\n  do:\n  - set: t\n    to: =t + t\n", "1,048,576 characters"),
    "doubled list": ("- set: l\n  to: [1]\n- repeat: 60\n  do:\n  - set: l\n    to: =l + l\n", "100,000 items"),
    "nested list": (NESTED + "- add_item: l\n  item: 1\n- set: m\n  to: =l\n", "values"),
    "added items": ("- set: l\n  to: []\n- while: true\n  do:\n  - add_item: l\n    item: 1\n", "100,000 items"),
    "replaced": (
        LONG.format("ab", 1000) + "- print: =replace(t, 'a', t)\n",
        "1,048,576 characters",
    ),
    "list_of": ("- print: =list_of(1, 100001)\n", "100,000 items"),
    "split": (LONG.format("ab", 60000) + "- print: =split(t, '')\n", "100,000 items"),
    "template": (
        LONG.format("abcdefghij", 100000) + "- print: ${t}${t}\n",
        "1,048,576 characters",
    ),
    "json": ("- set: l\n  to: =list_of('abcdefghijabcdefghij', 100000)\n- print: =l\n", "1,048,576 characters"),
    "deep result": ("- set: l\n  to: []\n- repeat: 300\n  do:\n  - set: l\n    to: [=l]\n- return: =l\n", "100 levels"),
}


@pytest.mark.parametrize(("steps", "named"), SIZES.values(), ids=SIZES)
def test_what_would_explode_is_refused_before_it_is_made(steps: str, named: str) -> None:
    start = time.thread_time()
    outcome = run(steps, Limits())
    took = time.thread_time() - start
    assert outcome.status == "error" and outcome.error is not None
    assert outcome.error["code"] in ("too_large", "too_deep")
    assert named in outcome.error["message"]
    assert took < PATIENCE


def test_output_is_limited() -> None:
    outcome = run(PRINTING, Limits())
    assert outcome.status == "stopped" and outcome.error is not None
    assert outcome.error["code"] == "output"
    assert "1,048,576 characters" in outcome.error["message"]


def test_values_that_are_nested_deep_or_shared_are_printed_compared_and_left_behind() -> None:
    deep = "- set: l\n  to: []\n- repeat: 50000\n  do:\n  - set: l\n    to: [=l]\n"
    assert run(deep + "- print: =l == [l]\n", Limits()).log == ["false"]
    shared = "- set: a\n  to: [1]\n- repeat: 60\n  do:\n  - set: a\n    to: [=a, =a]\n"
    outcome = run(shared + "- set: b\n  to: =a == [a]\n", Limits())
    assert outcome.seconds < SOON * SLACK
    assert isinstance(outcome.as_dict()["variables"], dict)


def test_a_bomb_is_refused_while_it_is_read() -> None:
    merge = "a: &a {x: 1}\n" + "".join(f"b{n}: &b{n} {{<<: [*a, *a]}}\n" for n in range(30))
    for text, code in [(merge, "anchor"), ("[" * 100_000, "too_deep"), ("{a: " * 100_000, "too_deep")]:
        start = time.perf_counter()
        program = read_flow(text, catalog())
        assert [finding.code for finding in program.findings] == [code]
        assert time.perf_counter() - start < SOON * SLACK


def test_twenty_five_loops_in_one_another() -> None:
    steps = ["- set: n", "  to: 0"]
    for depth in range(25):
        steps += [f"{'  ' * depth}- repeat: {2 if depth < 3 else 1}", f"{'  ' * depth}  do:"]
    pad = "  " * 25
    steps += [f"{pad}- change: n", f"{pad}  by: 1", f"{pad}- if: =n == 5", f"{pad}  then:", f"{pad}  - return: =n"]
    assert run("\n".join(steps) + "\n", Limits()).result == 5


@pytest.mark.parametrize(("word", "turns"), [("break", 1), ("next", 3)])
def test_leaving_a_loop_from_deep_inside(word: str, turns: int) -> None:
    steps = ["- set: n", "  to: 0", "- repeat: 3", "  do:", "  - change: n", "    by: 1"]
    for depth in range(1, 16):
        steps += [f"{'  ' * depth}- try:"] if depth % 2 else [f"{'  ' * depth}- if: true", f"{'  ' * depth}  then:"]
    pad = "  " * 16
    steps += [f"{pad}- {word}: {{}}", f"{pad}- set: n", f"{pad}  to: 100"]
    for depth in range(15, 0, -2):
        steps += [f"{'  ' * depth}  catch:", f"{'  ' * depth}  - print: x"]
    steps += ["- return: =n"]
    assert run("\n".join(steps) + "\n", Limits()).result == turns


def test_the_recursion_limit_is_left_as_it_is() -> None:
    before = sys.getrecursionlimit()
    test_endless_recursion()
    assert sys.getrecursionlimit() == before
