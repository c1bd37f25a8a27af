"""What a run tells while it goes on: events, each with address, value and time. A listener is any function."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from time import perf_counter
from typing import Any, NamedTuple

from blockloom.runtime.watch import Watched
from blockloom.runtime.wording import Sentence, sentence

TEXT, ITEMS, LEVELS = 200, 20, 3
LAST = 1_000_000


class Event(NamedTuple):
    """One thing that happened.

    ``step``: the block at ``path`` begins. ``value``: the variable ``name`` has a new value, or, without a name, the
    step gave one that nobody keeps. ``say``: a line was printed. ``error``: the run failed at ``path``. ``at`` is in
    seconds since the run began. ``value`` is plain data, cut to a bounded size.
    """

    kind: str
    path: str
    at: float
    name: str | None = None
    value: Any = None

    def as_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "path": self.path, "at": round(self.at, 6), "name": self.name, "value": self.value}


_event: Callable[[tuple[Any, ...]], Event] = partial(tuple.__new__, Event)
"""An event of all five parts, in half the time that ``Event(...)`` takes: there may be millions of them."""


class StepTrace:
    """Which steps a run went through, without values and times: a listener for next to no cost.

    Give it to a run as its listener and ask it afterwards. It keeps the ``last`` steps, eight bytes each.
    """

    def __init__(self, last: int = LAST) -> None:
        self._lines: deque[int] = deque(maxlen=last)
        self._paths: list[str] = []

    def begin(self, paths: list[str]) -> Callable[[int], None]:
        """The hook for code in which a line's address is ``paths[line - 1]``; what was kept before is forgotten."""
        self._lines.clear()
        self._paths = paths
        return self._lines.append

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[str]:
        """The addresses of the steps, in the order in which they began."""
        return (self._paths[line - 1] for line in self._lines)

    def counts(self) -> dict[str, int]:
        """How often each step began, the most frequent first."""
        return {self._paths[line - 1]: count for line, count in Counter(self._lines).most_common()}


class Tracer:
    """Turns the hooks of traced code into events for a listener."""

    def __init__(self, listener: Callable[[Event], None], paths: list[str], watched: Watched) -> None:
        self._watched = watched
        self._listener = listener
        self._paths = paths
        self._start = perf_counter()
        self.path = ""

    def at(self, line: int) -> None:
        if self._watched.over is not None:
            self._watched.check()
        self.path = self._paths[line - 1]
        self._listener(_event(("step", self.path, perf_counter() - self._start, None, None)))

    def saw(self, line: int, name: str | None, value: Any) -> None:
        if name is None and value is None:
            return
        seen = value if type(value) is int else glimpse(value)
        self._listener(_event(("value", self._paths[line - 1], perf_counter() - self._start, name, seen)))

    def said(self, text: str) -> None:
        self._listener(Event("say", self.path, perf_counter() - self._start, None, glimpse(text)))

    def failed(self, path: str, message: str) -> None:
        seen = message if isinstance(message, Sentence) else glimpse(message)
        self._listener(Event("error", path, perf_counter() - self._start, None, seen))


def glimpse(value: Any, levels: int = LEVELS) -> Any:
    """A value cut down to what a person takes in at a glance: 200 letters, 20 items, three levels.

    What stands for the rest is a Sentence, which a page says in the language of its reader.
    """
    kind = type(value)
    if kind is int or kind is bool:
        return value
    if kind is str:
        return value if len(value) <= TEXT else value[:TEXT] + "…"
    if kind is float and value.is_integer():
        return int(value)
    if kind is list:
        if levels == 0:
            return _list_of(len(value))
        cut = [glimpse(item, levels - 1) for item in value[:ITEMS]]
        return cut if len(value) <= ITEMS else [*cut, _more_items(len(value) - ITEMS)]
    if kind is dict:
        if levels == 0:
            return _object_of(len(value))
        few = {glimpse(key): glimpse(value[key], levels - 1) for key, _ in zip(value, range(ITEMS), strict=False)}
        return few if len(value) <= ITEMS else {**few, "…": _more(len(value) - ITEMS)}
    return value


@lru_cache
def _list_of(size: int) -> Sentence:
    return sentence("list of {size}", size=size)


@lru_cache
def _object_of(size: int) -> Sentence:
    return sentence("object of {size}", size=size)


@lru_cache
def _more_items(rest: int) -> Sentence:
    return sentence("… {rest} more", rest=rest)


@lru_cache
def _more(rest: int) -> Sentence:
    return sentence("{rest} more", rest=rest)
