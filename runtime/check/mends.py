"""What a finding offers in place of what stands there."""

from __future__ import annotations

from blockloom.runtime.formula import is_name
from blockloom.runtime.kinds import Kind
from blockloom.runtime.model import Literal, Value


def as_kind(node: Value, kind: Kind) -> str | None:
    """A literal rewritten as another kind, as a flow file writes it; None where nobody could guess it."""
    if not isinstance(node, Literal) or node.value is None:
        return None
    word, value = kind.words(), node.value
    if word.startswith("list"):
        return (f"[{value}]" if is_name(value) else f'["{value}"]') if isinstance(value, str) else None
    if word == "text" and not isinstance(value, bool):
        return f'"{value}"'
    if word == "number" and isinstance(value, str) and value.strip().lstrip("-").replace(".", "", 1).isdigit():
        return value.strip()
    return (
        {"yes": "true", "no": "false", "true": "true", "false": "false"}.get(str(value)) if word == "boolean" else None
    )
