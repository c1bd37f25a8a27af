"""Which part of a new document was which part of the old one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice, takewhile
from typing import Any, Protocol

from blockloom.runtime.write.document import Document, Use
from blockloom.runtime.write.source import Item


class Origins(Protocol):
    """Knows the old address of each step that was in the old text, by its new one: a map, or what needs none."""

    def get(self, address: str, /) -> str | None: ...


MISSING: Any = object()
"""Stands for what the old document has not."""
_PATIENCE = 50
"""How many old items are looked at to find the one that a new one was."""


def same(new: Document, old: Document, origins: Origins | None) -> bool:
    """Whether both say the same, in the same order, and (None: never mind) each step is the one that it was."""
    if isinstance(new, dict) and isinstance(old, dict):
        if origins is not None and isinstance(new, Use) and new.address is not None:
            if origins.get(new.address) != getattr(old, "address", None):
                return False
        return list(new) == list(old) and all(same(value, old[key], origins) for key, value in new.items())
    if isinstance(new, list) and isinstance(old, list):
        return len(new) == len(old) and all(same(one, other, origins) for one, other in zip(new, old, strict=True))
    return is_equal(new, old)


def is_equal(new: Document, old: Document) -> bool:
    """Whether two scalars are the same, true being no number."""
    return isinstance(new, bool) is isinstance(old, bool) and bool(new == old) and old is not MISSING


def paired(old: Document, items: Sequence[Item]) -> list[tuple[Item, Document]]:
    """The parts of the text with what they say; MISSING for those that say nothing."""
    if isinstance(old, dict):
        return [(item, old.get(item.key or "", MISSING)) for item in items]
    known = {_number(value, at): value for at, value in enumerate(old)}
    return [(item, known.get(at, MISSING)) for at, item in enumerate(items)]


def _number(value: Document, at: int) -> int:
    address = value.address if isinstance(value, Use) else None
    return at if address is None else int(address.rpartition("/")[2])


def matched(
    new: Sequence[Document],
    olds: Sequence[tuple[Item, Document]],
    steps: Mapping[str, tuple[Item, Use]],
    origins: Origins,
) -> list[tuple[Item | None, Document]]:
    """For each item of a list the old one that it was: steps by their origins, others by what they say."""
    nothing: tuple[Item | None, Document] = (None, MISSING)
    if any(isinstance(value, Use) and value.address is not None for value in new):
        return [steps.get(origins.get(value.address or "") or "", nothing) for value in new]
    left = [pair for pair in olds if pair[1] is not MISSING]
    head = _common(new, left, origins)
    tail = _common(new[head:][::-1], left[head:][::-1], origins)
    middle = left[head : len(left) - tail]
    found = [*left[:head], *[nothing] * (len(new) - head - tail), *left[len(left) - tail :]]
    for is_like in (partial(same, origins=origins), _alike):
        for at in range(head, len(new) - tail):
            if found[at] is nothing:
                like = (i for i, (_, old) in enumerate(islice(middle, _PATIENCE)) if is_like(new[at], old))
                found[at] = middle.pop(number) if (number := next(like, None)) is not None else nothing
    return found


def _common(new: Sequence[Document], olds: Sequence[tuple[Item, Document]], origins: Origins) -> int:
    """How many items are the same from the start on."""
    pairs = zip(new, olds, strict=False)
    return len(list(takewhile(lambda pair: same(pair[0], pair[1][1], origins), pairs)))


def _alike(value: Document, old: Document) -> bool:
    """Whether one map may have become the other."""
    if not isinstance(value, dict) or not isinstance(old, dict):
        return False
    return value["name"] == old["name"] if "name" in value and "name" in old else bool(value.keys() & old.keys())


def in_order(new: list[str], kept: list[str]) -> list[str]:
    """The kept keys in their order, each new one behind the one that it follows among the new."""
    order, present = list(kept), set(kept)
    for at, key in enumerate(new):
        if key not in present:
            order.insert(order.index(new[at - 1]) + 1 if at else 0, key)
            present.add(key)
    return order
