"""What a condition tells of numbers, and what calls tell of parameters: known where it is sure, and never more."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom.runtime.kinds import NUMBER, TEXT, Kind
from blockloom.runtime.limits import LARGEST
from tests.runtime.check.oracle import walk
from tests.runtime.written import same_everywhere, sound

HEAD = "inputs:\n  n: {type: number, default: 3}\n  m: {type: number, default: 7}\n"


def kind_at(steps: str, path: str, head: str = HEAD) -> Kind:
    program = sound(steps, head)
    walk(program)
    same_everywhere(program)
    (block,) = (block for block in program.runnable().blocks() if block.place.path == path)
    return program.facts.kind(block)


CONDITIONS: dict[str, tuple[float, float, float, float]] = {
    "n < 10": (-LARGEST, 10, 10, LARGEST),
    "n <= 10": (-LARGEST, 10, 10, LARGEST),
    "n > 10": (10, LARGEST, -LARGEST, 10),
    "n >= 10": (10, LARGEST, -LARGEST, 10),
    "10 > n": (-LARGEST, 10, 10, LARGEST),
    "not n < 10": (10, LARGEST, -LARGEST, 10),
    "n > 1 and n < 5": (1, 5, -LARGEST, LARGEST),
    "n < 1 or n > 5": (-LARGEST, LARGEST, 1, 5),
    "n < 1 and (n < 5 or true)": (-LARGEST, 1, -LARGEST, LARGEST),
    "n == 10": (-LARGEST, LARGEST, -LARGEST, LARGEST),
    "n * 2 < 10": (-LARGEST, LARGEST, -LARGEST, LARGEST),
    "m < 10": (-LARGEST, LARGEST, -LARGEST, LARGEST),
}  # fmt: skip


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_narrows_a_number_on_both_ways(condition: str) -> None:
    steps = f"- if: ={condition}\n  then:\n  - print: =n\n  else:\n  - print: =n\n- print: =n\n"
    then, otherwise = kind_at(steps, "do/0/then/0/value"), kind_at(steps, "do/0/else/0/value")
    assert (then.low, then.high, otherwise.low, otherwise.high) == CONDITIONS[condition]
    after = kind_at(steps, "do/1/value")
    assert (after.low, after.high) == (-LARGEST, LARGEST)


def test_whole_numbers_are_told_to_the_next() -> None:
    steps = "- count: i\n  from: 1\n  to: 10\n  do:\n"
    steps += "  - if: =i < 4\n    then:\n    - print: =i\n    else:\n    - print: =i\n"
    then, otherwise = kind_at(steps, "do/0/do/0/then/0/value"), kind_at(steps, "do/0/do/0/else/0/value")
    assert (then.low, then.high, otherwise.low, otherwise.high) == (1, 3, 4, 10)


def test_what_is_set_inside_is_not_narrowed_any_more() -> None:
    steps = "- if: =n < 10\n  then:\n  - change: n\n    by: 100\n  - print: =n\n"
    assert kind_at(steps, "do/0/then/1/value").high == 110


def test_a_loop_is_left_with_what_the_last_turn_made() -> None:
    steps = "- set: k\n  to: 1\n- while: =k <= 100\n  do:\n  - set: k\n    to: =k * 3\n- print: =k\n"
    assert kind_at(steps, "do/2/value").high == 300


FUNCTION = """functions:
  twice:
    params: {PARAMS}
    do:
    - return: =n + n
"""


def param(calls: str, params: str = "n: {}") -> Kind:
    return kind_at(calls, "functions/twice/do/0/value/a", FUNCTION.replace("PARAMS", params))


@pytest.mark.parametrize(
    ("calls", "params", "expected"),
    [
        ("- print: =twice(3)\n- print: =twice(5)\n", "n: {}", (NUMBER, 3, 5)),
        ("- print: =twice(3)\n", "n: {type: number, default: 9}", (NUMBER, 3, 3)),
        ('- print: =twice(3)\n- print: =twice("a")\n', "n: {}", (NUMBER | TEXT, 3, 3)),
        ("- call: twice\n", "n: {type: number, default: 9}", (NUMBER, 9, 9)),
        ("- print: =twice(twice(3))\n", "n: {}", (NUMBER, 3, LARGEST)),
        ("- print: nobody calls it\n", "n: {type: number}", (NUMBER, -LARGEST, LARGEST)),
    ],
)
def test_what_a_function_is_given_is_known(calls: str, params: str, expected: tuple[Any, ...]) -> None:
    kind = param(calls, params)
    assert (kind.bits, kind.low, kind.high) == expected


RECURSIVE = """functions:
  down:
    params: {n: {}}
    do:
    - if: =n < 2
      then:
      - return: =n
    - return: =down(n - 1) + down(n - 2)
"""


def test_a_function_that_calls_itself_settles() -> None:
    given = kind_at("- return: =down(9)\n", "functions/down/do/1/value/a/with/n/a", RECURSIVE)
    assert (given.low, given.high) == (2, 9)
    answer = kind_at("- return: =down(9)\n", "do/0/value", RECURSIVE)
    assert (answer.bits, answer.low, answer.high) == (NUMBER, 0, LARGEST)


def test_functions_that_call_only_each_other_are_looked_at_all_the_same() -> None:
    head = RECURSIVE.replace("down(9)", "down(8)")
    assert kind_at("- return: 1\n", "functions/down/do/1/value/a", head).bits
