"""What differs between two lists of lines or steps, and whether two changes of one text go together.

Python's own difflib finds the differences. The library for three-way merges (merge3) is under the GPL, and what is
needed here of one is twenty lines.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise, takewhile
from typing import Any, NamedTuple, TypeAlias, TypeVar

Item = TypeVar("Item", bound=Hashable)
_WORK = 4_000_000
"""How many pairs of items are compared at most; beyond that everything between the first and the last difference
counts as changed."""


_Edit: TypeAlias = tuple[int, int, tuple[str, ...]]


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


def merged(base: str, ours: str, theirs: str, together: bool = False) -> str | None:
    """A text with both changes of ``base`` in it; None where they touch each other, so that a person has to choose.

    With ``together`` what both add at one place is no reason to ask: theirs comes first.
    """
    old = base.splitlines(keepends=True)
    first = _edits(old, theirs)
    edits = sorted([*first, *(edit for edit in _edits(old, ours) if edit not in first)], key=lambda edit: edit[:2])
    if any(_touch(one, other, together) for one, other in pairwise(edits)):
        return None
    lines, at = [], 0
    for start, stop, new in edits:
        lines += [*old[at:start], *new]
        at = stop
    return "".join([*lines, *old[at:]])


def _edits(old: Sequence[str], text: str) -> list[_Edit]:
    new = text.splitlines(keepends=True)
    return [(each.start, each.stop, tuple(new[each.new_start : each.new_stop])) for each in changes(old, new)]


def _touch(one: _Edit, other: _Edit, together: bool) -> bool:
    if together and one[0] == one[1] == other[0] == other[1]:
        return False
    return one[1] > other[0] or one[0] == other[0]


def _same(pairs: Iterator[tuple[Any, Any]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
