"""Blocks of which everything is written out: what they answer, or that they fail, is known before the flow runs."""

from __future__ import annotations

from typing import Any

from blockloom.runtime.catalog import Slot
from blockloom.runtime.errors import FlowError
from blockloom.runtime.kinds import NUMBER, Kind, kind_of
from blockloom.runtime.model import Block, Items, Literal, Lost, Slotted
from blockloom.runtime.wording import sentence

_MOST = 300
"""How many blocks of one flow are tried out. Nobody writes more by hand."""


class Unsettled(Exception):
    """A value is not written out."""


_UNSETTLED = Unsettled()
_REFUSING_ZERO = frozenset({"divide", "floor_divide", "remainder", "item", "position"})
"""Operations that can't take the number 0 as their second operand."""


class Trial:
    """Tries blocks out on what is written in their slots."""

    def __init__(self) -> None:
        self._left = _MOST
        self._found: dict[int, Any] = {}

    def outcome(self, block: Block) -> Any:
        """What the block answers; an Unsettled if that depends on anything, a FlowError if it can't work."""
        if id(block) not in self._found:
            self._found[id(block)] = self._try(block)
        return self._found[id(block)]

    def _try(self, block: Block) -> Any:
        definition = block.definition
        if definition.doors or definition.source is not None or definition.result is None or not definition.slots:
            return _UNSETTLED
        if any(isinstance(content, Block) for content in block.slots.values()):
            return _UNSETTLED  # most blocks, which need no try
        try:
            given, named = _arguments(block)
            self._left -= 1
            return definition.function(*given, **named) if self._left >= 0 else _UNSETTLED
        except (Unsettled, FlowError) as error:
            return error
        except Exception:  # a bug of the block's, which the run will tell
            return _UNSETTLED


def certain_failure(name: str, operands: list[Kind]) -> str | None:
    """Why an operation can't work whatever else it is given, if a number is known to be what it can't take."""
    if name not in _REFUSING_ZERO or not _is_zero(operands[1]):
        return None
    if name in ("item", "position"):
        return sentence("Positions count from 1; there is no position 0.")
    return sentence("This divides by 0, which fails.")


def _is_zero(kind: Kind) -> bool:
    return kind.bits == NUMBER and kind.low == kind.high == 0


def _arguments(block: Block) -> tuple[list[Any], dict[str, Any]]:
    given, named = [], {}
    for slot in block.definition.slots:
        value = _value(block, slot)
        if slot.shape == "values":
            given.extend(value)
        elif slot.first:
            given.append(value)
        else:
            named[slot.name] = value
    return given, named


def _value(block: Block, slot: Slot) -> Any:
    written = block.slots.get(slot.key)
    if written is None:
        return [] if slot.shape == "values" else slot.default
    value = _written(written)
    if slot.shape == "value" and not kind_of(value).within(slot.kind) or slot.choices and value not in slot.choices:
        raise Unsettled
    return value


def _written(node: Slotted) -> Any:
    if isinstance(node, Literal) and not isinstance(node, Lost):
        return node.value
    if isinstance(node, Items):
        return [_written(item) for item in node.items]
    raise Unsettled
