"""Edits of one word inside a formula: the rest of it stays as it is, and so do the quotes around it."""

from __future__ import annotations

import re

from blockloom.runtime.findings import Edit, Finding, guess
from blockloom.runtime.format.spans import Spans
from blockloom.runtime.format.tree import Scalar
from blockloom.runtime.formula.tokens import Token, tokens

_CURLY = re.compile("[“”„]([^“”„\"\n]*)[“”„]|[‘’]([^‘’'\n]*)[‘’]")


def formula_edit(spans: Spans, finding: Finding, scalar: Scalar, mend: str) -> Edit | None:
    """The edit of the word at the finding's place, which is inside a scalar that holds a formula; None if none fits."""
    at, column = spans.at(finding.place), finding.column - 1
    line = spans.line(finding.line)
    token = next(tokens(line, column))
    if token.at != column:
        return None
    outer = line[scalar.column - 1] if scalar.quoted else ""
    if finding.code == "formula" and (curly := _CURLY.match(line, column)) is not None:
        quote = '"' if curly[1] is not None else "'"
        return Edit(at, at + len(curly[0]), f"{quote}{curly[0][1:-1]}{quote}") if quote != outer else None
    if finding.code == "wrong_kind" and mend.startswith("."):
        end = column + len(token.text)
        inside = line[column - 1] == "[" and line[end : end + 1] == "]"
        return Edit(at - 1, at + len(token.text) + 1, mend) if inside else None
    written = _written(finding, token, mend, outer)
    if written is None:
        return None
    if token.kind != "name" and written.isalpha():
        before, after = line[:column], line[column + len(token.text) :]
        written = f"{'' if before[-1:].isspace() else ' '}{written}{'' if after[:1].isspace() else ' '}"
    return Edit(at, at + len(token.text), written)


def _written(finding: Finding, token: Token, mend: str, outer: str) -> str | None:
    """What to write in place of a word, number, text or sign; ``outer`` is the quote around the whole formula."""
    if finding.code == "unknown_name" or finding.code == "formula" and token.kind == "name":
        return mend if token.kind == "name" and guess(token.text, [mend]) is not None else None
    if finding.code == "formula":
        return mend if " " not in mend else None
    if finding.code == "wrong_choice" and token.kind == "text":
        return f"{token.text[0]}{mend}{token.text[0]}"
    if finding.code not in ("wrong_kind", "never_equal") or mend.startswith("["):
        return None
    if token.kind == "number" and mend == f'"{token.text}"':
        return mend if outer != '"' else f"'{token.text}'"
    return mend if token.kind == "text" and not mend.startswith('"') else None
