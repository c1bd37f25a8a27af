"""Calls of a flow's functions: where they are paid for, how deep they go, and what is asked before one is made."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom import Limits
from blockloom.runtime.limits import DEPTH
from tests.runtime.written import run, same_everywhere, sound

N = "params: {n: {type: number}}"
SUMS = {
    "a step before": f"add_up:\n    {N}\n    do:\n    - if: =n < 2\n      then:\n      - return: =n\n"
    "    - return: =n + add_up(n - 1)\n",
    "inside the formula": f"add_up:\n    {N}\n    do:\n    - return: =n + add_up(n - 1) if n > 1 else n\n",
    "after and": f"add_up:\n    {N}\n    do:\n    - set: s\n      to: 1\n    - if: =n > 1 and more(n)\n      then:\n"
    f"      - set: s\n        to: =n + add_up(n - 1)\n    - return: =s\n"
    f"  more:\n    {N}\n    do:\n    - return: =n > 1\n",
    "a step that saves": f"add_up:\n    {N}\n    do:\n    - set: s\n      to: 1\n    - if: =n > 1\n      then:\n"
    "      - call: add_up\n        with: {n: =n - 1}\n        save: below\n      - set: s\n        to: =n + below\n"
    "    - return: =s\n",
}


@pytest.mark.parametrize("function", SUMS.values(), ids=SUMS)
def test_functions_go_exactly_so_deep(function: str) -> None:
    def ending(n: int, **options: Any) -> Any:
        return run(sound(f"- return: =add_up({n})\n", f"functions:\n  {function}"), **options)

    for listener in (None, lambda event: None):
        assert ending(DEPTH, listener=listener).result == DEPTH * (DEPTH + 1) // 2
        error = ending(DEPTH + 1, listener=listener).error
        assert error is not None and error["code"] == "depth" and error["path"].startswith("functions/")


CALLING = {
    "two in one step": ("- set: x\n  to: =twice(1) + twice(2)\n", 1),
    "one in another": ("- set: x\n  to: =twice(twice(twice(1)))\n", 1),
    "one that is not reached": ("- set: x\n  to: =1 if true else twice(1)\n", 0),
    "in a loop": ("- repeat: 3\n  do:\n  - set: x\n    to: =twice(1)\n", 6),
    "the test of a loop": ("- set: n\n  to: 1\n- while: =twice(n) < 10\n  do:\n  - change: n\n    by: 1\n", 10),
    "for each item": ("- set: x\n  to: =map([1, 2, 3], i, twice(i))\n", 6),
    "for each item of what it answers": ("- set: x\n  to: =map(pair(4), i, twice(i))\n", 3),
    "where it fits": ("- set: x\n  to: =filter([1, 2, 3], i, small(i))\n", 6),
    "in an else-if": ("- if: =small(2)\n  then: []\n  else:\n  - if: =small(3)\n    then: []\n", 1),
    "in a case": ("- switch: =twice(1)\n  do:\n  - case: [\"=twice(2)\"]\n    do: []\n", 1),
    "several attempts": ("- set: x\n  to: =twice(2)\n  retry: {times: 2}\n", 2),
    "names in another order": ("- call: minus\n  with: {b: =twice(1), a: =twice(4)}\n  save: x\n", 1),
    "small ones are answered at once": ("- set: x\n  to: =[half(0), half(1), half(8), small(0)]\n", 1),
    "in a disabled step": ("- print: =twice(1)\n  disabled: true\n", 0),
}  # fmt: skip
FUNCTIONS = f"""functions:
  twice: {{{N}, do: [{{return: "=n * 2"}}]}}
  small: {{{N}, do: [{{if: "=n < 2 and not n == 1", then: [{{return: true}}]}}, {{return: false}}]}}
  pair: {{{N}, do: [{{return: "=[n, n]"}}]}}
  minus: {{params: {{a: {{type: number}}, b: {{type: number}}}}, do: [{{return: "=a - b"}}]}}
  half:
    {N}
    do:
    - if: =n < 1
      then:
      - return: =-n
    - return: =n / 2
"""


@pytest.mark.parametrize(("steps", "used"), CALLING.values(), ids=CALLING)
def test_a_step_that_calls_is_one_step(steps: str, used: int) -> None:
    program = sound(steps, FUNCTIONS)
    same_everywhere(program)
    for listener in (None, lambda event: None):
        assert run(program, listener=listener).steps == used
    if used:
        assert run(program, limits=Limits(steps=used - 1)).status == "stopped"


def test_steps_of_a_function_that_is_answered_at_once_are_told() -> None:
    told: list[str] = []
    run(sound("- print: =half(0)\n", FUNCTIONS), listener=lambda event: told.append(event.path))
    assert "functions/half/do/0" in told and "functions/half/do/0/then/0" in told


def test_calls_at_all_depths_draw_on_one_budget() -> None:
    fib = f"functions:\n  fib:\n    {N}\n    do:\n    - if: =n < 2\n      then:\n      - return: =n\n"
    program = sound("- return: =fib(14)\n", f"{fib}    - return: =fib(n - 1) + fib(n - 2)\n")
    assert run(program).steps == run(program, listener=lambda event: None).steps == 610
    assert run(program, limits=Limits(steps=610)).result == 377
    short = run(program, limits=Limits(steps=609))
    assert short.status == "stopped" and short.steps == 609


def test_a_function_of_which_nothing_is_left() -> None:
    head = f"functions:\n  f:\n    {N}\n    do:\n    - if: =n < 1\n      then:\n      - return: =n\n"
    assert same_everywhere(sound("- return: =[f(0), f(1)]\n", head))["result"] == [0, None]


def test_what_a_function_begins_with_may_be_more_than_an_answer() -> None:
    head = f"functions:\n  f:\n    {N}\n    do:\n    - if: =n < 1\n      then:\n      - print: =n\n"
    ending = same_everywhere(sound("- return: =[f(0), f(1)]\n", head + "    - return: =n + 1\n"))
    assert ending["result"] == [1, 2] and ending["log"] == ["0"]


def test_a_default_is_made_anew_for_each_call() -> None:
    head = "functions:\n  f:\n    params: {o: {type: object, default: {a: [1, {b: x}]}}}\n    do:\n"
    head += "    - set_path: o\n      path: a.2.b\n      to: =o.a[2].b + '!'\n    - return: =o\n"
    assert same_everywhere(sound("- return: =[f(), f()]\n", head))["result"] == [{"a": [1, {"b": "x!"}]}] * 2
