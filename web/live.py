"""One run that is going on: its events as they come, in memory that stays small however long it runs."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Literal

from blockloom.runtime import Event, Outcome, Program, StopSignal
from blockloom.runtime.pausing import Pauses
from blockloom.runtime.repeat import Moment, Repeat
from blockloom.runtime.store.running import Running
from blockloom.web.noting import Noted

KEPT_FIRST = 500
KEPT_LAST = 1_500
BATCH = 200
Way = Literal["started", "called", "timed"]
"""How a run began: by a page or a call that does not wait for it, by a call that does, by a schedule."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a watcher has come: the number of events and of printed lines it was told, lost ones included."""

    events: int = 0
    lines: int = 0

    @classmethod
    def parse(cls, text: str) -> Mark:
        """The mark that a Last-Event-ID spells; the beginning if it spells none."""
        events, _, lines = text.partition("-")
        numbers = [
            int(part) if part.isascii() and part.isdecimal() and len(part) < 16 else 0 for part in (events, lines)
        ]
        return cls(*numbers)

    def __str__(self) -> str:
        return f"{self.events}-{self.lines}"


@dataclass
class LiveRun:
    """A run from its start to a while after its end.

    ``started`` is in milliseconds since 1970 UTC, ``device`` the phone's name, ``noted`` what the world gave the run;
    ``caller`` says which call of an app's started it, ``repeat`` has what the run was answered.
    The first and the last events are kept, and every printed line. ``ended`` is set once ``outcome`` is there and the
    run is saved.
    """

    id: str
    key: str
    program: Program
    inputs: dict[str, Any]
    device: str
    started: int
    caller: str | None = None
    way: Way = "started"
    stop: StopSignal = field(default_factory=StopSignal)
    ended: threading.Event = field(default_factory=threading.Event)
    outcome: Outcome | None = None
    noted: Noted | None = None
    pauses: Pauses | None = None
    repeat: Repeat | None = None
    _first: list[Event] = field(default_factory=list)
    _last: deque[Event] = field(default_factory=lambda: deque(maxlen=KEPT_LAST))
    _lines: list[str] = field(default_factory=list)
    _count: int = 0
    _steps: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def running(self) -> Running:
        """What other pages and processes know of it. Whoever waits for its answer gets that alone: such a run can't be
        watched."""
        return Running(self.id, self.key, self.started, self.device, self.caller, self.way != "called")

    def hear(self, event: Event) -> None:
        """Take one event."""
        with self._lock:
            self._count += 1
            self._steps += event.kind == "step"
            (self._first if self._count <= KEPT_FIRST else self._last).append(event)

    def listen(self, event: Event) -> None:
        """The run's listener: take one event, and stand still where somebody asked for it."""
        anew = self.repeat is None or self.repeat.met(event)
        self.hear(event)
        if self.pauses is not None and anew:
            self.pauses.met(event)

    def moment(self, number: int, path: str) -> Moment | None:
        """Where the event of this number, the first being 0, is the beginning of the step at ``path``; ``None`` where
        neither that event nor what the run was answered is kept."""
        with self._lock:
            first, last = len(self._first), self._count - len(self._last)
            if self.repeat is None or not (0 <= number < first or last <= number < self._count):
                return None
            if number < first:
                steps = _steps(self._first[:number])
            else:
                steps = self._steps - _steps([*self._last][number - last :])
        return Moment(self.repeat.tape, steps, path)

    def told(self, phone: dict[str, Any]) -> None:
        """Take note of a change on the run's phone, made by the step that goes on: an event of kind ``phone``."""
        with self._lock:
            last = (self._last or self._first or [Event("", "", 0.0)])[-1]
        self.hear(Event("phone", last.path, last.at, None, phone))

    def say(self, line: str) -> None:
        """The run's door for printed lines."""
        with self._lock:
            self._lines.append(line)

    def news(self, since: Mark) -> tuple[Mark, dict[str, Any]] | None:
        """What happened after ``since`` and where that leads, or None if nothing did.

        ``began`` is when the run did, in milliseconds since 1970 UTC. At most BATCH events: of a run that is faster
        than its watchers the newest are told and the rest counted as ``missed``.
        """
        with self._lock:
            fresh = self._count - since.events
            if fresh <= 0 and len(self._lines) <= since.lines:
                return None
            told = self._newest(min(max(fresh, 0), BATCH))
            mark, lines = Mark(self._count, len(self._lines)), self._lines[since.lines :]
        events = self.shown(told)
        return mark, {"began": self.started, "missed": max(fresh, 0) - len(told), "events": events, "lines": lines}

    def trace(self) -> list[dict[str, Any]]:
        """The events that are kept, with one of kind ``gap`` where some are not."""
        with self._lock:
            first, last, count = list(self._first), list(self._last), self._count
        gap = count - len(first) - len(last)
        return [*self.shown(first), *([{"kind": "gap", "missed": gap}] if gap else []), *self.shown(last)]

    def shown(self, events: list[Event]) -> list[dict[str, Any]]:
        """Events as plain data, each with the line of the text that it belongs to."""
        return [{**event.as_dict(), "line": self.program.line_of(event.path)} for event in events]

    def _newest(self, number: int) -> list[Event]:
        kept = [*self._first, *self._last] if number > len(self._last) else list(self._last)
        return kept[len(kept) - number :]


def _steps(events: list[Event]) -> int:
    return sum(event.kind == "step" for event in events)
