"""What changed between two texts of a flow: for people in words, step by step, and line by line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from blockloom.runtime import Program
from blockloom.runtime.catalog import Catalog
from blockloom.runtime.difference import Change, changes
from blockloom.runtime.model import Flow
from blockloom.runtime.write.document import document
from blockloom.web.picture import rows_of_flow
from blockloom.web.words import gettext, marked, ngettext

LONGEST = 200_000
"""How many characters are compared step by step for one answer; beyond that, line by line only."""
SAID = 8
AROUND, MOST = 2, 1_000
"""How many lines around a change are shown, and how many in all."""
TOP = re.compile(r'(?:  ")?[^\W\d_]\w*"?:')
PARTS = {
    "name": marked("Changed the name."),
    "description": marked("Changed the description."),
    "when": marked("Changed what starts it."),
    "inputs": marked("Changed the inputs."),
    "drafts": marked("Changed loose pieces."),
    "tests": marked("Changed the tests."),
    "layout": marked("Moved blocks on the page."),
}


class Step(NamedTuple):
    """A step as a row of the flow's picture, with its own lines of the text."""

    words: str
    depth: int
    lines: tuple[str, ...]


def words(old: Program, new: Program, catalog: Catalog) -> list[str]:
    """What changed, in sentences; empty if nothing did."""
    if old.text == new.text:
        return []
    was, now = old.flow, new.flow
    if was is None or now is None:
        return [in_lines(old.text, new.text)]
    said = [*of_steps(steps(old, was, catalog), steps(new, now, catalog)), *of_parts(was, now)]
    said = said or [gettext("Changed comments or the look of the text.")]
    if len(said) <= SAID:
        return said
    return [*said[: SAID - 1], ngettext("And {count} more change.", "And {count} more changes.", len(said) - SAID + 1)]


def in_lines(old: str, new: str) -> str:
    found = changes(old.splitlines(), new.splitlines())
    added = sum(change.new_stop - change.new_start for change in found)
    gone = sum(change.stop - change.start for change in found)
    return gettext("{added} added, {removed} removed.", added=_lines(added), removed=_lines(gone))


def steps(program: Program, flow: Flow, catalog: Catalog) -> list[Step]:
    """The flow's steps in their order. A line belongs to the step that begins nearest above it."""
    text = program.text.splitlines()
    rows = list(rows_of_flow(flow, catalog))
    starts = sorted({row.line for row in rows if row.line is not None})
    found = []
    for row in rows:
        at = bisect_right(starts, row.line or 0)
        stop = starts[at] - 1 if at < len(starts) else len(text)
        own = text[row.line - 1 : stop] if row.line is not None else []
        end = next((at for at, line in enumerate(own) if at and TOP.match(line)), len(own))
        found.append(Step(row.words, row.depth, tuple(line.strip(" ,-") for line in own[:end])))
    return found


def of_steps(old: list[Step], new: list[Step]) -> Iterator[str]:
    added: list[Step] = []
    gone: list[Step] = []
    for change in changes(old, new):
        yield from of_change(old, new, change, added, gone)
    for step in added:
        moved = next((one for one in gone if one.words == step.words), None)
        if moved is not None:
            gone.remove(moved)
        yield gettext("Added: {step}", step=step.words) if moved is None else _moved(step)
    for step in gone:
        yield gettext("Removed: {step}", step=step.words)


def of_change(old: list[Step], new: list[Step], change: Change, added: list[Step], gone: list[Step]) -> Iterator[str]:
    """What became of steps that stay in their place; the others are put into ``added`` and ``gone``."""
    before = old[change.start : change.stop]
    after = new[change.new_start : change.new_stop]
    for step in list(after):
        same = next((one for one in before if one.words == step.words), None)
        if same is not None:
            before.remove(same)
            after.remove(step)
            yield _moved(step) if same.lines == step.lines else gettext("Changed: {step}", step=step.words)
    if len(before) == len(after):
        yield from (
            gettext("Changed: {step}", step=f"{was.words} → {now.words}")
            for was, now in zip(before, after, strict=True)
        )
    else:
        gone += before
        added += after


def of_parts(old: Flow, new: Flow) -> Iterator[str]:
    was, now = document(old), document(new)
    for part, sentence in PARTS.items():
        if was.get(part) != now.get(part):
            yield gettext(sentence)


def lines(old: str, new: str) -> list[dict[str, Any]]:
    """The lines that changed and some around them, in their order: ``{kind, text}``.

    ``kind`` is same, added, removed, or gap, whose text says how many lines are left out.
    """
    before, after = old.splitlines(), new.splitlines()
    shown: list[dict[str, Any]] = []
    at = 0
    found = changes(before, after)
    for change in found:
        shown += between(before[at : change.start], at > 0, True)
        shown += [{"kind": "removed", "text": line} for line in before[change.start : change.stop]]
        shown += [{"kind": "added", "text": line} for line in after[change.new_start : change.new_stop]]
        at = change.stop
    if found:
        shown += between(before[at:], True, False)
    if len(shown) <= MOST:
        return shown
    return [*shown[:MOST], gap(ngettext("{count} line more", "{count} lines more", len(shown) - MOST))]


def between(same: list[str], below: bool, above: bool) -> list[dict[str, Any]]:
    """What stands between two changes: the lines next to them."""
    head, tail = AROUND * below, AROUND * above
    if len(same) <= head + tail + 1:
        head, tail = len(same), 0
    left = len(same) - head - tail
    first = [{"kind": "same", "text": line} for line in same[:head]]
    last = [{"kind": "same", "text": line} for line in same[len(same) - tail :]] if tail else []
    out = [gap(ngettext("{count} line as before", "{count} lines as before", left))] if left else []
    return [*first, *out, *last]


def _lines(number: int) -> str:
    return ngettext("{count} line", "{count} lines", number)


def _moved(step: Step) -> str:
    return gettext("Moved: {step}", step=step.words)


def gap(text: str) -> dict[str, Any]:
    return {"kind": "gap", "text": text}
