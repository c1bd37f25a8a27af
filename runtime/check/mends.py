"""What a finding offers in place of what stands there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from blockloom.runtime.findings import Place
from blockloom.runtime.formula import is_name
from blockloom.runtime.formula.tokens import BINARY, CONSTANTS, Token, tokens
from blockloom.runtime.kinds import OBJECT, Kind
from blockloom.runtime.model import Block, Literal, Value
from blockloom.runtime.wording import sentence

_PLAIN = re.compile(r"[^\W\d]\w*")
_LIKE_A_FORMULA = re.compile(r"(?:!*-?(?:v(?:\.[vn])*|c)[b-])*!*-?(?:v(?:\.[vn])*|c)e")
"""Values with signs between them, each token a letter as ``_letter`` gives it."""
_UNQUOTED, _LONGEST = frozenset("#:,[]{}"), 300


def as_kind(node: Value, kind: Kind) -> str | None:
    """A literal rewritten as another kind, as a flow file writes it; None where nobody could guess it."""
    if not isinstance(node, Literal) or node.value is None:
        return None
    word, value = kind.words(), node.value
    if word.startswith("list"):
        return (f"[{value}]" if is_name(value) else f'["{value}"]') if isinstance(value, str) else None
    if word == "text" and not isinstance(value, bool):
        return f'"{value}"'
    if word == "number" and isinstance(value, str):
        digits = value.strip().lstrip("-")
        return value.strip() if (digits if kind.whole else digits.replace(".", "", 1)).isdigit() else None
    return (
        {"yes": "true", "no": "false", "true": "true", "false": "false"}.get(str(value)) if word == "boolean" else None
    )


def as_formula(node: Value, kind: Kind, variables: Mapping[str, Kind]) -> str | None:
    """A text as the formula that it is without its ``=``: variables that are there, numbers and texts, signs between
    them. None if it is none, or a variable alone that is not of the kind."""
    text = node.value if isinstance(node, Literal) and isinstance(node.value, str) else ""
    if len(text) > _LONGEST or _UNQUOTED & set(text):
        return None
    letters = "".join(_letter(token, variables) for token in tokens(text))
    if "v" not in letters or not _LIKE_A_FORMULA.fullmatch(letters):
        return None
    return None if letters == "ve" and not variables[text.strip()].meets(kind) else f"={text.strip()}"


def _letter(token: Token, variables: Mapping[str, Kind]) -> str:
    if token.kind in ("number", "text") or token.text in CONSTANTS:
        return "c"
    if token.text in ("not", "-", "."):
        return token.text.replace("not", "!")
    if token.text in BINARY:
        return "b"
    return {"name": "v" if token.text in variables else "n", "end": "e"}.get(token.kind, "?")


def as_property(block: Block, kind: Callable[[Value], Kind]) -> tuple[Place, str, str | None] | None:
    """Place, message and mend of an item that is asked for by a name, ``order["total"]``; None if no property is meant.

    ``kind`` says what is known of a value.
    """
    if block.definition.name != "item":
        return None
    of, at = (block.slots.get(slot.key) for slot in block.definition.slots)
    if not isinstance(at, Literal) or not isinstance(at.value, str):
        return None
    if not isinstance(of, Value) or not kind(of).bits & OBJECT:
        return None
    name = at.value[:60]
    written = f".{name}" if _PLAIN.fullmatch(name) else f'property(…, "{name}")'
    message = sentence("Items are asked for by their position, properties by their name: {written}", written=written)
    return at.place, message, written if block.formula else None
