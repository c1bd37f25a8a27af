"""Texts → YAML scalars: without quotes where every reader of YAML takes them for the same text, else in quotes."""

from __future__ import annotations

import re

import yaml

from blockloom.runtime.format import Unreadable
from blockloom.runtime.format.scalars import plain_scalar
from blockloom.runtime.write.numbers import number_text

_DOTTED = re.compile(r"=[^\W\d]\w*(\.[^\W\d]\w*)*\Z")
_LETTER = re.compile(r"[^\W\d_]")
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`")
_RISKY = re.compile(r": | #|:\Z")
_SPECIAL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")
_TRAILING = re.compile(r"[^\S\n]$", re.MULTILINE)
_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers


class Verbatim(str):
    """A text taken to the letter: one that looks like a formula or a template is none, and its quotes say so."""

    __slots__ = ()


def scalar(value: str | int | float | bool | None) -> str:
    """The scalar in block style."""
    if not isinstance(value, str):
        return _constant(value)
    return value if is_plain(value) else quoted(value)


def flow_scalar(value: str | int | float | bool | None) -> str | None:
    """The scalar between ``{}`` or ``[]``; None if there even quotes would need escapes."""
    if not isinstance(value, str):
        return _constant(value)
    formula = value.startswith("=") and (isinstance(value, Verbatim) or not _DOTTED.match(value))
    if not formula and "${" not in value and is_plain(value) and not any(sign in value for sign in ",[]{}?"):
        return value
    return None if '"' in value or "\\" in value or _SPECIAL.search(value) else f'"{value}"'


def is_plain(text: str) -> bool:
    """Whether the text can stand in block style as it is."""
    if text[:1] in _INDICATORS or text != text.strip() or _RISKY.search(text) or _SPECIAL.search(text):
        return False
    if text.startswith("=") or "${" in text:
        return not isinstance(text, Verbatim) and text != "="
    return _LETTER.search(text) is not None and not _retyped(text)


def quoted(text: str) -> str:
    """The text in quotes: single ones where that saves escapes."""
    if _SPECIAL.search(text):
        return '"' + _SPECIAL.sub(_escape, text.replace("\\", "\\\\").replace('"', '\\"')) + '"'
    if ('"' in text or "\\" in text) and "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def block_scalar(text: str) -> list[str] | None:
    """The header and the lines of a text of several lines; None if it can't be written as it is read."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 2 or not lines[-1] or text[0].isspace() or _TRAILING.search(text):
        return None
    return None if any(_SPECIAL.search(line) for line in lines) else ["|" if text.endswith("\n") else "|-", *lines]


def _constant(value: int | float | bool | None) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return number_text(value)


def _retyped(text: str) -> bool:
    """Whether a reader of YAML 1.1 or 1.2 takes the text for a number, a date, a truth value or nothing."""
    if any(pattern.match(text) for _, pattern in _RESOLVERS.get(text[0], ())):
        return True
    try:
        return plain_scalar(text, 1, 1) is not text
    except Unreadable:
        return True


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    short = {9: "\\t", 10: "\\n", 13: "\\r"}.get(code)
    return short or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
