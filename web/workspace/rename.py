"""Another name for a variable, everywhere in its section: steps, formulas and texts, loose pieces, calls and tests."""

from __future__ import annotations

from typing import Any

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.format import NotUnderstood, Pieces
from blockloom.runtime.model import Block, Flow, Input, Unknown, blocks_in, inside
from blockloom.web.words import gettext
from blockloom.web.workspace.sections import MAIN, body_of_section, drafts_of
from blockloom.web.workspace.wire import NotBlocks

SEEN = ("result", "log", "error", "sent")
"""What a test sees beside the flow's variables."""


def variables(flow: Flow, section: str) -> list[str]:
    """The names of a section's variables in the order in which the file first tells of them; inputs come first."""
    said = (name for block in _blocks(flow, section) for name in _names(block))
    bound = _bound(flow, section)
    return [name for name in dict.fromkeys([*_declared(flow, section), *said]) if name not in bound]


def rename(flow: Flow, section: str, old: str, new: str, catalog: Catalog) -> None:
    """Call a variable otherwise; the flow is changed in place. NotBlocks if it can't be called so."""
    _check(flow, section, old, new, catalog)
    for block in _blocks(flow, section):
        for slot in block.definition.slots:
            if slot.shape == "name" and block.slots.get(slot.key) == old:
                block.slots[slot.key] = new
        if block.save == old:
            block.save = new
    declared = _declared(flow, section)
    if old in declared:
        renamed = {new if name == old else name: one for name, one in declared.items()}
        declared.clear()
        declared.update(renamed)
        declared[new].name = new
        _given(flow, section, old, new)


def _check(flow: Flow, section: str, old: str, new: str, catalog: Catalog) -> None:
    if old not in variables(flow, section):
        raise NotBlocks(gettext('Nothing is called "{name}" here any more.', name=old))
    try:
        Pieces(catalog, {}).inputs({new: {}}, "inputs")
    except NotUnderstood:
        message = gettext('A name has letters, digits and "_", and no digit first. "{name}" is none.', name=new[:60])
        raise NotBlocks(message) from None
    if new in variables(flow, section) or new in _bound(flow, section):
        raise NotBlocks(gettext('There is a "{name}" already. Two variables would become one.', name=new))
    if section == MAIN and new in SEEN and flow.tests:
        raise NotBlocks(gettext('In the flow\'s tests "{name}" means something else. Choose another name.', name=new))
    if any(old in one.names for one in _unknown(flow, section)):
        raise NotBlocks(gettext('A block that is not installed may use "{name}". Rename it in the text.', name=old))


def _given(flow: Flow, section: str, old: str, new: str) -> None:
    """Let what gives a value to an input, or to a parameter, call it by its new name."""
    if section == MAIN:
        for test in flow.tests:
            inputs = test.given.get("inputs")
            if isinstance(inputs, dict):
                test.given = {**test.given, "inputs": _rekeyed(inputs, old, new)}
        return
    function = section.partition("/")[2]
    parts = [flow.do, *(one.do for one in flow.functions.values()), *_loose(flow, range(len(flow.drafts)))]
    parts += [value for test in flow.tests for value in test.expect]
    for block in (block for part in parts for block in blocks_in(part)):
        shapes = {slot.shape: slot.key for slot in block.definition.slots}
        if "function" in shapes and block.slots.get(shapes["function"]) == function:
            given = block.slots.get(shapes.get("fields", ""))
            if isinstance(given, dict):
                block.slots[shapes["fields"]] = _rekeyed(given, old, new)


def _rekeyed(map: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    return {new if key == old else key: value for key, value in map.items()}


def _declared(flow: Flow, section: str) -> dict[str, Input]:
    return flow.inputs if section == MAIN else flow.functions[section.partition("/")[2]].params


def _parts(flow: Flow, section: str) -> list[Any]:
    """All that sees a section's variables."""
    tests = [value for test in flow.tests for value in test.expect] if section == MAIN else []
    return [body_of_section(flow, section), *_loose(flow, drafts_of(flow, section)), *tests]


def _loose(flow: Flow, numbers: Any) -> list[Any]:
    pieces = [flow.drafts[number] for number in numbers]
    return [part for piece in pieces for part in (piece.do, piece.value) if part is not None]


def _blocks(flow: Flow, section: str) -> list[Block]:
    return [block for part in _parts(flow, section) for block in blocks_in(part)]


def _names(block: Block) -> list[str]:
    named = [
        str(block.slots[slot.key])
        for slot in block.definition.slots
        if slot.shape == "name" and slot.key in block.slots
    ]
    return [*named, *([block.save] if block.save else [])]


def _bound(flow: Flow, section: str) -> set[str]:
    """Names that are given by a block and not by a person, and what tests see beside the variables."""
    bound = {slot.binds for block in _blocks(flow, section) for slot in block.definition.slots if slot.binds}
    values = [value for test in flow.tests for value in test.expect]
    own = {name for part in [body_of_section(flow, section)] for block in blocks_in(part) for name in _names(block)}
    seen = {name for value in values for block in blocks_in(value) for name in _names(block) if name in SEEN}
    return bound | (seen - own if section == MAIN else set())


def _unknown(flow: Flow, section: str) -> list[Unknown]:
    todo, found = [*_parts(flow, section)], []
    while todo:
        part = todo.pop()
        if isinstance(part, Unknown):
            found.append(part)
        todo.extend(inside(part))
    return found
