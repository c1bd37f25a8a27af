"""Functions of a flow: one more, one less, one with another name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.format import NotUnderstood, Pieces
from blockloom.runtime.model import Block, Flow, Function, blocks_in
from blockloom.runtime.write import save
from blockloom.runtime.write.document import document, steps_in
from blockloom.web.words import gettext
from blockloom.web.workspace.loose import NOWHERE
from blockloom.web.workspace.wire import NotBlocks


def changed(text: str, flow: Flow, section: str, name: str, catalog: Catalog, as_json: bool = False) -> str:
    """The text without the function at ``section``, or, where that is empty, with a new one called ``name``."""
    functions = dict(flow.functions)
    if section:
        functions.pop(section.partition("/")[2], None)
    else:
        check_name(name, flow, catalog)
        functions[name] = Function(name, {}, [], NOWHERE)
    new = replace(flow, functions=functions)
    origins = {address: address for address in steps_in(document(new, to_the_letter=False))}
    return save(text, new, origins, catalog, as_json)


def check_name(name: str, flow: Flow, catalog: Catalog) -> None:
    """Refuse what can't be a new function's name."""
    if name in flow.functions:
        raise NotBlocks(gettext('There is a function called "{name}" already.', name=name))
    if name in catalog:
        raise NotBlocks(gettext('"{name}" is the name of a block. Call the function otherwise.', name=name))
    try:
        Pieces(catalog, {}).inputs({name: {}}, "functions")
    except NotUnderstood:
        message = gettext('A name has letters, digits and "_", and no digit first. "{name}" is none.', name=name[:60])
        raise NotBlocks(message) from None


def call_otherwise(flow: Flow, old: str, new: str) -> None:
    """Let all that calls a function call it by its new name. The flow's blocks are changed in place."""
    pieces = [piece.do if piece.value is None else piece.value for piece in flow.drafts]
    tests = [value for test in flow.tests for value in test.expect]
    for block in [*flow.blocks(), *_within([*pieces, *tests])]:
        for slot in block.definition.slots:
            if slot.shape == "function" and block.slots.get(slot.key) == old:
                block.slots[slot.key] = new


def _within(parts: list[Any]) -> Iterator[Block]:
    for part in parts:
        yield from blocks_in(part) if part is not None else ()
