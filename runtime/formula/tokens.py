"""Formula text → tokens, and the tables of the language: its words, its operators and the blocks they stand for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

CONSTANTS = {"true": True, "false": False, "nothing": None}
WORDS = frozenset({*CONSTANTS, "and", "or", "not", "if", "else"})

BINARY: dict[str, tuple[str, int]] = {
    "or": ("or", 2),
    "and": ("and", 3),
    "==": ("equal", 5),
    "!=": ("not_equal", 5),
    "<": ("less", 5),
    "<=": ("at_most", 5),
    ">": ("greater", 5),
    ">=": ("at_least", 5),
    "+": ("add", 6),
    "-": ("subtract", 6),
    "*": ("multiply", 7),
    "/": ("divide", 7),
    "//": ("floor_divide", 7),
    "%": ("remainder", 7),
    "**": ("power", 9),
}
"""Operator → the block it stands for and how strongly it binds."""

CHOICE, NOT, COMPARISON, NEGATE = 1, 4, 5, 8

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?![\w.])
    |(?P<name>[^\W\d]\w*)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<sign>\*\*|//|[=!]=(?!=)|<=|>=|<(?!>)|=(?!==)|[-+*/%>()\[\],.}])
    |(?P<end>\Z)
    |(?P<wrong>[0-9][\w.]*|&&|\|\||[=!]==|<>|.))""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """``kind`` is number, name, text, sign, end or wrong; ``at`` counts from the formula's first character."""

    kind: str
    text: str
    at: int


def tokens(text: str, start: int = 0) -> Iterator[Token]:
    """The tokens of a formula, the last of kind ``end`` or ``wrong``."""
    position = start
    while True:
        match = _TOKEN.match(text, position)
        assert match is not None, "any character is at least a wrong one"
        kind = match.lastgroup or "end"
        start, position = match.span(kind)
        if kind == "name" and not text[start:position].isascii():
            position = start + _named(text[start:position])
            kind, position = (kind, position) if position > start else ("wrong", start + 1)
        yield Token(kind, text[start:position], start)
        if kind in ("end", "wrong"):
            return


def is_name(text: str) -> bool:
    """Whether a text can name a variable, an input or a function."""
    plain = 0 < len(text) <= 100 and _named(text) == len(text) and not text[0].isdecimal() and text not in WORDS
    return plain and unicodedata.is_normalized("NFC", text)


def _named(text: str) -> int:
    """How many of the first characters can stand in a name: letters, digits and "_", but no "²" and no "½"."""
    others = (at for at, sign in enumerate(text) if not (sign == "_" or sign.isalpha() or sign.isdecimal()))
    return next(others, len(text))
