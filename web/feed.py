"""What all pages that show phones watch together: looked at once for all of them, when something may have changed."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import Any

from flask import Response, request

from blockloom.runtime.phones import Shown, shown, shown_pushes
from blockloom.runtime.store import Store, arrivals
from blockloom.web.guard import READING

LOOK = 1.0
"""Seconds until the store is looked at again without having been told of a change, since other processes change it."""
GATHER = 0.04
BATCH, REMEMBERED = 100, 2_000


class Feed:
    """The phones of a server's app as they are now. Any number of threads may share it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._changes = 0
        self._changed = threading.Condition()
        self._looking = threading.Lock()
        self._seen = -1
        self._looked = float("-inf")
        self._shown = Shown({}, {})
        self._pushes: OrderedDict[int, dict[str, Any]] = OrderedDict()

    def changed(self) -> None:
        """Tell whoever waits that something may have changed."""
        with self._changed:
            self._changes += 1
            self._changed.notify_all()

    def after(self, response: Response) -> Response:
        """Tell of what a request changed, once it is answered."""
        if request.method not in READING:
            self.changed()
        return response

    def wait(self, seen: int, seconds: float) -> None:
        """Wait for a change after the one called ``seen``, for so long at most, and a moment more for what changes
        together with it."""
        with self._changed:
            self._changed.wait_for(lambda: self._changes != seen, seconds)
        time.sleep(GATHER)

    def now(self) -> tuple[int, Shown]:
        """What the last change is called, and what is to be seen since, at most LOOK seconds old."""
        with self._looking:
            changes = self._changes
            if changes != self._seen or time.monotonic() - self._looked > LOOK:
                self._shown = shown(self._store, time.time_ns() // 1_000_000)
                self._seen, self._looked = changes, time.monotonic()
            return self._seen, self._shown

    def pushes(self, numbers: list[int]) -> list[dict[str, Any]]:
        """What phones show of these pushes, those that are still there, oldest first."""
        with self._looking:
            missing = [number for number in numbers if number not in self._pushes]
            if missing:
                self._pushes |= {push["id"]: push for push in shown_pushes(self._store, missing)}
            found = [self._pushes[number] for number in sorted(numbers) if number in self._pushes]
            while len(self._pushes) > REMEMBERED:
                self._pushes.popitem(last=False)
            return found

    def newest(self) -> int:
        """The number of the newest push."""
        return arrivals.last(self._store)


class PhonesWatch:
    """The phones as one page sees them: all, or the ``only`` one that is the visitor's.

    Pushes with numbers above ``since`` are told one after the other; what else there is to see is told whole at first,
    later as what changed.
    """

    pace = LOOK
    ending = over = False

    def __init__(self, feed: Feed, since: str, only: str | None = None) -> None:
        self._feed = feed
        self._only = only
        self._mark = int(since) if since.isascii() and since.isdecimal() and len(since) < 16 else 0
        self._told: set[int] = set()
        self._last: Shown | None = None
        self._seen = 0

    @property
    def mark(self) -> str:
        return str(max(self._told, default=self._mark))

    def next(self) -> tuple[str, dict[str, Any]] | None:
        """``{phones: [those that changed], gone: [ids], channels, pushes, more}``; ``channels`` is nothing where none
        changed, ``more`` tells that other pushes follow at once."""
        self._seen, all = self._feed.now()
        now, last = seen_by(all, self._only), self._last
        trays = [number for phone in now.phones.values() for number in phone["tray"]]
        fresh = sorted(number for number in trays if number > self._mark and number not in self._told)
        if now == last and not fresh:
            return None
        self._last = now
        pushes = self._feed.pushes(fresh[:BATCH])
        self._told = (self._told | set(fresh[:BATCH])) & set(trays) | {max(fresh[:BATCH], default=int(self.mark))}
        known = last.phones if last else {}
        return "phones", {
            "phones": [phone for id, phone in now.phones.items() if known.get(id) != phone],
            "gone": [id for id in known if id not in now.phones],
            "channels": None if last and last.channels == now.channels else now.channels,
            "pushes": pushes,
            "more": len(fresh) > BATCH,
        }

    def wait(self, seconds: float) -> None:
        self._feed.wait(self._seen, seconds)


def seen_by(all: Shown, only: str | None) -> Shown:
    """Everything, or the ``only`` phone that a visitor may see."""
    if only is None:
        return all
    phone = all.phones.get(only)
    return Shown({only: phone} if phone else {}, {})
