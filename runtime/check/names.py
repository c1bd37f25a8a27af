"""Which variables a part of a flow may set."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from blockloom.runtime.model import Block, inside


def names_set(parts: Iterable[Any]) -> frozenset[str]:
    """Every variable that something inside may set, by a slot or by ``save``."""
    found: set[str] = set()
    todo = list(parts)
    while todo:
        part = todo.pop()
        if isinstance(part, Block):
            slots = (slot.key for slot in part.definition.slots if slot.name in part.definition.sets)
            found.update(str(part.slots[key]) for key in slots)
            found.update([part.save] if part.save else [])
        todo.extend(inside(part))
    return frozenset(found)
