"""Where in a text its lines and scalars stand, in characters from its start."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from blockloom.runtime.findings import Place
from blockloom.runtime.format.tree import Mapping, Scalar, Sequence, Tree

_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'", re.DOTALL)


class Spans:
    """``tree`` is None for a text that could not be read; it has lines only then."""

    def __init__(self, text: str, tree: Tree | None) -> None:
        self.text = text
        self._lines = text.removeprefix("\ufeff").splitlines(keepends=True)
        self._starts = [len(text) - sum(map(len, self._lines))]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))
        self._scalars: dict[int, list[Scalar]] = {}
        self._maps: dict[int, Mapping] = {}
        self._above: dict[int, Tree] = {}
        if tree is not None:
            self._gather(tree)

    def line(self, number: int) -> str:
        """A line of the text with its line break, counted from 1; empty past the end."""
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    def start(self, number: int) -> int:
        """Where a line starts."""
        return self._starts[min(number - 1, len(self._lines))]

    def at(self, place: Place) -> int:
        """Where a place of the text is."""
        return self.start(place.line) + place.column - 1

    def scalar(self, place: Place) -> Scalar | None:
        """The scalar that stands at a place or, on the same line, last before it."""
        before = [scalar for scalar in self._scalars.get(place.line, []) if scalar.column <= place.column]
        return max(before, key=lambda scalar: (scalar.column, len(scalar.raw)), default=None)

    def beside(self, key: Scalar) -> Collection[str]:
        """The keys of the map that a scalar is a key of; none if it is no key."""
        return self._maps[id(key)].pairs if id(key) in self._maps else ()

    def above(self, key: Scalar) -> Tree | None:
        """What stands in a list before the map that a scalar is a key of."""
        return self._above.get(id(self._maps.get(id(key))))

    def of(self, scalar: Scalar) -> tuple[int, int] | None:
        """From where to where a scalar stands, its quotes with it; None for one of several lines without quotes."""
        start = self.at(Place(scalar.line, scalar.column))
        if scalar.quoted:
            found = _QUOTED.match(self.text, start)
            return found.span() if found else None
        return (start, start + len(scalar.raw)) if self.text.startswith(scalar.raw, start) else None

    def _gather(self, tree: Tree) -> None:
        todo = [tree]
        while todo:
            node = todo.pop()
            if isinstance(node, Scalar):
                self._scalars.setdefault(node.line, []).append(node)
            elif isinstance(node, Sequence):
                todo.extend(node.items)
                self._above.update((id(item), before) for before, item in pairwise(node.items))
            else:
                todo.extend(node.keys.values())
                self._maps.update((id(key), node) for key in node.keys.values())
                todo.extend(node.pairs.values())
