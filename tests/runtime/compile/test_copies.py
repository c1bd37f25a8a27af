"""Values never alias: changing a list or an object that is kept elsewhere, too, changes one of them."""

from __future__ import annotations

import pytest

from blockloom import Doors, python_of, run_flow
from tests.runtime.written import run, same_everywhere, sound

START = "- set: kept\n  to: 0\n- set: l\n  to: [1]\n- set: o\n  to: {object: {l: =l}}\n"
CHANGE = "- add_item: l\n  item: 2\n- set_property: o\n  name: new\n  to: =l\n"

KEPT = {
    "a variable": "- set: kept\n  to: =l\n",
    "a saved answer": "- get: l\n  save: kept\n",
    "a list": "- set: kept\n  to: [=l, [=l]]\n",
    "an object": "- set: kept\n  to: {object: {it: =l, o: =o}}\n",
    "a property": "- set: kept\n  to: =o.l\n",
    "an item": "- set: kept\n  to: =[l, o][1]\n",
    "a choice": "- set: kept\n  to: =l if true else o\n",
    "a sum": "- set: kept\n  to: =l + [o]\n",
    "a part": "- set: kept\n  to: =part([l, o], 1)\n",
    "list_of": "- set: kept\n  to: =list_of(l, 2)\n",
    "map": "- set: kept\n  to: =map([1, 2], i, l)\n",
    "filter": "- set: kept\n  to: =filter([l, o], i, true)\n",
    "another list's item": "- set: kept\n  to: [0]\n- set_item: kept\n  at: 1\n  to: =l\n",
    "another list's new item": "- set: kept\n  to: []\n- add_item: kept\n  item: =o\n",
    "another object's property": "- set: kept\n  to: {object: {}}\n- set_property: kept\n  name: a\n  to: =l\n",
    "a loop's variable": "- for_each: x\n  in: [=l, =o]\n  do:\n  - set: kept\n    to: =x\n",
    "what a loop went over last": "- for_each: kept\n  in: =list_of(l, 2)\n  do:\n  - print: =kept\n",
    "what a loop over a map went over last": "- for_each: kept\n  in: =map([1, 2], i, l)\n  do:\n  - print: =kept\n",
    "what a loop over parts went over last": "- for_each: kept\n  in: =[l][1] + [l]\n  do:\n  - print: =kept\n",
    "what a loop over an answer went over last": "- for_each: kept\n  in: =packed(l)\n  do:\n  - print: =kept\n",
    "a loop's last property": "- for_each_property: x\n  value: kept\n  of: {object: {a: =l}}\n  do:\n  - print: =x\n",
    "a function's answer": "- set: kept\n  to: =same(l)\n",
    "a function's list": "- set: kept\n  to: =packed(l)\n",
    "an error's code": "- try:\n  - raise: a\n    code: =l\n  catch:\n  - set: kept\n    to: =error.code\n",
    "an input": "- set: kept\n  to: =given\n- set: l\n  to: =given\n",
}
HEAD = (
    "inputs: {given: {default: [7]}}\nfunctions:\n  same: {params: {it: {}}, do: [{return: =it}]}\n"
    "  packed: {params: {it: {}}, do: [{return: [=it]}]}\n"
)


@pytest.mark.parametrize("keep", KEPT.values(), ids=KEPT)
def test_what_is_kept_stays_as_it_was(keep: str) -> None:
    before = same_everywhere(sound(f"{START}{keep}- return: =kept\n", HEAD))["result"]
    after = same_everywhere(sound(f"{START}{keep}{CHANGE}- return: =kept\n", HEAD))
    assert after["result"] == before
    assert after["variables"]["l"][-1] == 2


@pytest.mark.parametrize("keep", KEPT.values(), ids=KEPT)
def test_changing_what_is_kept_changes_nothing_else(keep: str) -> None:
    """The other way round, whether it is a list or an object that was kept."""
    kept = sound(f"{START}{keep}- return: =kept\n", HEAD)
    is_list = isinstance(run(kept).result, list)
    change = "- add_item: kept\n  item: 9\n" if is_list else "- set_property: kept\n  name: nine\n  to: 9\n"
    ending = same_everywhere(sound(f"{START}{keep}{change}- return: [=l, =o]\n", HEAD))
    assert ending["result"] == [[7] if "given" in keep else [1], {"l": [1]}]


def test_a_loop_goes_over_the_list_that_it_began_with() -> None:
    steps = "- set: l\n  to: [1, 2]\n- for_each: x\n  in: =l\n  do:\n  - add_item: l\n    item: =x\n- return: =l\n"
    assert same_everywhere(sound(steps))["result"] == [1, 2, 1, 2]


def test_an_error_that_was_caught_keeps_its_code() -> None:
    steps = "- set: l\n  to: [1]\n- try:\n  - raise: a\n    code: =l\n"
    steps += "  catch:\n  - add_item: l\n    item: 2\n  - return: =error.code\n"
    assert same_everywhere(sound(steps))["result"] == [1]


def test_parameters_are_the_functions_own() -> None:
    head = "functions:\n  grow:\n    params: {l: {type: list}}\n    do:\n"
    head += "    - add_item: l\n      item: 2\n    - return: =length(l)\n"
    steps = "- set: l\n  to: [1]\n- set: n\n  to: =grow(l) + grow(l)\n- return: [=l, =n]\n"
    assert same_everywhere(sound(steps, head))["result"] == [[1], 4]


def test_inputs_and_defaults_belong_to_the_caller() -> None:
    program = sound("- add_item: l\n  item: 2\n- return: =l\n", "inputs: {l: {type: list, default: [1]}}\n")
    given = {"l": [5]}
    for inputs, result in ((given, [5, 2]), (given, [5, 2]), ({}, [1, 2]), ({}, [1, 2])):
        assert run_flow(program, inputs, doors=Doors()).result == result
    assert given == {"l": [5]}
    assert same_everywhere(program)["result"] == [1, 2]


LOOPED = "- set: all\n  to: [{object: {n: 1, l: [1]}}, {object: {n: 2, l: [2]}}]\n"
GONE_OVER = {
    "the variable is changed in the loop": (
        "- for_each: one\n  in: =all\n  do:\n  - set_property: one\n    name: n\n    to: 9\n", True),
    "the variable is changed behind it": (
        "- set: one\n  to: {object: {}}\n- for_each: one\n  in: =all\n  do: []\n"
        "- set_property: one\n  name: n\n  to: 9\n", True),
    "the variable is changed, and holds numbers only": (
        "- set: some\n  to: [1, 2]\n- for_each: one\n  in: =some\n  do:\n  - change: one\n    by: 1\n", False),
    "what it holds is changed": (
        "- for_each: one\n  in: =all\n  do:\n  - set: l\n    to: =one.l\n"
        "  - add_item: l\n    item: 9\n", False),
    "what it holds is gone over": (
        "- for_each: one\n  in: =all\n  do:\n  - for_each: l\n    in: [=one.l]\n    do:\n"
        "    - add_item: l\n      item: 9\n", False),
    "the list grows in the loop": (
        "- set: grown\n  to: =all\n- for_each: one\n  in: =grown\n  do:\n"
        "  - add_item: grown\n    item: =one\n", True),
    "a list in it grows in the loop": (
        "- set: grown\n  to: {object: {them: =all}}\n- for_each: one\n  in: =grown.them\n  do:\n"
        "  - set_property: grown\n    name: them\n    to: []\n", True),
    "a list in it is replaced behind the loop": (
        "- set: kept\n  to: {object: {them: =all}}\n- for_each: one\n  in: =kept.them\n  do:\n  - print: =one.n\n"
        "- set_property: kept\n  name: them\n  to: []\n", False),
    "another list grows in the loop": (
        "- set: kept\n  to: []\n- for_each: one\n  in: =all\n  do:\n  - add_item: kept\n    item: =one\n"
        "- set: last\n  to: =kept[-1]\n- set_property: last\n  name: n\n  to: 9\n", False),
    "it is given to a function": (
        "- set: it\n  to: {object: {}}\n- for_each: one\n  in: =all\n  do:\n  - set: it\n    to: =same(one)\n"
        "- set_property: it\n  name: n\n  to: 9\n", False),
}  # fmt: skip


@pytest.mark.parametrize(("steps", "copied"), GONE_OVER.values(), ids=GONE_OVER)
def test_a_list_that_is_gone_over_is_copied_where_that_can_tell(steps: str, copied: bool) -> None:
    program = sound(f"{LOOPED}{steps}- return: =all\n", HEAD)
    ending = same_everywhere(program)
    assert ending["result"] == [{"n": 1, "l": [1]}, {"n": 2, "l": [2]}]
    assert ("zip(all" not in python_of(program) and "in copied(" in python_of(program)) is copied
