"""A flow as a tree of blocks: what the file says once its words are known, before anything is checked or run.

Formulas have become blocks here; ``formula`` remembers that a block was written as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from typing import Literal as OneOf

from blockloom.runtime.catalog import Definition
from blockloom.runtime.findings import Place
from blockloom.runtime.kinds import ANY, Kind


@dataclass(slots=True, eq=False)
class Literal:
    """A constant: text, number, true, false or nothing."""

    place: Place
    value: str | int | float | bool | None


@dataclass(slots=True, eq=False)
class Lost(Literal):
    """Stands in for a value that could not be read: it may be anything. A flow that holds one never runs.

    ``data`` is what stands there in the file.
    """

    value: str | int | float | bool | None = None
    data: Any = None


@dataclass(slots=True, eq=False)
class Items:
    """A list written out."""

    place: Place
    items: list[Value]


@dataclass(slots=True, eq=False)
class Template:
    """Text with ``${…}`` holes: texts and values in turn."""

    place: Place
    parts: list[str | Value]


@dataclass(slots=True, eq=False)
class Unknown:
    """A use of a block that is not installed, as a step or as a value. A flow with one that is not disabled never runs.

    ``data`` is its map to the letter, ``names`` is every name in it, which it may read or set.
    """

    place: Place
    name: str
    data: dict[str, Any]
    names: frozenset[str] = frozenset()
    formula: bool = False

    @property
    def disabled(self) -> bool:
        return self.data.get("disabled") is True


@dataclass(frozen=True, slots=True)
class Retry:
    """``times`` attempts in all; before attempt n + 1 a pause of ``wait`` · ``backoff`` ** (n - 1) seconds."""

    times: int
    wait: float = 0
    backoff: float = 1


ONCE = Retry(1)
"""What a step without ``retry`` does."""


@dataclass(slots=True, eq=False)
class Block:
    """A use of a block, as a step or as a value.

    ``slots`` holds, by the slot's key: a value, a list of values for a variadic slot (Items), a variable's or a
    function's name, a body (list of steps), a map of values (fields), or a text taken to the letter.

    ``save``, ``retry``, ``timeout`` (seconds) and ``on_error`` are a step's only. A disabled value is nothing.
    """

    place: Place
    definition: Definition
    slots: dict[str, Slotted] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    save: str | None = None
    retry: Retry | None = None
    timeout: float | None = None
    on_error: OneOf["stop", "continue"] = "stop"
    disabled: bool = False
    collapsed: bool = False
    note: str | None = None
    formula: bool = False


Value: TypeAlias = Literal | Items | Template | Block | Unknown
Fields: TypeAlias = dict[str, Value]
Step: TypeAlias = Block | Unknown
Body: TypeAlias = list[Step]
Slotted: TypeAlias = Value | str | Fields | Body


@dataclass(slots=True)
class Input:
    """An input of the flow, or a parameter of one of its functions."""

    name: str
    type: str
    kind: Kind = ANY
    default: Any = None
    required: bool = True
    place: Place = Place(1, 1)


@dataclass(slots=True)
class Function:
    """A function of the flow: its parameters and its steps."""

    name: str
    params: dict[str, Input]
    do: Body
    place: Place


@dataclass(slots=True)
class Test:
    """One of the flow's own tests: plain data to run it with, formulas that have to hold afterwards.

    ``name`` is empty where the file gives none; ``given`` holds what the file says, ``places`` where it says it.
    """

    name: str
    given: dict[str, Any]
    expect: list[Value]
    place: Place
    places: dict[str, Place] = field(default_factory=dict)


@dataclass(slots=True)
class Trigger:
    """What starts a flow by itself: ``kind`` is ``http``, ``event`` or ``schedule``, ``settings`` says when exactly."""

    kind: str
    settings: dict[str, str]
    place: Place


@dataclass(slots=True)
class Loose:
    """A loose piece, kept and never run: steps, or a value. ``data`` is all that the file says, to the letter."""

    do: Body | None
    value: Value | None
    data: Any
    place: Place


@dataclass(slots=True)
class Flow:
    """A flow file. Where its shape was wrong, parts are missing: ``lost`` holds the names that they may have set, and
    ``torn`` says that there were steps among them; ``unsure``, that some steps are lost or unknown, so that nobody
    knows which ways lead where. ``partial`` says that the file holds something that is not in here, so that whoever
    wrote the flow anew would lose it. ``layout`` is where the editor put things, as plain data."""

    name: str = ""
    description: str = ""
    when: list[Trigger] = field(default_factory=list)
    inputs: dict[str, Input] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    do: Body = field(default_factory=list)
    drafts: list[Loose] = field(default_factory=list)
    tests: list[Test] = field(default_factory=list)
    layout: dict[str, Any] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
    torn: bool = False
    unsure: bool = False
    partial: bool = False

    def blocks(self) -> Iterator[Block]:
        """Every block of the flow and its functions, steps and values, in the order of the file."""
        for body in [self.do, *(function.do for function in self.functions.values())]:
            for step in body:
                yield from blocks_in(step)


def blocks_in(slotted: Slotted) -> Iterator[Block]:
    """The block itself, if it is one, and every block inside it, in the order of the file."""
    return (part for part in parts_in(slotted) if type(part) is Block)


def parts_in(slotted: Slotted) -> Iterator[Block | Lost]:
    """The same, with the values among them that could not be read."""
    todo: list[Any] = [slotted]
    while todo:
        part = todo.pop()
        kind = type(part)
        if kind is Literal or kind is str:
            continue
        if kind is Block:
            yield part
            todo.extend(reversed(part.slots.values()))
        elif kind is Lost:
            yield part
        else:
            todo.extend(reversed(inside(part)))


def inside(slotted: Slotted | str) -> list[Any]:
    """What stands directly inside a slot's content."""
    if isinstance(slotted, Block):
        return [*slotted.slots.values()]
    if isinstance(slotted, (str, Literal)):
        return []
    if isinstance(slotted, list):
        return slotted
    if isinstance(slotted, Items):
        return slotted.items
    if isinstance(slotted, Template):
        return [part for part in slotted.parts if not isinstance(part, str)]
    return list(slotted.values()) if isinstance(slotted, dict) else []
