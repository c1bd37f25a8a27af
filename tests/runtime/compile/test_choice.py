"""Switch: one case at most is done, values are worked out in order, and it is written as ``if`` and ``elif``."""

from __future__ import annotations

import pytest

from blockloom import python_of
from tests.runtime.written import read, run, same_everywhere, sound

HEAD = """inputs: {state: {default: paid}}
functions:
  told:
    params: {x: {}}
    do:
    - print: =x
    - return: =x
"""
SWITCH = """- switch: =state
  do:
  - case: [paid, sent]
    do:
    - set: x
      to: one
  - case: [3, null, [1]]
    do:
    - set: x
      to: two
  else:
  - set: x
    to: three
- return: =x
"""


@pytest.mark.parametrize(
    ("state", "done"),
    [("paid", "one"), ("sent", "one"), (3, "two"), (3.0, "two"), (None, "two"), ([1], "two"), (True, "three")],
)
def test_the_first_case_that_names_the_value_is_done(state: object, done: str) -> None:
    assert run(sound(SWITCH, HEAD), {"state": state}).result == done


def test_every_engine_does_the_same() -> None:
    assert same_everywhere(sound(SWITCH, HEAD))["result"] == "one"


def test_values_are_worked_out_in_order_and_only_as_far_as_needed() -> None:
    steps = (
        "- switch: =told(2)\n  do:\n  - case: [=told(1), =told(2), =told(3)]\n    do: [{print: here}]\n"
        "  - case: [=told(4)]\n    do: []\n"
    )
    assert same_everywhere(sound(steps, HEAD))["log"] == ["2", "1", "2", "here"]


def test_a_switch_in_a_case_and_a_way_out_of_a_loop() -> None:
    steps = (
        "- set: n\n  to: 0\n- while: true\n  do:\n  - change: n\n    by: 1\n  - switch: =n\n    do:\n"
        "    - case: [1]\n      do: [{next: {}}]\n    - case: [4]\n      do: [{break: {}}]\n    else:\n"
        "    - switch: =n + 1\n      do:\n      - case: [4]\n        do: [{print: three}]\n- return: =n\n"
    )
    ending = same_everywhere(sound(steps))
    assert (ending["result"], ending["log"]) == (4, ["three"])


def test_without_else_no_case_may_be_done() -> None:
    steps = "- switch: =state\n  do:\n  - case: [paid]\n    do:\n    - set: x\n      to: 1\n- print: =x\n"
    assert [finding.code for finding in read(steps, HEAD).errors] == ["maybe_unset"]
    steps = steps.replace("- print", "  else: [{return: 0}]\n- print")
    assert read(steps, HEAD).errors == []


def test_modifiers_of_a_case_are_about_its_steps() -> None:
    steps = (
        "- set: n\n  to: 0\n- switch: 1\n  do:\n  - case: [1]\n    retry: {times: 3}\n    on_error: continue\n"
        "    do:\n    - change: n\n      by: 1\n    - raise: a\n  else: [{print: never}]\n- return: =n\n"
    )
    assert same_everywhere(sound(steps))["result"] == 3


def test_it_is_printed_as_if_and_elif() -> None:
    printed = python_of(sound(SWITCH, HEAD))
    assert "    if temporary_1 == 'paid' or temporary_1 == 'sent':\n" in printed or "    if equal(" in printed
    assert printed.count("    elif ") == 1 and "switch" not in printed


def test_numbers_are_compared_as_python_does() -> None:
    steps = "- switch: =n\n  do:\n  - case: [1, 2]\n    do: [{return: a}]\n- return: b\n"
    printed = python_of(sound(steps, "inputs: {n: {type: number}}\n"))
    assert "    if temporary_1 == 1 or temporary_1 == 2:\n" in printed and "equal(" not in printed


def test_a_disabled_case_is_not_there() -> None:
    steps = "- switch: 1\n  do:\n  - case: [1]\n    disabled: true\n    do: [{return: a}]\n  else: [{return: b}]\n"
    assert same_everywhere(sound(steps))["result"] == "b"


def test_two_hundred_cases() -> None:
    cases = "".join(f"  - case: [{number}]\n    do: [{{return: {number}}}]\n" for number in range(200))
    program = sound(f"- switch: =state\n  do:\n{cases}", HEAD)
    assert run(program, {"state": 199}).result == 199
    assert "elif" in python_of(program)
