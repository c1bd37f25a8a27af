"""Else-ifs as other languages write them, made into the one form that a flow file has: an ``if`` under an ``else``."""

from __future__ import annotations

import re

from blockloom.runtime.findings import Edit, Finding
from blockloom.runtime.format.spans import Spans
from blockloom.runtime.format.tree import Mapping, Tree, is_else_if, means_else_if

_HEAD = re.compile(r"( *)(- +)?(\w[\w -]*):(?=\s)")


def else_if_edit(spans: Spans, finding: Finding, mend: str) -> Edit | None:
    """The lines of an ``elif``, or of an ``else`` that has become a step, moved to where they belong; None where that
    can't be told."""
    head = _HEAD.match(spans.line(finding.line))
    if head is None or head.start(3) != finding.column - 1 or head[3] != "else" and not means_else_if(head[3]):
        return None
    old, column = head.start(3), _column(spans, finding) if head[2] else head.start(3)
    if column is None:
        return None
    indent, rest = " " * column, spans.line(finding.line)[head.end() :]
    opening, moved = f"{indent}else:", column - old
    if means_else_if(head[3]):
        opening, moved = f"{opening}\n{indent}- if:", moved + 2
    lines, number = [opening + rest], finding.line + 1
    while (line := spans.line(number)) and (not line.strip() or _indent(line) >= old):
        lines.append(_shifted(line, moved))
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


def _shifted(line: str, by: int) -> str:
    if not line.strip():
        return line
    return " " * by + line if by >= 0 else line[-by:]
