"""Which slots grow in their block."""

from __future__ import annotations

from blockloom.runtime.catalog import Slot

_LISTS = ("list", "list or nothing")


def grows(slot: Slot) -> bool:
    """Whether a list that is written out in the slot grows in the block itself, instead of in a block of its own."""
    return slot.shape == "values" or (not slot.required and slot.shape == "value" and slot.kind.words() in _LISTS)
