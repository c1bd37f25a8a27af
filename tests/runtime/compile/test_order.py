"""What is worked out first: slots from left to right, and what fails first is what is told."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom import catalog, read_flow
from blockloom.runtime.write import formatted
from tests.runtime.compile import pack
from tests.runtime.written import same_everywhere, sound

LIST = "- set: l\n  to: [1, 2]\n"
OBJECT = "- set: o\n  to: {object: {}}\n"
FUNCTION = (
    "functions:\n  f:\n    params: {a: {}, b: {default: 5}, c: {type: number, default: 1}}\n"
    "    do:\n    - print: in f\n    - return: [=a, =b, =c]\n"
    "  g:\n    params: {a: {type: number}, b: {}}\n    do: []\n"
)

ORDERS: dict[str, tuple[str, list[Any]]] = {
    "a call": ("- print: =three(told(1), told(2), third=told(3))\n", [1, 2, 3, "[1, 2, 3]"]),
    "slots in the order of the block": (
        "- print: {three: =told(1), third: =told(3), second: =told(2)}\n",
        [1, 2, 3, "[1, 2, 3]"],
    ),
    "a failing slot": ("- three: =told(1)\n  second: =fails('no')\n  third: =told(3)\n", [1, "no"]),
    "operators": ("- print: =told(1) + told(2) * told(3) - told(4)\n", [1, 2, 3, 4, 3]),
    "an operator that fails": ("- print: =told('a') - told(2)\n", ["a"]),
    "division by nothing": ("- print: =told(1) / told(0) + told(2)\n", [1, 0]),
    "comparing": ("- print: =told(1) < told(2)\n", [1, 2, "true"]),
    "and, or": ("- print: =(told(false) and told(1)) or told(true) or told(2)\n", [False, True, "true"]),
    "a choice": ("- print: =told('then') if told(true) else told('else')\n", [True, "then", "then"]),
    "a template": ("- print: ${told(1)}, ${fails('no')}, ${told(3)}\n", [1, "no"]),
    "a list": ("- print: [=told(1), [=told(2)], {object: {a: =told(3)}}, =fails('no'), =told(5)]\n", [1, 2, 3, "no"]),
    "an object": ("- print: {object: {b: =told(1), a: =told(2)}}\n", [1, 2, '{"b": 1, "a": 2}']),
    "an item": ("- print: =told([1, 2])[told(1)]\n", ["[1, 2]", 1, 1]),
    "an item that is not there": ("- print: =told([1, 2])[told(9)] + told(3)\n", ["[1, 2]", 9]),
    "a part": ("- print: =part(told('abc'), told(1), to=told(2))\n", ["abc", 1, 2, "ab"]),
    "join_text": ("- print: {join_text: [=told(1), =told(2)]}\n", [1, 2, "12"]),
    "map": ("- print: =map(told([1, 2]), x, told(x))\n", ["[1, 2]", 1, 2, "[1, 2]"]),
    "filter": ("- print: =filter(told([1, 2]), x, told(x) > 1)\n", ["[1, 2]", 1, 2, "[2]"]),
    "set_item": (LIST + "- set_item: l\n  at: =told(1)\n  to: =told(5)\n- print: =l\n", [1, 5, "[5, 2]"]),
    "set_item, written the other way": (LIST + "- set_item: l\n  to: =told(5)\n  at: =told(1)\n", [1, 5]),
    "set_item at no place": (LIST + "- set_item: l\n  at: =told(9)\n  to: =told(5)\n", [9, 5]),
    "set_item with a wrong place": (LIST + "- set_item: l\n  at: =told('x')\n  to: =told(5)\n", ["x"]),
    "set_item on no list": ("- set: l\n  to: =told(5)\n- set_item: l\n  at: =told(1)\n  to: =told(2)\n", [5, 1, 2]),
    "add_item on no list": ("- set: l\n  to: =told(5)\n- add_item: l\n  item: =told(1)\n", [5, 1]),
    "set_property": (OBJECT + "- set_property: o\n  name: =told('a')\n  to: =told(2)\n- print: =o\n",
                     ["a", 2, '{"a": 2}']),
    "change": ("- set: n\n  to: =told(5)\n- change: n\n  by: =told('x')\n", [5, "x"]),
    "change of no number": ("- set: n\n  to: =told('a')\n- change: n\n  by: =told(1)\n", ["a", 1]),
    "count": (
        "- count: i\n  from: =told(1)\n  to: =told(3)\n  by: =told(2)\n  do:\n  - print: i=${i}\n",
        [1, 3, 2, "i=1", "i=3"],
    ),
    "count to no number": ("- count: i\n  from: =told(1)\n  to: =told('x')\n  by: =told(2)\n  do: []\n", [1, "x"]),
    "repeat": ("- repeat: =told(2)\n  do:\n  - print: x\n", [2, "x", "x"]),
    "text to the letter and a map of values": (
        "- print:\n    ask: =told(1)\n    then: =told(2)\n    where: =a ${b}\n    with: {c: =told(3), d: [=told(4)]}\n",
        [1, 3, 4, 2, "asked", '[1, "=a ${b}", {"c": 3, "d": [4]}, 2]'],
    ),
    "text to the letter in a formula": (
        """- print: '=ask(told(1), where="${b}", then=told(2))'\n""", [1, 2, "asked", '[1, "${b}", {}, 2]']
    ),
    "a map that is left out": ("- print: =ask(told(1))\n", [1, "asked", '[1, "all", {}, null]']),
    "a failing value of a map": ("- ask: =told(1)\n  with: {a: =fails('no'), b: =told(2)}\n", [1, "no"]),
    "for_each": ("- for_each: x\n  in: =told([1, 2])\n  do:\n  - print: =x\n", ["[1, 2]", 1, 2]),
    "while": ("- set: n\n  to: 0\n- while: =told(n) < 2\n  do:\n  - change: n\n    by: 1\n", [0, 1, 2]),
    "if": ("- if: =told(false)\n  then:\n  - print: x\n  else:\n  - print: =told(2)\n", [False, 2, 2]),
    "raise": ("- try:\n  - raise: =told('m')\n    code: =told(1)\n  catch:\n  - print: =error.code\n", ["m", 1, 1]),
    "return": ("- return: =three(told(1), fails('no'))\n", [1, "no"]),
    "a call of a function": ("- print: =f(told(1), c=told(2), b=told(3))\n", [1, 3, 2, "in f", "[1, 3, 2]"]),
    "a call, written as a block": (
        "- call: f\n  with: {c: =told(1), a: =told(2)}\n  save: x\n- print: =x\n",
        [2, 1, "in f", "[2, 5, 1]"],
    ),
    "a call with two wrong values": ("- print: =f(told(1), c=told('x'), b=fails('no'))\n", [1, "no"]),
    "a call with a wrong value before another": ("- print: =g(told('x'), told(2))\n", ["x"]),
    "a value after the steps before it": ("- later: =told(1)\n  before:\n  - print: before\n",
                                          ["before", 1, "looked at 1"]),
    "wrong drop-down": ("- print: =change_case(told('a'), told('loud'))\n", ["a", "loud"]),
    "a save": ("- told: =told(1)\n  save: x\n- print: =told(x)\n", [1, 1, 1, 1]),
}  # fmt: skip


@pytest.mark.parametrize(("steps", "told"), ORDERS.values(), ids=ORDERS)
def test_what_is_worked_out_first(steps: str, told: list[Any]) -> None:
    log = same_everywhere(sound(steps, FUNCTION, pack))["log"]
    assert log == [str(one) for one in told]


def test_putting_a_file_in_order_changes_no_order_of_running() -> None:
    """A formula gives values by name in any order; ``fmt`` writes them in that of the parameters."""
    functions = (
        "  heard: {params: {it: {}}, do: [{print: =it}, {return: =it}]}\n  f: {params: {a: {}, b: {}}, do: []}\n"
    )
    text = f"flow: 1\nfunctions:\n{functions}do:\n- print: =f(b=heard(1), a=heard(2))\n"
    in_order = formatted(text, catalog())
    assert "=f(heard(2), heard(1))" in in_order
    logs = [same_everywhere(read_flow(each, catalog()))["log"] for each in (text, in_order)]
    assert logs[0] == logs[1] == ["2", "1", ""]


@pytest.mark.parametrize("inside", ["for_each: y\n  in: [1]", "repeat: 1", "if: true"])
def test_the_order_holds_inside_other_steps(inside: str) -> None:
    body = "then" if inside.startswith("if") else "do"
    steps = f"{LIST}- {inside}\n  {body}:\n  - set_item: l\n    at: =told(1)\n    to: =told(l[told(2)])\n- return: =l\n"
    ending = same_everywhere(sound(steps, "", pack))
    assert ending["log"] == ["1", "2", "2"] and ending["result"] == [2, 2]


def test_a_value_is_worked_out_once_however_often_the_source_uses_it() -> None:
    steps = OBJECT + "- set_property: o\n  name: =told('a')\n  to: =told(1)\n- add_item: l\n  item: =told(2)\n"
    assert same_everywhere(sound(LIST + steps, "", pack))["log"] == ["a", "1", "2"]


def test_a_list_is_worked_out_once_also_where_the_item_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Finding the words runs nothing again, not even apart from the run, where it would print to the terminal."""
    head = "functions:\n  pair:\n    do:\n    - print: paired\n    - return: [1, 2]\n"
    ending = same_everywhere(sound("- print: =pair()[2]\n- print: =pair()[9]\n", head))
    assert ending["log"] == ["paired", "2", "paired"]
    ending = same_everywhere(sound("- set: l\n  to: [1, 2]\n- print: =l[length(pair()) + 7]\n", head))
    assert ending["log"] == ["paired"] and capsys.readouterr().out == ""
    assert ending["error"]["message"] == "There is no position 9: the list has 2 items."


def test_variables_that_blocks_swap() -> None:
    steps = "- set: a\n  to: [1]\n- set: b\n  to: [2]\n- swap: a\n  other: b\n"
    steps += "- add_item: a\n  item: 3\n- return: [=a, =b]\n"
    assert same_everywhere(sound(steps, "", pack))["result"] == [[2, 3], [1]]


def test_a_variable_that_takes_over_another_ones_list_has_a_list_of_its_own() -> None:
    steps = "- set: a\n  to: [1]\n- set: b\n  to: [2]\n- take: a\n  other: b\n"
    steps += "- add_item: a\n  item: 3\n- return: [=a, =b]\n"
    assert same_everywhere(sound(steps, "", pack))["result"] == [[2, 3], [2]]


def test_a_name_of_the_source_that_is_set_twice() -> None:
    steps = "- set: a\n  to: 1\n- repeat: 3\n  do:\n  - step_up: a\n    by: =a\n"
    assert same_everywhere(sound(steps, "", pack))["variables"] == {"a": 27}


def test_a_try_of_the_source_without_a_finally() -> None:
    steps = "- set: x\n  to: 1\n- either:\n  - set: x\n    to: [2]\n  - print: =x[3]\n  otherwise:\n  - print: =x\n"
    steps += "- either:\n  - return: =x\n  otherwise: []\n"
    ending = same_everywhere(sound(steps, "", pack))
    assert ending["log"] == ["[2]"] and ending["result"] == [2]


def test_a_handler_of_the_source_that_does_nothing() -> None:
    steps = "- set: x\n  to: [1]\n- let_be:\n    do:\n    - print: =x[1]\n    - print: =x[2]\n- print: on\n"
    assert same_everywhere(sound(steps, "", pack))["log"] == ["1", "on"]


def test_minus_what_may_be_no_number() -> None:
    steps = "- set: x\n  to: =from_json('[1, \"a\"]')\n- print: =-x[1]\n- print: =-x[2]\n"
    ending = same_everywhere(sound(steps))
    assert ending["log"] == ["-1"] and ending["error"]["code"] == "wrong_kind"


def test_a_list_that_is_gone_over_may_be_worked_out_with_guards() -> None:
    head = "inputs:\n  n: {type: number, default: 3}\n  m: {type: number, default: 4}\n"
    steps = "- return: =map([n + m, n * m], x, length(filter([x - n, x - m], y, y > n * m - x)))\n"
    assert same_everywhere(sound(steps, head))["result"] == [0, 2]
    steps = "- set: big\n  to: =2 ** 52\n- return: =map([big * n], x, x)\n"
    assert same_everywhere(sound(steps, head))["error"]["code"] == "too_large"
