"""What the checker knows of an object's properties: known where they surely are, forgotten where they may be gone."""

from __future__ import annotations

import pytest

from blockloom.runtime.kinds import EVERY, NUMBER, TEXT, Kind
from blockloom.runtime.limits import LARGEST
from tests.runtime.check.oracle import walk
from tests.runtime.written import same_everywhere, sound

O = "- set: o\n  to: {object: {a: 1, b: x}}\n"  # noqa: E741
HEAD = "inputs: {n: {type: number, default: 3}, name: {type: text, default: b}, yes: {type: boolean, default: true}}\n"


def kind_of_last(steps: str, value: str) -> Kind:
    """The kind of a value that is returned behind these steps; every engine agrees on what it is."""
    program = sound(f"{steps}- return: ={value}\n", HEAD)
    walk(program)
    same_everywhere(program)
    last = program.runnable().do[-1]
    block = next(block for block in program.runnable().blocks() if block.place.path == f"{last.place.path}/value")
    return program.facts.kind(block)


KNOWN: dict[str, tuple[str, str, int, float, float]] = {
    "as written": (O, "o.a", NUMBER, 1, 1),
    "of a text": (O, "o.b", TEXT, -LARGEST, LARGEST),
    "in a list": ("- set: l\n  to: []\n- add_item: l\n  item: {object: {a: 5}}\n", "l[1].a", NUMBER, 5, 5),
    "in an object": ("- set: o\n  to: {object: {p: {object: {a: 5}}}}\n", "o.p.a", NUMBER, 5, 5),
    "set anew": (O + "- set_property: o\n  name: a\n  to: x\n", "o.a", TEXT, -LARGEST, LARGEST),
    "another one set": (O + "- set_property: o\n  name: c\n  to: x\n", "o.a", NUMBER, 1, 1),
    "set by a name that is not known": (
        O + "- set_property: o\n  name: =name\n  to: 7\n", "o.a", NUMBER, 1, 7),
    "on one of two ways": (
        O + "- if: =yes\n  then:\n  - set: o\n    to: {object: {a: 4}}\n", "o.a", NUMBER, 1, 4),
    "counted in a loop": (
        O + "- repeat: 3\n  do:\n  - set_property: o\n    name: a\n    to: =o.a + 1\n", "o.a", NUMBER, 1, LARGEST),
}  # fmt: skip


@pytest.mark.parametrize(("steps", "value", "bits", "low", "high"), KNOWN.values(), ids=KNOWN)
def test_what_a_property_is_is_known(steps: str, value: str, bits: int, low: float, high: float) -> None:
    kind = kind_of_last(steps, value)
    assert (kind.bits, kind.low, kind.high) == (bits, low, high)


UNKNOWN: dict[str, tuple[str, str]] = {
    "one that is not there": (O, "o.c"),
    "one that was deleted": (O + "- delete_property: o\n  name: a\n", "o.a"),
    "one that may have been deleted": (
        O + "- if: =yes\n  then:\n  - delete_property: o\n    name: a\n", "o.a"),
    "on one way only": (O + "- if: =yes\n  then:\n  - set: o\n    to: {object: {c: 4}}\n", "o.a"),
    "by a name that is not known": (O, 'property(o, name)'),
    "deleted in a try": (
        O + "- try:\n  - delete_property: o\n    name: a\n  - raise: x\n  catch: []\n", "o.a"),
    "another block's object": (O, 'merge(o, o).a'),
}  # fmt: skip


@pytest.mark.parametrize(("steps", "value"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_may_be_missing_may_be_anything(steps: str, value: str) -> None:
    assert kind_of_last(steps, value).bits == EVERY
