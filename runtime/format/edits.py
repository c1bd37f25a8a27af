"""Mends as edits: where what a finding offers can be written into the text without anybody's judgement.

A mend that is a piece of a file takes the place of the scalar that the finding stands at, or of the one word of a
formula there. A mend that is a sentence for people is left to them, but for the few in ``_SPECIAL``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

from blockloom.runtime.findings import Edit, Finding, guess
from blockloom.runtime.format.draft import data
from blockloom.runtime.format.formula_edits import formula_edit
from blockloom.runtime.format.moves import else_if_edit, listed_edit
from blockloom.runtime.format.spans import Spans
from blockloom.runtime.format.tree import Scalar, Tree
from blockloom.runtime.format.yaml_reader import read_yaml

_MEANT = {"unknown_name", "unknown_function", "unknown_slot", "unknown_key", "unknown_block"}
"""The mend is the known word most like the one that stands there."""
_WRITTEN = {"name", "type", "shape", "bare_step", "wrong_choice", "wrong_kind", "never_equal", "trigger", "modifier"}
"""The mend is what to write in the scalar's place."""
_UNFINISHED = re.compile(r"…|\.\.\.|\A(keep|take|move|put|-) ")


def with_edits(text: str, tree: Tree | None, findings: list[Finding], as_json: bool = False) -> list[Finding]:
    """The findings, each with its mend as an edit of the text where there is one. ``tree`` is None if there is none."""
    if all(finding.mend is None for finding in findings):
        return findings
    spans = Spans(text, tree)
    return [replace(finding, edit=_edit(spans, finding, as_json)) for finding in findings]


def _edit(spans: Spans, finding: Finding, as_json: bool) -> Edit | None:
    mend, scalar = finding.mend, spans.scalar(finding.place)
    if mend is None:
        return None
    if (special := _SPECIAL.get(finding.code)) is not None and (edit := special(spans, finding, mend)) is not None:
        return edit
    if scalar is None or _UNFINISHED.search(mend):
        return None
    if finding.column > scalar.column:
        return formula_edit(spans, finding, scalar, mend)
    if finding.code not in _MEANT | _WRITTEN or not _fits(spans, finding, scalar, mend):
        return None
    span = spans.of(scalar)
    written = json.dumps(data(read_yaml(mend)), ensure_ascii=False) if as_json else mend
    return Edit(*span, written) if span is not None else None


def _fits(spans: Spans, finding: Finding, scalar: Scalar, mend: str) -> bool:
    """Whether the mend is meant for the whole scalar: not for a word of its formula that could not be placed."""
    text = str(scalar.value)
    if finding.code in _MEANT:
        return guess(text, [mend]) is not None and mend not in spans.beside(scalar)
    return finding.code == "name" or not (text.startswith("=") or "${" in text)


def _line(spans: Spans, finding: Finding, mend: str) -> Edit | None:
    """The mend is the line as it was meant."""
    line = spans.line(finding.line)
    text, start = line.strip(), spans.start(finding.line) + len(line) - len(line.lstrip())
    scalar = spans.scalar(finding.place)
    head = line[: (scalar or finding).column - 1].strip()
    return Edit(start, start + len(text), mend) if head and mend.startswith(head) else None


def _quoted(spans: Spans, finding: Finding, mend: str) -> Edit | None:
    """The mend is what stands there, in quotes."""
    start, plain = spans.at(finding.place), mend[1:-1]
    return Edit(start, start + len(plain), mend) if spans.text.startswith(plain, start) else None


def _key(spans: Spans, finding: Finding, mend: str) -> Edit | None:
    """The mend is the key without the characters that nobody sees."""
    found = re.compile(r"(\"?)[^\":\n]+(\"?)").match(spans.text, spans.at(finding.place))
    return Edit(*found.span(), f"{found[1]}{mend}{found[2]}") if found else None


def _empty(spans: Spans, finding: Finding, mend: str) -> Edit | None:
    """The mend is what to write where nothing, or null, stands."""
    scalar = spans.scalar(finding.place)
    span = spans.of(scalar) if scalar is not None else None
    if mend not in ("{}", "null") or span is None:
        return None
    return Edit(*span, mend if spans.text[span[0] - 1 : span[0]].isspace() else f" {mend}")


def _save_away(spans: Spans, finding: Finding, mend: str) -> Edit | None:
    """A ``save`` goes, with its line or with the comma before it."""
    start, number = spans.at(finding.place), finding.line
    found = re.compile(r"\"?save\"?\s*:\s*(\"[^\"\n]*\"|[^\s,{}\[\]]+)").match(spans.text, start)
    if found is None:
        return None
    if (comma := re.search(r",\s*\Z", spans.text[:start])) is not None:
        return Edit(comma.start(), found.end(), "")
    whole = spans.line(number).strip() == found[0]
    return Edit(spans.start(number), spans.start(number + 1), "") if whole else None


def _away(spans: Spans, finding: Finding, mend: str) -> Edit | None:
    """An anchor or a tag goes, where it stands before a value."""
    found = re.compile(r"[&!]\S*[ ]+(?=[^\s#])").match(spans.text, spans.at(finding.place))
    return Edit(*found.span(), "") if found else None


def _tabs(spans: Spans, finding: Finding, mend: str) -> Edit | None:
    """Tabs before a line become two spaces each."""
    found = re.compile(r"\t+").match(spans.text, spans.at(finding.place))
    return Edit(*found.span(), "  " * len(found[0])) if found else None


def _version(spans: Spans, finding: Finding, mend: str) -> Edit | None:
    """The line that a file starts with."""
    start = spans.at(finding.place)
    return Edit(start, start, f"{mend}\n") if mend.startswith("flow:") and spans.text[start] != "{" else None


_SPECIAL: dict[str, Callable[[Spans, Finding, str], Edit | None]] = {
    "unquoted": _line,
    "formula": _line,
    "else_if": else_if_edit,
    "unknown_block": else_if_edit,
    "shape": listed_edit,
    "doubtful": _quoted,
    "number_too_large": _quoted,
    "key_not_text": _quoted,
    "key_invisible": _key,
    "key_lookalike": _key,
    "empty": _empty,
    "no_result": _save_away,
    "anchor": _away,
    "tag": _away,
    "yaml": _tabs,
    "version": _version,
}
