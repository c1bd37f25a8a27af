"""Whether a value may be one that a variable holds, too, so that changing it in place would change both."""

from __future__ import annotations

from blockloom.runtime.check import Facts
from blockloom.runtime.model import Block, Items, Slotted, Value

_PARTS = frozenset(("get", "property", "item", "get_path"))


def may_share(node: Value, facts: Facts) -> bool:
    """Whether what a value answers may be held by a variable; a list that is written out is new, whatever it holds."""
    if not isinstance(node, Block) or facts.kind(node).scalar:
        return False
    if node.definition.name == "get":
        return True
    return any(_shares_into(part, facts) for slotted in node.slots.values() for part in _values(slotted))


def is_part(node: Value) -> bool:
    """Whether a value is what a variable holds, or lies within that: then nothing in it is what another one holds."""
    if not isinstance(node, Block) or node.definition.name not in _PARTS:
        return False
    first = node.definition.first
    whole = node.slots.get(first.key) if first is not None else None
    return isinstance(whole, str) or isinstance(whole, Block) and is_part(whole)


def _shares_into(node: Value, facts: Facts) -> bool:
    if isinstance(node, Items):
        return any(_shares_into(item, facts) for item in node.items)
    return may_share(node, facts)


def _values(slotted: Slotted) -> list[Value]:
    if isinstance(slotted, dict):
        return list(slotted.values())
    return [slotted] if isinstance(slotted, Value) else []
