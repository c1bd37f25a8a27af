"""What differs between two lists of lines or steps, and whether two changes of one text go together.

Python's own difflib finds the differences. The library for three-way merges (merge3) is under the GPL, and what is
needed here of one is twenty lines.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise, takewhile
from typing import Any, NamedTuple, TypeVar

Item = TypeVar("Item", bound=Hashable)
_WORK = 4_000_000
"""How many pairs of items are compared at most; beyond that everything between the first and the last difference
counts as changed."""


class Change(NamedTuple):
    """The old items from ``start`` to ``stop`` became the new ones from ``new_start`` to ``new_stop``."""

    start: int
    stop: int
    new_start: int
    new_stop: int


def changes(old: Sequence[Item], new: Sequence[Item]) -> list[Change]:
    """Where two lists differ, in order; between two changes at least one item is the same."""
    head = _same(zip(old, new, strict=False))
    rest = min(len(old), len(new)) - head
    tail = min(rest, _same(zip(reversed(old), reversed(new), strict=False)))
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    if not before and not after:
        return []
    if not before or not after or len(before) * len(after) > _WORK:
        return [Change(head, head + len(before), head, head + len(after))]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [Change(*(head + place for place in places)) for tag, *places in matcher.get_opcodes() if tag != "equal"]


def merged(base: str, ours: str, theirs: str) -> str | None:
    """A text with both changes of ``base`` in it; None where they touch each other, so that a person has to choose."""
    old = base.splitlines(keepends=True)
    edits = sorted({*_edits(old, ours), *_edits(old, theirs)})
    if any(stop > next_start or start == next_start for (start, stop, _), (next_start, _, _) in pairwise(edits)):
        return None
    lines, at = [], 0
    for start, stop, new in edits:
        lines += [*old[at:start], *new]
        at = stop
    return "".join([*lines, *old[at:]])


def _edits(old: Sequence[str], text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    new = text.splitlines(keepends=True)
    for change in changes(old, new):
        yield change.start, change.stop, tuple(new[change.new_start : change.new_stop])


def _same(pairs: Iterator[tuple[Any, Any]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
