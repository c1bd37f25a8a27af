"""What a run tells while it goes on: events, each with address, value and time. A listener is any function."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any, NamedTuple

from blockloom.runtime.watch import Watched

TEXT, ITEMS, LEVELS = 200, 20, 3


class Event(NamedTuple):
    """One thing that happened.

    ``step``: the block at ``path`` begins. ``value``: the variable ``name`` has a new value. ``say``: a line was
    printed. ``error``: the run failed at ``path``. ``at`` is in seconds since the run began. ``value`` is plain data,
    cut to a bounded size.
    """

    kind: str
    path: str
    at: float
    name: str | None = None
    value: Any = None

    def as_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "path": self.path, "at": round(self.at, 6), "name": self.name, "value": self.value}


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
        self._listener(Event("step", self.path, perf_counter() - self._start))

    def saw(self, line: int, name: str, value: Any) -> None:
        path = self._paths[line - 1]
        self._listener(Event("value", path, perf_counter() - self._start, name, glimpse(value)))

    def said(self, text: str) -> None:
        self._listener(Event("say", self.path, perf_counter() - self._start, None, glimpse(text)))

    def failed(self, path: str, message: str) -> None:
        self._listener(Event("error", path, perf_counter() - self._start, None, glimpse(message)))


def glimpse(value: Any, levels: int = LEVELS) -> Any:
    """A value cut down to what a person takes in at a glance: 200 letters, 20 items, three levels."""
    kind = type(value)
    if kind is int or kind is bool:
        return value
    if kind is str:
        return value if len(value) <= TEXT else value[:TEXT] + "…"
    if kind is float and value.is_integer():
        return int(value)
    if kind is list:
        if levels == 0:
            return f"list of {len(value)}"
        cut = [glimpse(item, levels - 1) for item in value[:ITEMS]]
        return cut if len(value) <= ITEMS else [*cut, f"… {len(value) - ITEMS} more"]
    if kind is dict:
        if levels == 0:
            return f"object of {len(value)}"
        few = {glimpse(key): glimpse(value[key], levels - 1) for key, _ in zip(value, range(ITEMS), strict=False)}
        return few if len(value) <= ITEMS else {**few, "…": f"{len(value) - ITEMS} more"}
    return value
