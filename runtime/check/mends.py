"""What to write instead, where one would guess it."""

from __future__ import annotations

from blockloom.runtime.catalog import Slot
from blockloom.runtime.formula import is_name
from blockloom.runtime.model import Literal, Value


def mend_of(node: Value, slot: Slot) -> str | None:
    """The value as the slot's kind, where one would guess it."""
    if not isinstance(node, Literal) or node.value is None:
        return None
    word, value = slot.kind.words(), node.value
    if word.startswith("list"):
        return (f"[{value}]" if is_name(value) else f'["{value}"]') if isinstance(value, str) else None
    if word == "text" and not isinstance(value, bool):
        return f'"{value}"'
    if word == "number" and isinstance(value, str) and value.strip().lstrip("-").replace(".", "", 1).isdigit():
        return value.strip()
    return (
        {"yes": "true", "no": "false", "true": "true", "false": "false"}.get(str(value)) if word == "boolean" else None
    )
