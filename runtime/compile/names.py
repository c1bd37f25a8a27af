"""Which Python name stands for what.

Names that a person typed never become Python names in code that runs: a scope's variables are slots ``v0``, ``v1`` …
Readable code gets names a person can recognise, unique and safe also after Python's own normalisation.
"""

from __future__ import annotations

import builtins
import itertools
import keyword
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

HOOKS = ("turns", "chunks", "refund", "passed", "at", "saw", "keep")


class Namespace:
    """What the generated module can refer to: objects of ours by the global name each has there."""

    def __init__(self, readable: bool) -> None:
        self.readable = readable
        self.objects: dict[str, Any] = {}
        self.imports: dict[str, tuple[str, str]] = {}
        self._names: dict[int, str] = {}

    def use(self, thing: Any) -> str:
        """The global name of an object; the same object has the same name."""
        name = self._names.get(id(thing))
        if name is None:
            said = thing.__name__
            number = f"g{len(self.objects)}"
            if self.readable:
                name = said if said not in self.objects else f"{number}_{said}"
            else:
                name = f"{number}_{said.strip('_')}" if said.isascii() else number
            self.objects[name] = thing
            self._names[id(thing)] = name
            self.imports[name] = (thing.__module__, said)
        return name


class Names:
    """The slots of one scope, by the flow's variable names; also its temporary names."""

    def __init__(self, readable: bool, taken: set[str]) -> None:
        self.readable = readable
        self.slots: dict[str, str] = {}
        self._bound: dict[str, str] = {}
        self._taken = taken
        self._all: set[str] = set()
        self._temporaries = 0

    def slot(self, name: str) -> str:
        """The Python name of a variable of the flow."""
        if name in self._bound:
            return self._bound[name]
        if name not in self.slots:
            self.slots[name] = self._new(name)
        return self.slots[name]

    @contextmanager
    def bound(self, name: str) -> Iterator[str]:
        """A slot of its own for a name that exists inside one body only, whatever the scope calls by that name."""
        before = dict(self._bound)
        self._bound[name] = self._new(name)
        yield self._bound[name]
        self._bound = before

    def bound_slots(self) -> list[str]:
        """The slots of the names that exist here only."""
        return list(self._bound.values())

    def _new(self, name: str) -> str:
        slot = _readable(name, self._taken) if self.readable else f"v{len(self._all)}"
        self._taken.add(slot)
        self._all.add(slot)
        return slot

    def shared(self, found: set[str]) -> list[str]:
        """Those of the names that are slots of this scope, sorted."""
        return sorted(found & self._all)

    def temporary(self) -> str:
        """A name that nothing else has."""
        self._temporaries += 1
        return self.free(f"temporary_{self._temporaries}") if self.readable else f"t{self._temporaries}"

    def free(self, wanted: str) -> str:
        """The name, or one like it that nothing else has."""
        name = _readable(wanted, self._taken)
        self._taken.add(name)
        return name

    def variables(self) -> dict[str, str]:
        """Slot → variable, to read the flow's variables off its frame."""
        return {slot: name for name, slot in self.slots.items()}


def _readable(name: str, taken: set[str]) -> str:
    plain = "".join(letter if f"_{letter}".isidentifier() else "_" for letter in unicodedata.normalize("NFKC", name))
    if not plain.isidentifier():
        plain = f"_{plain}"
    if keyword.iskeyword(plain) or keyword.issoftkeyword(plain) or hasattr(builtins, plain):
        plain += "_"
    numbered = (plain if number == 1 else f"{plain}_{number}" for number in itertools.count(1))
    return next(free for free in numbered if free not in taken)
