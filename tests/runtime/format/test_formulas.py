"""A formula that was met before is what it would be anew, where it stands now, with the functions of its own flow."""

from __future__ import annotations

from blockloom import catalog
from blockloom.runtime.format import read
from blockloom.runtime.format.formulas import LONGEST
from blockloom.runtime.model import Block, Flow, Items, Template

HEAD = "flow: 1\nfunctions:\n  twice:\n    params: {PARAMS}\n    do:\n    - return: 1\ndo:\n"


def flow_of(text: str) -> Flow:
    _, flow, findings = read(text, catalog())
    assert flow is not None and not findings
    return flow


def value_of(step: object) -> Block:
    assert isinstance(step, Block)
    value = step.slots["value"]
    assert isinstance(value, Block)
    return value


def test_the_same_formula_twice_is_two_values_each_at_its_place() -> None:
    first, second = (value_of(step) for step in flow_of("flow: 1\ndo:\n- print: =sum([n])\n- print: '=sum([n])'\n").do)
    assert first is not second and first.slots is not second.slots
    assert (first.place, second.place) == ((3, 11, "do/0/value"), (4, 12, "do/1/value"))
    path, items = "do/1/value/numbers", second.slots["numbers"]
    assert (first.places["numbers"].path, second.places["numbers"]) == ("do/0/value/numbers", (4, 16, path))
    assert isinstance(items, Items) and items.items[0].place == (4, 17, f"{path}/0")


def test_the_same_template_twice_has_its_holes_at_their_places() -> None:
    steps = flow_of("flow: 1\ndo:\n- print: a ${n} b ${1 + n}\n- print: a ${n} b ${1 + n}\n").do
    templates = [step.slots["value"] for step in steps if isinstance(step, Block)]
    parts = [one.parts for one in templates if isinstance(one, Template)]
    holes = [[hole.place for hole in one if not isinstance(hole, str)] for one in parts]
    assert [hole.path for hole in holes[0]] == ["do/0/value/0", "do/0/value/1"]
    assert [hole.path for hole in holes[1]] == ["do/1/value/0", "do/1/value/1"]
    assert {hole.line for hole in holes[0]} == {3} and {hole.line for hole in holes[1]} == {4}


def test_a_formula_too_long_to_be_remembered_stands_at_its_places_all_the_same() -> None:
    long = f"- print: =sum([{', '.join(['n'] * LONGEST)}"
    for number, step in enumerate(flow_of(f"flow: 1\ndo:\n{long}])\n{long}])\n").do):
        numbers = value_of(step).slots["numbers"]
        assert isinstance(numbers, Items)
        assert numbers.items[-1].place == (3 + number, len(long), f"do/{number}/value/numbers/{LONGEST - 1}")
    _, _, findings = read(f"flow: 1\ndo:\n{long}\n", catalog())
    assert [(found.column, found.message) for found in findings] == [
        (len(long) + 1, 'The formula stops in the middle. Expected ",".')
    ]


def test_the_same_call_goes_to_the_function_of_its_own_flow() -> None:
    call = "- print: =twice(2)\n"
    for param in ("a", "b", "a"):
        flow = flow_of(HEAD.replace("PARAMS", f"{param}: {{}}") + call)
        assert list(value_of(flow.do[0]).slots["with"]) == [param]  # type: ignore[arg-type]
    _, _, findings = read(f"flow: 1\nfunctions: {{twise: {{params: {{a: {{}}}}, do: []}}}}\ndo:\n{call}", catalog())
    assert [finding.mend for finding in findings] == ["twise"]
