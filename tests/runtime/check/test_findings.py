"""What the checker finds no fault with, since it works; and how often and in which order it tells the others."""

from __future__ import annotations

import pytest

from tests.runtime.written import read, same_everywhere

HEAD = """functions:
  half:
    params: {x: {type: number}}
    do:
    - return: =x / 2
  stop:
    do:
    - raise: a
inputs:
  n: {type: number}
"""

FINE: dict[str, str] = {
    "set in a loop of three": "- repeat: 3\n  do:\n  - if: =n > 1\n    then:\n    - next: {}\n    else: []\n"
    "  - set: x\n    to: 1\n  - print: =x\n- print: done\n",
    "set in every turn of some": "- repeat: 3\n  do:\n  - set: x\n    to: 1\n- print: =x\n",
    "counted up": "- count: i\n  from: 1\n  to: 2\n  do: []\n- print: =i\n",
    "counted down": "- count: i\n  from: 2\n  to: 1\n  by: -1\n  do: []\n- print: =i\n",
    "over a list that is written out": "- for_each: i\n  in: [1, 2]\n  do:\n  - set: x\n    to: =i\n- print: =x + i\n",
    "a loop that always returns": "- repeat: 3\n  do:\n  - return: 1\n",
    "set on both ways": "- if: =n > 1\n  then:\n  - set: x\n    to: 1\n  else:\n  - set: x\n    to: a\n- print: =x\n",
    "set before a loop": "- set: x\n  to: 1\n- repeat: 3\n  do:\n  - set: x\n    to: a\n- print: =x\n",
    "the other way ends": "- if: =n > 1\n  then:\n  - set: x\n    to: 1\n  else:\n  - return: 2\n- print: =x\n",
    "the other way fails": "- if: =n > 1\n  then:\n  - set: x\n    to: 1\n  else:\n  - raise: a\n- print: =x\n",
    "set before leaving": "- while: true\n  do:\n  - set: x\n    to: 1\n  - if: =n > 1\n    then:\n    - break: {}\n"
    "- print: =x\n",
    "set in try and catch": "- try:\n  - set: x\n    to: 1\n  catch:\n  - set: x\n    to: 2\n- print: =x\n",
    "set in try, catch ends": "- try:\n  - set: x\n    to: 1\n  catch:\n  - return: 2\n- print: =x\n",
    "set in try without catch": "- try:\n  - set: x\n    to: 1\n  finally:\n  - print: a\n- print: =x\n",
    "set in finally": "- try:\n  - print: a\n  catch: []\n  finally:\n  - set: x\n    to: 1\n- print: =x\n",
    "set in try, changed in finally": "- try:\n  - set: x\n    to: 1\n  finally:\n  - if: =n > 1\n    then:\n"
    "    - set: x\n      to: 2\n- print: =x\n",
    "returned through finally": "- set: x\n  to: 1\n- try:\n  - return: =x\n  finally:\n  - change: x\n    by: 1\n",
    "next before it is set": "- for_each: i\n  in: [1, 2]\n  do:\n  - if: =i == 1\n    then:\n    - next: {}\n"
    "  - set: x\n    to: =i\n  - print: =x\n",
    "kinds that change": "- set: x\n  to: 1\n- set: x\n  to: a\n- print: =x + 'b'\n",
    "either kind": "- set: x\n  to: 1\n- if: =n > 1\n  then:\n  - set: x\n    to: a\n- print: =x + x\n",
    "kinds told apart by the flow": "- set: x\n  to: 1\n- if: =n > 1\n  then:\n  - set: x\n    to: a\n"
    "- if: =n > 1\n  then:\n  - print: =x + 'b'\n",
    "an empty list is of any kind": "- set: l\n  to: []\n- add_item: l\n  item: a\n- print: =l[1] + 'a'\n",
    "a list of many kinds": "- set: l\n  to: [1, a]\n- print: =l[1] + 1\n- print: =l[2] + 'a'\n",
    "added items": "- set: l\n  to: [1]\n- add_item: l\n  item: a\n- print: =l[2] + 'a'\n",
    "set items": "- set: l\n  to: [1]\n- set_item: l\n  at: 1\n  to: a\n- print: =l[1] + 'a'\n",
    "items of items": "- set: l\n  to: [[1, 2], [3]]\n- print: =l[1][2] + 1\n",
    "a loop's items": "- set: t\n  to: ''\n- for_each: x\n  in: [a, b]\n  do:\n  - set: t\n    to: =t + x\n",
    "error of its own": "- set: error\n  to: 5\n- try:\n  - raise: a\n  catch:\n  - print: =error.message\n"
    "- print: =error + 1\n",
    "error where all ways lead out": "- set: error\n  to: 5\n- while: true\n  do:\n  - try:\n    - raise: a\n"
    "    catch:\n    - break: {}\n- print: =error + 1\n",
    "error kept": "- try:\n  - raise: a\n  catch:\n  - set: kept\n    to: =error\n  - print: =kept.message\n",
    "map's own name": "- set: x\n  to: [1]\n- set: y\n  to: =map(x, x, x + 1)\n- print: =x[1] + y[1]\n",
    "a function without an answer": "- call: half\n  with: {x: 1}\n  save: x\n- print: =x + 1\n",
    "a parameter that may fit": "- set: x\n  to: a\n- if: =n > 1\n  then:\n  - set: x\n    to: 2\n"
    "- try:\n  - print: =half(x)\n  catch: []\n",
    "what never comes is like anything": "- if: =n > 5\n  then:\n  - print: =stop() == 1 or stop() + 1 == 'a'\n",
    "a loop that counts by itself": "- set: x\n  to: 1\n- while: =x < 5\n  do:\n  - set: x\n    to: =x + 1\n",
    "recursion": "- print: =half(half(half(4)))\n",
    "a whole number with a point": "- repeat: 2.0\n  do: []\n- print: =[1, 2][4 / 2]\n",
    "a condition that always holds": "- set: x\n  to: 1\n- while: true\n  do:\n  - change: x\n    by: 1\n"
    "  - if: =x > 3\n    then:\n    - return: =x\n",
    "disabled steps": "- print: =nowhere\n  disabled: true\n- break: {}\n  disabled: true\n- print: 1\n",
    "comments after the end": "- return: 1\n",
    "while that is never entered": "- while: false\n  do:\n  - print: a\n- print: b\n",
    "a template of everything": "- print: ${n} ${[n]} ${'a'} ${nothing} ${true}\n",
    "comparing what may be text": "- set: x\n  to: a\n- if: =n > 1\n  then:\n  - set: x\n    to: 2\n- print: =x == n\n",
}  # fmt: skip


@pytest.mark.parametrize("steps", FINE.values(), ids=FINE)
def test_no_fault_is_found_with_what_works(steps: str) -> None:
    program = read(steps, HEAD.replace("{type: number}\n", "{type: number, default: 3}\n"))
    # inputs that one of these flows has no use for, and names that two things share on purpose, are no faults here
    assert [found.told("flow") for found in program.findings if found.code not in ("unused", "hidden")] == []
    assert same_everywhere(program)["error"] is None


def test_each_fault_is_told_once() -> None:
    """Loops, handlers and functions are looked at more than once; what is wrong in them is said once."""
    steps = "- repeat: 2\n  do:\n  - for_each: x\n    in: [1]\n    do:\n    - try:\n      - print: =x + 'a'\n"
    steps += "      - print: =y\n"
    steps += "      finally:\n      - print: =z\n      - return: =f(1)\n"
    head = "functions:\n  f:\n    params: {n: {}}\n    do:\n    - print: =w\n    - return: =f(n) + f(n)\n"
    assert [found.code for found in read(steps, head).findings] == [
        "unknown_name", "wrong_kind", "unknown_name", "unknown_name"
    ]  # fmt: skip


def test_a_try_that_catches_nothing_hides_no_error() -> None:
    steps = "- set: error\n  to: 1\n- try:\n  - print: =error\n  finally:\n  - print: =error + 1\n"
    assert read(steps).findings == []
    assert [found.code for found in read(f"{steps}  catch: []\n").findings] == ["hidden"]


def test_findings_are_in_the_order_of_the_file() -> None:
    steps = "- print: =c\n- if: =d\n  then:\n  - print: =b\n- print: =a\n"
    head = "functions:\n  f:\n    do:\n    - print: =e\n"
    lines = [found.line for found in read(steps, head).findings]
    assert lines == sorted(lines) and len(lines) == 6


def test_tests_are_checked_too() -> None:
    steps = "- set: x\n  to: 1\ntests:\n- given: {inputs: {m: 1}}\n"
    steps += "  expect:\n  - =x + 'a' == 1\n  - =y\n  - =result\n  - =log\n  - =n\n"
    findings = read(steps, "inputs: {n: {default: 1}}\n").findings
    assert {(found.code, found.line, found.message) for found in findings} == {
        ("unknown_name", 7, 'The flow has no input "m". It has: n.'),
        ("wrong_kind", 9, "A number and a text can't be added."),
        ("unknown_name", 10, 'Nothing is called "y" here. You have: error, log, n, result, sent, x.'),
    }
