"""Conditions that hold always or never, by the way they are written."""

from __future__ import annotations

from dataclasses import dataclass

from blockloom.runtime.model import Block, Items, Literal, Slotted, Template, blocks_in
from blockloom.runtime.wording import sentence

_ITSELF = {"equal": True, "at_most": True, "at_least": True, "not_equal": False, "less": False, "greater": False}
"""What comparing a value with itself answers."""
_SAME = sentence("Both sides are the same, so this is always true.")
_UNLIKE = sentence("Both sides are the same, so this is never true.")
_TURNED = {"less": "greater", "at_most": "at_least", "greater": "less", "at_least": "at_most"}
_BELOW, _ABOVE = ("less", "at_most"), ("greater", "at_least")


@dataclass(frozen=True, slots=True)
class Foregone:
    """What is wrong with a condition, and the word that was probably meant in place of ``and`` or ``or``."""

    message: str
    mend: str | None = None


def foregone(block: Block) -> Foregone | None:
    """Why a condition's answer is the same whatever its variables hold; None if it is not."""
    name, a, b = block.definition.name, block.slots.get("a"), block.slots.get("b")
    if name in _ITSELF and a is not None and b is not None and not isinstance(a, Literal) and same(a, b):
        return Foregone(_SAME if _ITSELF[name] else _UNLIKE)
    if name not in ("and", "or") or not isinstance(a, Block) or not isinstance(b, Block):
        return None
    if name == "or" and _differs_from_two(a, b, "not_equal"):
        return Foregone(sentence('This is always true, since nothing is equal to both. Did you mean "and"?'), "and")
    if name == "and" and _differs_from_two(a, b, "equal"):
        return Foregone(sentence('This is never true, since nothing is equal to both. Did you mean "or"?'), "or")
    if name == "and" and _apart(a, b):
        return Foregone(sentence('This is never true, since no number is both. Did you mean "or"?'), "or")
    return None


def same(a: Slotted, b: Slotted) -> bool:
    """Whether two values are written alike and surely answer alike: nothing in them asks the world."""
    if isinstance(a, Literal) and isinstance(b, Literal):
        return type(a.value) is type(b.value) and a.value == b.value
    if isinstance(a, Block) and isinstance(b, Block):
        alike = a.definition is b.definition and a.slots.keys() == b.slots.keys() and steady(a)
        return alike and all(same(a.slots[key], b.slots[key]) for key in a.slots)
    if isinstance(a, Items) and isinstance(b, Items):
        return len(a.items) == len(b.items) and all(map(same, a.items, b.items))
    if isinstance(a, Template) and isinstance(b, Template):
        return len(a.parts) == len(b.parts) and all(map(same, a.parts, b.parts))
    return isinstance(a, str) and a == b


def steady(slotted: Slotted) -> bool:
    """Whether a value changes nothing and depends on nothing but variables: no door, none of the flow's functions."""
    return not any(
        block.definition.doors or any(slot.shape == "function" for slot in block.definition.slots)
        for block in blocks_in(slotted)
    )


def _differs_from_two(a: Block, b: Block, name: str) -> bool:
    """Whether both compare the same value, with two constants that are not equal."""
    if not a.definition.name == b.definition.name == name or not same(a.slots["a"], b.slots["a"]):
        return False
    one, other = a.slots["b"], b.slots["b"]
    return isinstance(one, Literal) and isinstance(other, Literal) and one.value != other.value


def _apart(a: Block, b: Block) -> bool:
    """Whether one wants a value below a number, and the other the same value above a larger one."""
    one, other = _bound(a), _bound(b)
    if one is None or other is None or not same(one[1], other[1]):
        return False
    below, above = (one, other) if one[0] in _BELOW else (other, one)
    return below[0] in _BELOW and above[0] in _ABOVE and below[2] < above[2]


def _bound(block: Block) -> tuple[str, Slotted, float] | None:
    """A comparison with a number as (name, value, number), the number on the right."""
    name = block.definition.name
    if name not in _TURNED:
        return None
    a, b = block.slots["a"], block.slots["b"]
    if isinstance(a, Literal):
        name, a, b = _TURNED[name], b, a
    number = b.value if isinstance(b, Literal) else None
    return (name, a, number) if isinstance(number, int | float) and not isinstance(number, bool) else None
