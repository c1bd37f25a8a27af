"""Keys by which values are told apart in a set or a map: equal values, and only those, have equal keys."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from blockloom.runtime.limits import NODES
from blockloom.runtime.values import too_large

_PLAIN = frozenset({str, int, float, type(None)})


def keys_of(values: list[Any]) -> list[Hashable]:
    """A key for each value; all of them together may hold as much as one value can."""
    return _Writer().keys(values)


class _Writer:
    """Writes each value as one flat tuple, since nested ones are compared and hashed by recursion."""

    def __init__(self) -> None:
        self.seen = 0

    def keys(self, values: list[Any]) -> list[Hashable]:
        return [value if type(value) in _PLAIN else self.key(value) for value in values]

    def key(self, value: Any) -> Hashable:
        marks: list[Hashable] = []
        todo = [value]
        while todo:
            thing = todo.pop()
            if type(thing) in _PLAIN:
                marks.append(thing)
            elif type(thing) is bool:
                marks.append((thing, "boolean"))
            elif type(thing) is list:
                self._count(thing)
                marks.append(("list", len(thing)))
                todo.extend(thing)
            else:
                self._count(thing)
                names = sorted(thing)
                marks.append(("object", *names))
                todo.extend([thing[name] for name in names])
        return tuple(marks)

    def _count(self, thing: list[Any] | dict[str, Any]) -> None:
        self.seen += len(thing) + 1
        if self.seen > NODES:
            too_large("What is compared", NODES, "values")
