"""The blocks of one section as they travel between the page and the server: a flat map, so that nothing nests deep.

A block is ``{type, step, fields, inputs, next, extra, shadow}``. ``type`` is a block of the catalog, or one of PLAIN;
``fields`` are texts by slot, ``inputs`` the ids of values and first steps by slot, ``next`` the id of the step below.
Items of a list that grows in its block stand in the inputs ``channels.0``, ``channels.1`` …, the values of a map in
``with.0`` …, those of the rungs of a ladder of else-ifs in ``test@1``, ``then@1`` … ``extra`` holds the rest: EXTRAS.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from blockloom.web.words import gettext, language

PILL, LIST, UNKNOWN, START, FUNCTION = "pill", "list", "unknown", "start", "function"
PLAIN = {
    PILL: "a value typed in: its text stands in the field VALUE, its kind in extra",
    LIST: "a list written out",
    UNKNOWN: "something that is kept to the letter",
    START: "the hat of the main stack",
    FUNCTION: "the hat of a function",
}
KINDS = ("text", "number", "boolean", "nothing")
"""What a pill holds. A text that starts with = is a formula, one with ${…} a template, as in a flow file."""
EXTRAS = (
    "kind",  # of a pill
    "items",  # how many items each list has that grows in the block
    "names",  # the names in each map
    "rungs",  # the ids of the else-ifs below the first
    "data",  # what is kept to the letter
    *("save", "retry", "timeout", "on_error", "disabled", "collapsed", "note"),
    *("name", "params", "inputs", "when"),  # of hats
)
MOST = 20_000
DEEPEST = 120


class NotBlocks(Exception):
    """What the page sent are no blocks; ``id`` is the block that is wrong, if one is."""

    def __init__(self, message: str, id: str = "") -> None:
        super().__init__(message)
        self.id = id


@dataclass(slots=True)
class Node:
    """One block of a sheet."""

    id: str
    type: str
    step: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    next: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    shadow: bool = False

    def as_dict(self) -> dict[str, Any]:
        """What is said of the block, without its id and what is empty."""
        said = {"step": self.step, "fields": self.fields, "inputs": self.inputs, "next": self.next}
        return {"type": self.type} | {key: value for key, value in (said | {"extra": self.extra}).items() if value}


@dataclass(slots=True)
class Top:
    """A block that hangs on no other, and where it lies."""

    id: str
    at: tuple[float, float] | None = None


@dataclass(slots=True)
class Sheet:
    """The blocks of a section. ``places`` has the address of each in the text, ``lines`` the line of each step by its
    address, ``prints`` a fingerprint of each step: two with the same one say the same, and two with the same part
    before its dot differ only in the steps inside."""

    nodes: dict[str, Node] = field(default_factory=dict)
    tops: list[Top] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    prints: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {
            "blocks": {id: node.as_dict() for id, node in self.nodes.items()},
            "tops": [{"id": top.id, "at": top.at} for top in self.tops],
            "places": self.places,
            "prints": self.prints,
            "lines": self.lines,
        }

    def stack(self, id: str | None) -> Iterator[Node]:
        """A block and those below it."""
        while id is not None:
            node = self.nodes[id]
            yield node
            id = node.next


def sheet(blocks: Mapping[str, Any], tops: list[Any], places: Mapping[str, Any]) -> Sheet:
    """The blocks that a page sent, each in one place only; NotBlocks for anything else."""
    if len(blocks) > MOST:
        raise NotBlocks(gettext("A section can have {count} blocks at most.", count=language().number(MOST)))
    made = Sheet({id: _node(id, said) for id, said in blocks.items()}, [_top(top) for top in tops])
    made.places = {id: place for id, place in places.items() if isinstance(place, str)}
    used = [top.id for top in made.tops]
    for node in made.nodes.values():
        used += [*node.inputs.values(), *([node.next] if node.next is not None else [])]
    if len(used) != len(set(used)) or set(used) != made.nodes.keys():
        raise NotBlocks(gettext("Each block has to hang in exactly one place."))
    _check_reached(made)
    return made


def _check_reached(made: Sheet) -> None:
    """Refuse circles, and what nests deeper than any flow."""
    todo, seen = [(top.id, 0) for top in made.tops], 0
    while todo:
        id, depth = todo.pop()
        node = made.nodes[id]
        seen += 1
        if depth > DEEPEST:
            raise NotBlocks(gettext("The blocks are nested too deep. Move the inner steps to a function."), id)
        todo += [(inner, depth + 1) for inner in node.inputs.values()]
        todo += [(node.next, depth)] if node.next is not None else []
    if seen != len(made.nodes):
        raise NotBlocks(gettext("Each block has to hang in exactly one place."))


def _node(id: str, said: Any) -> Node:
    extra = said.get("extra", {}) if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(said.get("type"), str) or not isinstance(extra, dict):
        raise NotBlocks(gettext("A block needs a type."), id)
    fields, inputs, below = said.get("fields", {}), said.get("inputs", {}), said.get("next")
    texts = [fields, inputs]
    if not all(isinstance(map_, dict) and all(isinstance(one, str) for one in map_.values()) for map_ in texts):
        raise NotBlocks(gettext("The fields and inputs of a block are texts."), id)
    if not isinstance(below, str | None):
        raise NotBlocks(gettext("What follows a block is another's id."), id)
    unknown = extra.keys() - set(EXTRAS)
    if unknown:
        raise NotBlocks(gettext('A block has no "{name}".', name=min(unknown)[:40]), id)
    step, shadow = said.get("step") is True, said.get("shadow") is True
    return Node(id, said["type"], step, fields, inputs, below, extra, shadow)


def _top(said: Any) -> Top:
    id, at = (said.get("id"), said.get("at")) if isinstance(said, dict) else (None, None)
    if not isinstance(id, str):
        raise NotBlocks(gettext("A block at the top is told by its id."))
    if isinstance(at, list) and len(at) == 2 and all(isinstance(one, int | float) for one in at):
        return Top(id, (at[0], at[1]))
    return Top(id)
