"""A flow's text in pieces to colour: keys, block names, formulas, comments. Reads lines, understands nothing."""

from __future__ import annotations

import re
from collections.abc import Container

Piece = tuple[str, str]

KEY = re.compile(r"(?P<key>[^\W\d][\w-]*|\"[^\"]*\")(?P<colon>\s*:)(?=\s|$)")
VALUE = re.compile(
    r"(?P<comment>(?:^|(?<=\s))#.*)"
    r"|(?P<formula>\"=(?:[^\"\\]|\\.)*\"|'=[^']*'|=[^\s,\]}](?:[^,\]}#]*[^\s,\]}#])?|\$\{[^}]*\})"
    r"|(?P<text>\"(?:[^\"\\]|\\.)*\"|'[^']*')"
    r"|(?P<number>(?<![\w.-])-?\d+(?:\.\d+)?(?![\w.-]))"
)
FORMULA = re.compile(r"(?P<gap>\s*)(?P<formula>=.*?)(?=\s+#|\s*$)")
LEAD = re.compile(r"[\s-]*")
UNSHOWN = re.compile("[\0\ud800-\udfff]")


def pieces_of(text: str, blocks: Container[str]) -> list[list[Piece]]:
    """For each line its (class, text) pieces; the texts of a line add up to it. ``blocks`` are names of blocks."""
    return [pieces_of_line(line, blocks) for line in shown(text).removesuffix("\n").split("\n")]


def shown(text: str) -> str:
    """The text with what no page can hold (lone surrogates, NUL) replaced."""
    return UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", text)


def pieces_of_line(line: str, blocks: Container[str]) -> list[Piece]:
    lead = LEAD.match(line)
    start = lead.end() if lead else 0
    pieces: list[Piece] = [("", line[:start])] if start else []
    if key := KEY.match(line, start):
        kind = "block" if key["key"].strip('"') in blocks else "key"
        pieces += [(kind, key["key"]), ("", key["colon"])]
        start = key.end()
    if whole := FORMULA.match(line, start):
        pieces += (
            [("", whole["gap"]), ("formula", whole["formula"])] if whole["gap"] else [("formula", whole["formula"])]
        )
        start = whole.end()
    at = start
    for found in VALUE.finditer(line, start):
        if found.start() > at:
            pieces.append(("", line[at : found.start()]))
        pieces.append((found.lastgroup or "", found[0]))
        at = found.end()
    if at < len(line):
        pieces.append(("", line[at:]))
    return pieces
