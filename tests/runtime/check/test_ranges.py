"""Numbers in loops: the ranges that the checker finds hold, and are narrow where that can be known."""

from __future__ import annotations

import pytest

from blockloom.runtime.kinds import LIST, NUMBER, TEXT, Kind
from blockloom.runtime.limits import LARGEST
from tests.runtime.check.oracle import walk
from tests.runtime.written import same_everywhere, sound


def kind_at(steps: str, path: str, head: str = "") -> Kind:
    """What the checker noted of the value at an address; a walk through the flow agrees with all that it noted."""
    program = sound(steps, head)
    walk(program)
    same_everywhere(program)
    (block,) = (block for block in program.runnable().blocks() if block.place.path == path)
    return program.facts.kind(block)


X = "- set: x\n  to: {}\n"

RANGES: dict[str, tuple[str, float, float]] = {
    "adding in a loop": (X.format(0) + "- repeat: 10\n  do:\n  - change: x\n    by: 3\n", 0, 30),
    "adding the counter": (
        X.format(0) + "- count: i\n  from: 1\n  to: 10\n  do:\n  - set: x\n    to: =x + i\n", 0, 100),
    "taking away": (X.format(5) + "- repeat: 4\n  do:\n  - change: x\n    by: -2\n", -3, 5),
    "up and down": (
        X.format(0) + "- repeat: 4\n  do:\n  - change: x\n    by: 5\n  - change: x\n    by: -4\n", 0, 4),
    "up or down": (
        X.format(0) + "- count: i\n  from: 1\n  to: 4\n  do:\n  - if: =i > 2\n    then:\n    - change: x\n      by: 5\n"
        "    else:\n    - change: x\n      by: -1\n", -4, 20),
    "nested": (X.format(0) + "- repeat: 3\n  do:\n  - repeat: 4\n    do:\n    - change: x\n      by: 2\n", 0, 24),
    "a loop inside that leaves it alone": (
        X.format(0) + "- repeat: 3\n  do:\n  - change: x\n    by: 2\n  - repeat: 4\n    do:\n    - print: =x\n", 0, 6),
    "nested, three deep": (
        X.format(1) + "- repeat: 2\n  do:\n  - repeat: 3\n    do:\n    - repeat: 4\n      do:\n"
        "      - change: x\n        by: 1\n", 1, 25),
    "set anew in each turn": (
        X.format(0) + "- repeat: 9\n  do:\n  - set: x\n    to: 0\n  - repeat: 5\n"
        "    do:\n    - change: x\n      by: 1\n", 0, 5),
    "left early": (
        X.format(0) + "- repeat: 100\n  do:\n  - change: x\n    by: 1\n  - if: =x == 5\n    then:\n    - break: {}\n"
        "  - change: x\n    by: 1\n", 0, 201),
    "gone on": (
        X.format(0) + "- repeat: 10\n  do:\n  - if: =x == 5\n    then:\n    - next: {}\n"
        "  - change: x\n    by: 1\n", 0, 10),
    "over a list": (
        X.format(0) + "- for_each: i\n  in: [5, 6]\n  do:\n  - change: x\n    by: 1\n", 0, 100_000),
    "in a while": (
        X.format(0) + "- while: =x < 5\n  do:\n  - change: x\n    by: 1\n", 0, 5),
    "until": (
        X.format(0) + "- until: =x >= 5\n  do:\n  - change: x\n    by: 1\n", 0, 5),
    "counting once": (
        X.format(0) + "- count: i\n  from: 1\n  to: 1\n  do:\n  - change: x\n    by: 3\n", 0, 3),
    "counting down": (
        X.format(0) + "- count: i\n  from: 10\n  to: 1\n  by: -3\n  do:\n  - set: x\n    to: =i\n", 0, 10),
    "counting down one by one": (
        X.format(9) + "- count: i\n  from: 4\n  to: 2\n  by: -1\n  do:\n  - set: x\n    to: =i\n", 2, 9),
    "counting down below nothing": (
        X.format(0) + "- count: i\n  from: 4\n  to: -5\n  by: -3\n  do:\n  - set: x\n    to: =i\n", -5, 4),
    "nested, falling": (
        X.format(0) + "- repeat: 3\n  do:\n  - change: x\n    by: -1\n  - repeat: 4\n    do:\n"
        "    - change: x\n      by: -2\n    - if: =x == -5\n      then:\n      - break: {}\n", -33, 0),
    "not at all": (X.format(7) + "- count: i\n  from: 1\n  to: 9\n  by: 2\n  do:\n  - print: =i\n", 7, 7),
    "remainders": (
        X.format(0) + "- count: i\n  from: -9\n  to: 9\n  do:\n  - set: x\n    to: =i % 4\n", 0, 3),
    "remainders by what may be below": (
        X.format(5) + "- count: i\n  from: -9\n  to: 9\n  do:\n  - if: =i != 0\n    then:\n    - set: x\n"
        "      to: =7 % i\n", -LARGEST, LARGEST),
    "a part of it": (
        X.format(0) + "- count: i\n  from: -9\n  to: 9\n  do:\n  - set: x\n    to: =i // 2\n", -5, 4),
    "changed in try": (
        X.format(0) + "- repeat: 3\n  do:\n  - try:\n    - change: x\n      by: 1\n    - raise: a\n"
        "    - change: x\n      by: 50\n"
        "    catch:\n    - change: x\n      by: 10\n", 0, 33),
    "changed in finally": (
        X.format(0) + "- repeat: 3\n  do:\n  - try:\n    - print: a\n"
        "    finally:\n    - change: x\n      by: 2\n", 0, 6),
}  # fmt: skip


@pytest.mark.parametrize(("steps", "low", "high"), RANGES.values(), ids=RANGES)
def test_the_range_of_a_number_is_known(steps: str, low: float, high: float) -> None:
    last = steps.count("\n- ") + 1
    kind = kind_at(f"{steps}- return: =x\n", f"do/{last}/value")
    assert kind.bits == NUMBER and kind.whole
    assert kind.low <= low and high <= kind.high, "what can happen is left out"
    assert (kind.low, kind.high) == (low, high)


UNKNOWN: dict[str, str] = {
    "doubling": X.format(1)
    + "- repeat: 40\n  do:\n  - set: x\n    to: =x * 2\n  - if: =n > 1000\n    then:\n    - break: {}\n",
    "adding to itself": X.format(1) + "- repeat: 9\n  do:\n  - set: x\n    to: =x + x\n",
    "adding what grows": X.format(1)
    + "- set: y\n  to: 1\n- repeat: 9\n  do:\n  - set: x\n    to: =x + y\n  - set: y\n    to: =y + x\n",
    "broken numbers": X.format(0.5) + "- repeat: 9\n  do:\n  - change: x\n    by: 1\n",
    "tried again": X.format(0)
    + "- try:\n  - change: x\n    by: 2\n  - raise: a\n  retry: {times: 4}\n  on_error: continue\n",
    "tried again in an if": X.format(0)
    + "- if: true\n  then:\n  - change: x\n    by: 2\n  - raise: a\n  retry: {times: 4}\n  on_error: continue\n",
    "an input": X.format("=n") + "- repeat: 9\n  do:\n  - change: x\n    by: n\n".replace("by: n", "by: =n"),
}


@pytest.mark.parametrize("steps", UNKNOWN.values(), ids=UNKNOWN)
def test_no_range_is_claimed_where_none_is_known(steps: str) -> None:
    last = steps.count("\n- ") + 1
    kind = kind_at(f"{steps}- return: =x\n", f"do/{last}/value", "inputs: {n: {type: number, default: 3}}\n")
    assert kind.bits == NUMBER and kind.high == LARGEST


CHAINS = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize("length", [2, 5, 6, 7, 8, 9, 26])
def test_kinds_that_wander_through_many_variables(length: int) -> None:
    """Each turn a text moves on by one variable; the checker has to follow it to the end."""
    names = CHAINS[:length]
    steps = "".join(f"- set: {name}\n  to: 1\n" for name in names) + f"- repeat: {length}\n  do:\n"
    pairs = list(zip(names[1:], names, strict=False))
    steps += (
        "".join(f"  - set: {name}\n    to: ={before}\n" for name, before in reversed(pairs))
        + "  - set: a\n    to: text\n"
    )
    kind = kind_at(f"{steps}- return: ={names[-1]}\n", f"do/{length + 1}/value")
    assert kind.bits & (NUMBER | TEXT) == NUMBER | TEXT
    ending = same_everywhere(sound(f"{steps}- return: ={names[-1]} + 'x'\n"))
    assert ending["result"] == "textx"


def test_kinds_of_what_was_saved() -> None:
    head = "functions:\n  f:\n    params: {x: {type: number}}\n    do:\n"
    head += "    - if: =x > 1\n      then:\n      - return: a\n    - return: [1]\n"
    steps = "- call: f\n  with: {x: 2}\n  save: x\n- length: [1, 2]\n  save: y\n- return: [=x, =y]\n"
    assert kind_at(steps, "do/2/value/0", head).bits == TEXT | LIST
    assert (kind_at(steps, "do/2/value/1", head).low, kind_at(steps, "do/2/value/1", head).high) == (0, 100_000)


def test_a_number_that_cannot_grow_further_still_moves() -> None:
    """The range is as wide as it can be in the inner loop; the outer one has to know that it moves all the same."""
    steps = "- set: a\n  to: 1\n- count: i\n  from: 1\n  to: 5\n"
    steps += "  do:\n  - repeat: 6\n    do:\n    - change: a\n      by: 1\n"
    kind = kind_at(f"{steps}- return: =a\n", "do/2/value")
    assert (kind.low, kind.high) == (1, 31)


def test_counting_by_nothing_is_an_error_when_it_runs() -> None:
    program = sound("- count: i\n  from: 1\n  to: 3\n  by: =n\n  do:\n  - print: =i\n", "inputs: {n: {default: 0}}\n")
    walk(program)
    assert same_everywhere(program)["error"]["message"] == "A loop can't count by 0."
