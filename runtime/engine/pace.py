"""How often the queues are looked into: each look costs milliseconds of the processor, all day, also if nothing comes.

The intervals are kept with the queues, for all processes; a process goes by a new one after the look it waits for.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from math import inf

from dbos import DBOS

log = logging.getLogger("blockloom.engine")
IDLE = 1.0
"""Seconds between two looks into a queue in which nothing came for a while."""
CALM = 60.0
"""How long nothing came then (seconds)."""
TRUST = 10.0
"""Seconds for which an interval is taken to be as this process left it; another one may have changed it since."""


class Pace:
    """Looks often into ``queues`` (name to seconds between two looks) as long as jobs are found there."""

    def __init__(self, queues: Mapping[str, float]) -> None:
        self._queues = {name: look for name, look in queues.items() if look < IDLE}
        self._found = dict.fromkeys(self._queues, time.monotonic())
        self._hurried = dict(self._found)
        self._lock = threading.Lock()

    def found(self, name: str) -> None:
        """A job of this queue was done here: more may come soon."""
        if name in self._queues:
            with self._lock:
                now = self._found[name] = time.monotonic()
                if now - self._hurried.get(name, -inf) >= TRUST and _look_each(self._queues[name], name):
                    self._hurried[name] = now

    def rest(self) -> None:
        """Look seldom into the queues in which this process found nothing for a while."""
        with self._lock:
            for name, found in self._found.items():
                if time.monotonic() >= found + CALM:
                    _look_each(IDLE, name)
                    self._hurried.pop(name, None)


def _look_each(seconds: float, name: str) -> bool:
    """Whether that worked; where not, looks go on as they were, and no job is to fail for it."""
    try:
        queue = DBOS.retrieve_queue(name)
        if queue is not None and queue.polling_interval_sec != seconds:
            queue.set_polling_interval_sec(seconds)
    except Exception:
        log.warning("the queue %s is looked into as before", name, exc_info=True)
        return False
    return True
