"""Blocks that answer a value after several statements."""

from __future__ import annotations

from typing import Any

from blockloom.runtime import Lazy, Name


def fold(items: list[Any], /, item: Name[Any], total: Name[Any], start: Any, to: Lazy[Any]) -> Any:
    """Fold {items}: {total} from {start}, with each {item}, becomes {to}."""
    total.value = start
    for item.value in items:
        total.value = to()
    return total.value


def any_(items: list[Any], /, item: Name[Any], where: Lazy[bool]) -> bool:
    """Any {item} of {items} where {where}."""
    for item.value in items:
        if where():
            return True
    return False


def first_number(from_: int, to: int, number: Name[Any], where: Lazy[bool]) -> Any:
    """First {number} between {from} and {to} where {where}."""
    for number.value in range(to):
        if number.value >= from_ and where():
            return number.value
    return None
