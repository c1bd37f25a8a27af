"""What an unquoted formula or text does to a line of YAML, and the line as it was meant: with the quotes.

Only single lines are looked at. Where a line can't be understood there is no mend.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from blockloom.runtime.format.tree import DEPTH
from blockloom.runtime.formula.tokens import WORDS, tokens

_HEAD = re.compile(r"\s*(?:-\s+)*(?:[^\s\-\[\]{}#\"'=,:][^\[\]{}#\"',:]*:\s+|\"[^\"]*\":\s+)?")
_KEY = re.compile(r"(?:\"[^\"]*\"|[^\s\[\]{}\"',:=][^\[\]{}\"',:]*):(?:\s+|(?=[\[{\"']))")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
_REST = re.compile(r"\s*(?:#.*)?\Z")
_FORMULA = re.compile(r"(?P<formula>(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|(?<!\s)#|[^\"'#])+?)\s*(?:\s#.*)?\Z")
_BARE = re.compile(r"=[\w.]+\Z")
_CLOSING = {"{": "}", "[": "]", "(": ")"}
_GOES_ON = re.compile(r"\s*(?:[-+*/%<>]|[=!]=|if\b.*\belse\b)")
"""What makes the quoted text before it the beginning of a formula."""
_LONGEST = 1000


class _NotUnderstood(Exception):
    pass


@dataclass(slots=True)
class Mended:
    """A line with its values in quotes; ``spans`` says from where to where they stood in the line before."""

    line: str
    spans: list[tuple[int, int]]


def mended(line: str) -> Mended | None:
    """The line with quotes around every value that needs them, or None if there is none or it can't be told."""
    spans = _Line(line).values() if len(line) <= _LONGEST else []
    if not spans:
        return None
    text = line
    for start, end in reversed(spans):
        value = line[start:end]
        if value[0] in "\"'" and not _reads(value):
            return None
        text = text[:start] + quoted(f"={value}" if value[0] in "\"'" else value) + text[end:]
    return Mended(text.strip(), spans)


def quoted(text: str) -> str:
    """The text in quotes as YAML reads them: single ones where that saves escapes."""
    if ('"' in text or "\\" in text) and "'" not in text:
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def seems_cut(formula: str) -> bool:
    """Whether a bracket or a quote of a formula is not closed."""
    return formula.count("(") > formula.count(")") or formula.count('"') % 2 != 0 or formula.count("'") % 2 != 0


def _reads(formula: str) -> bool:
    """Whether signs and values take turns, as they do in a formula and not in what is written for people."""
    last = ""
    for kind, text, _ in tokens(formula):
        value = kind in ("name", "number", "text") and text not in WORDS
        if kind == "wrong" or value and last == "value":
            return False
        last = "value" if value else kind
    return True


class _Line:
    """Walks along one line and gathers the spans of the values in it that have to stand in quotes."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.spans: list[tuple[int, int]] = []

    def values(self) -> list[tuple[int, int]]:
        head = _HEAD.match(self.line)
        start = head.end() if head else 0
        try:
            if self.line.startswith(("{", "["), start):
                end = self.collection(start, 0)
                return self.spans if _REST.match(self.line, end) else []
        except (_NotUnderstood, IndexError):
            return []
        if self.line.startswith(('"', "'"), start):
            found = _FORMULA.match(self.line, start) if self.begins_formula(start) else None
            return [found.span("formula")] if found else []
        return [(start, len(self.line.rstrip()))] if self.line[start:].strip() else []

    def begins_formula(self, start: int) -> bool:
        """Whether a text in quotes stands here, and a sign behind it with which a formula goes on."""
        text = _QUOTED.match(self.line, start)
        return text is not None and "''" not in text[0] and _GOES_ON.match(self.line, text.end()) is not None

    def collection(self, start: int, depth: int) -> int:
        """Where the ``{…}`` or ``[…]`` that starts here ends."""
        if depth > DEPTH:
            raise _NotUnderstood
        closing, at = _CLOSING[self.line[start]], self.past_spaces(start + 1)
        while self.line[at] != closing:
            if closing == "}":
                key = _KEY.match(self.line, at)
                if key is None:
                    raise _NotUnderstood
                at = key.end()
            at = self.past_spaces(self.value(at, depth))
            if self.line[at] == ",":
                at = self.past_spaces(at + 1)
            elif self.line[at] != closing:
                raise _NotUnderstood
        return at + 1

    def value(self, start: int, depth: int) -> int:
        """Where the value that starts here ends."""
        if self.line[start] in "{[":
            return self.collection(start, depth + 1)
        begins = self.begins_formula(start)
        if not begins and (text := _QUOTED.match(self.line, start)) is not None:
            return text.end()
        value = self.line[start : self.end(start, begins or self.line[start] == "=")].rstrip()
        if begins or value.startswith("=") and not _BARE.match(value) or "${" in value:
            self.spans.append((start, start + len(value)))
        return start + len(value)

    def end(self, at: int, formula: bool) -> int:
        """Where a value without quotes ends, the brackets and quotes of its formulas closed."""
        closing: list[str] = []
        while closing or self.line[at] not in ",}]":
            if (formula or closing) and (text := _QUOTED.match(self.line, at)) is not None:
                at = text.end()
                continue
            if closing and self.line[at] == closing[-1]:
                closing.pop()
            elif (formula or closing) and self.line[at] in _CLOSING:
                closing.append(_CLOSING[self.line[at]])
            elif self.line.startswith("${", at):
                closing.append("}")
                at += 1
            at += 1
        return at

    def past_spaces(self, at: int) -> int:
        while self.line[at] in " \t":
            at += 1
        return at
