"""Texts that come from outside: present, of the right kind, short enough, fit to be stored."""

from __future__ import annotations

import re
from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.wording import sentence

MISSING, TOO_LONG, NOT_VALID = 8007, 8000, 8008
CONTROLS = "\x00-\x1f\x7f-\x9f\ud800-\udfff"  # control characters, and halves of a character that no text can hold
_CONTROL = re.compile(f"[{CONTROLS}]")


def required_text(name: str, value: Any, limit: int, missing: int = MISSING) -> str:
    """``value`` as it is. FlowError: ``missing`` for nothing, 8008 for another kind, 8000 beyond ``limit`` letters."""
    if isinstance(value, str) and 0 < len(value) <= limit and fit_to_store(value):
        return value
    if value is None or value == "":
        raise FlowError(missing, sentence("The device has no {name}. Give it one.", name=name))
    if not isinstance(value, str):
        raise FlowError(
            NOT_VALID, sentence("Property '{name}' has to be a text, not {value}.", name=name, value=shown(value))
        )
    if len(value) > limit:
        raise too_long(name, limit)
    raise FlowError(NOT_VALID, sentence("Property '{name}' holds a control character. Take it out.", name=name))


def capitals(text: str) -> str:
    """The text in capitals if its letters are ASCII's: some others (ı, ſ) would become one of these, and a word that
    nobody has said."""
    return text.upper() if text.isascii() else text


def fit_to_store(text: str) -> bool:
    """Whether a database takes the text. What it does not take can't be there either."""
    return text.isprintable() or not _CONTROL.search(text)


def too_long(name: str, limit: int) -> FlowError:
    return FlowError(
        TOO_LONG, sentence("Property '{name}' is longer than the limit of {limit} characters.", name=name, limit=limit)
    )


def quoted(name: str) -> str:
    """What somebody called something, in quotes."""
    return f'"{name if len(name) <= 40 else f"{name[:40]}…"}"'


def shown(value: Any) -> str:
    """What somebody gave, in a few words."""
    if value is None:
        return sentence("nothing")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return sentence("the number {number}", number=str(value)[:40])
    if isinstance(value, str):
        return sentence('the text "{text}"', text=value if len(value) <= 40 else f"{value[:40]}…")
    return sentence("a list") if isinstance(value, list | tuple) else sentence("an object")
