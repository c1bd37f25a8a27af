"""Mends that move whole lines: an else-if as other languages write it, and steps that stand in no list."""

from __future__ import annotations

import re

from blockloom.runtime.findings import Edit, Finding
from blockloom.runtime.format.spans import Spans
from blockloom.runtime.format.tree import Mapping, Tree, is_else_if, means_else_if

_HEAD = re.compile(r"( *)(- +)?(\w[\w -]*):(?=\s)")


def else_if_edit(spans: Spans, finding: Finding, mend: str) -> Edit | None:
    """The lines of an ``elif``, or of an ``else`` that has become a step, moved to where they belong; None where that
    can't be told."""
    head = _head(spans, finding)
    if head is None or head[3] != "else" and not means_else_if(head[3]):
        return None
    column = _column(spans, finding) if head[2] else head.start(3)
    if column is None:
        return None
    opening, by = " " * column + "else:", column - head.start(3)
    if means_else_if(head[3]):
        opening, by = f"{opening}{_line_end(head.string)}{' ' * column}- if:", by + 2
    return _moved(spans, finding, opening + head.string[head.end() :], by)


def listed_edit(spans: Spans, finding: Finding, mend: str) -> Edit | None:
    """A step that stands where a list of steps should, as the one step of a list."""
    head = _head(spans, finding)
    if mend != "put it in a list" or head is None or head[2]:
        return None
    return _moved(spans, finding, f"{head[1]}- {head.string[head.start(3) :]}", 2)


def _head(spans: Spans, finding: Finding) -> re.Match[str] | None:
    """The beginning of a finding's line, if the key there is what the finding is about."""
    head = _HEAD.match(spans.line(finding.line))
    return head if head is not None and head.start(3) == finding.column - 1 else None


def _moved(spans: Spans, finding: Finding, first: str, by: int) -> Edit:
    """A map that begins with a line, from there on: ``first`` in its place, the others ``by`` columns to the right."""
    lines, number = [first], finding.line + 1
    while (line := spans.line(number)) and (not line.strip() or _indent(line) >= finding.column - 1):
        lines.append(line if not line.strip() else " " * by + line if by >= 0 else line[-by:])
        number += 1
    return Edit(spans.start(finding.line), spans.start(number), "".join(lines))


def _column(spans: Spans, finding: Finding) -> int | None:
    """The column, from 0, of the last ``if`` of the ladder that the step above is, if it has no ``else`` yet."""
    scalar, column = spans.scalar(finding.place), None
    step: Tree | None = spans.above(scalar) if scalar is not None else None
    while isinstance(step, Mapping) and "if" in step.pairs and not step.inline:
        column, below = step.keys["if"].column - 1, step.pairs.get("else")
        if below is None:
            return column
        step = below.items[0] if is_else_if(below) else None  # type: ignore[union-attr]
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _line_end(line: str) -> str:
    return "\r\n" if line.endswith("\r\n") else "\n"
