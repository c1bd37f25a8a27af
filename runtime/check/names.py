"""Which variables a part of a flow sets and reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from blockloom.runtime.catalog import Slot
from blockloom.runtime.model import Block, blocks_in


def names_set(parts: Iterable[Any]) -> frozenset[str]:
    """Every variable that something inside may set, by a slot or by ``save``."""
    found: set[str] = set()
    for part in parts:
        for block in blocks_in(part):
            definition = block.definition
            if definition.sets:
                found.update(str(block.slots[slot.key]) for slot in definition.slots if slot.name in definition.sets)
            if block.save:
                found.add(block.save)
    return frozenset(found)


def names_changed(parts: Iterable[Any]) -> frozenset[str]:
    """Every variable whose list or object something inside may change in place."""
    return changed_by(block for part in parts for block in blocks_in(part))


def changed_by(blocks: Iterable[Block]) -> frozenset[str]:
    """Every variable whose list or object one of these blocks itself may change in place."""
    changing = ((block, slot) for block in blocks if block.definition.changes for slot in block.definition.slots)
    return frozenset(str(block.slots[slot.key]) for block, slot in changing if slot.name in block.definition.changes)


def names_read(parts: Iterable[Any]) -> set[str]:
    """Every variable whose value something inside asks for."""
    return {
        str(block.slots[slot.key])
        for part in parts
        for block in blocks_in(part)
        for slot in block.definition.slots
        if reads(block, slot)
    }


def reads(block: Block, slot: Slot) -> bool:
    """Whether a slot's variable is asked for its value, not only set or changed."""
    definition = block.definition
    if slot.shape != "name" or slot.key not in block.slots:
        return False
    return slot.name not in definition.sets or (slot.name in definition.changes and definition.result is not None)


def functions_called(parts: Iterable[Any]) -> set[str]:
    """Every function of the flow that something inside calls."""
    return {
        str(block.slots[slot.key])
        for part in parts
        for block in blocks_in(part)
        for slot in block.definition.slots
        if slot.shape == "function" and slot.key in block.slots
    }
