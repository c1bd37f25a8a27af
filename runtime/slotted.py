"""Questions that several passes ask about what stands in a block's slots."""

from __future__ import annotations

from blockloom.runtime.catalog import Slot
from blockloom.runtime.model import Block, Body, Items, Value


def body_of(block: Block, slot: Slot) -> Body:
    """The steps in a body slot, none where nothing stands there."""
    steps = block.slots.get(slot.key, [])
    assert isinstance(steps, list)
    return steps


def rungs_of(block: Block) -> list[Block]:
    """The block, and below it what stands all alone where its condition does not hold, as far as that is of its kind.

    An ``else`` with nothing but an ``if`` is an else-if: its depth counts once, and whoever walks it need not go down.
    """
    rungs = [block]
    while (slot := block.definition.by_name.get(block.definition.otherwise or "")) is not None:
        steps = rungs[-1].slots.get(slot.key)
        alone = steps[0] if isinstance(steps, list) and len(steps) == 1 else None
        if not isinstance(alone, Block) or alone.definition is not block.definition or alone.disabled:
            break
        if alone.retry is not None or alone.timeout is not None or alone.on_error != "stop":
            break
        rungs.append(alone)
    return rungs


def values_of(block: Block) -> list[Value]:
    """The values of a block that takes any number of them."""
    given = block.slots.get(block.definition.first.key) if block.definition.first is not None else None
    return given.items if isinstance(given, Items) else []
