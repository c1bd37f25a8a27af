"""Calls of the blocks' own functions, and the guards around what they answer."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from blockloom.runtime import values
from blockloom.runtime.catalog import Slot
from blockloom.runtime.kinds import LIST, OBJECT, TEXT
from blockloom.runtime.model import Block

if TYPE_CHECKING:
    from blockloom.runtime.compile.coder import Coder

_SELF_GUARDED = frozenset({"add", "item", "property", "part", "join_text", "join", "replace"})


def write_library_call(coder: Coder, block: Block, given: list[tuple[Slot, ast.expr]]) -> ast.expr:
    """The call of a block's function, whose answer stays within the language's limits."""
    definition, call = block.definition, _call(coder, block, given)
    if definition.doors:
        return coder.make.call("passed", [call]) if coder.style.metered else call
    bits = definition.result.bits if definition.result is not None else 0
    if bits & (TEXT | LIST | OBJECT) and definition.name not in _SELF_GUARDED:
        return coder.make.call(coder.space.use(values.sized), [call])
    return call


def _call(coder: Coder, block: Block, given: list[tuple[Slot, ast.expr]]) -> ast.expr:
    """Positional as far as the signature has no gap, named after it."""
    positional: list[ast.expr] = []
    named: dict[str, ast.expr] = {}
    for number, (slot, value) in enumerate(given):
        if slot.shape == "values":
            assert isinstance(value, ast.List)
            positional.extend(value.elts)
        elif slot is block.definition.slots[number]:
            positional.append(value)
        else:
            named[slot.name] = value
    return coder.make.call(coder.space.use(block.definition.function), positional, named)
