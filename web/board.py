"""What the processes that share a store tell one another of their runs: which go on, and which are to end."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable

from blockloom.runtime.store import Store, running
from blockloom.runtime.store.running import Running
from blockloom.web.live import LiveRun

log = logging.getLogger("blockloom.web")

LOOK = 1.0
"""Seconds until the other processes know of a run, and until a run knows that one of them wants it to end."""


class Board:
    """Tells the other processes which runs are ``live`` in this one, and hears which of them they want to end.

    Only on PostgreSQL are there others. Any number of threads may share it.
    """

    def __init__(self, store: Store, live: Callable[[], list[LiveRun]]) -> None:
        self._store = store
        self._live = live
        self._shared = store.url_for_queues is not None
        self._process = uuid.uuid4().hex
        self._told = False
        self._beginning, self._looking = threading.Lock(), threading.Lock()
        self._some = threading.Event()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._seen: list[Running] = []
        self._looked = float("-inf")

    def begun(self) -> None:
        """A run began; one that goes on for LOOK seconds is told of."""
        if not self._shared:
            return
        with self._beginning:
            if self._thread is None and not self._closing.is_set():
                self._thread = threading.Thread(target=self._work, name="blockloom-board", daemon=True)
                self._thread.start()
        self._some.set()

    def elsewhere(self) -> list[Running]:
        """The runs of the other processes, as they were at most LOOK seconds ago."""
        if not self._shared:
            return []
        with self._looking:
            if time.monotonic() - self._looked > LOOK:
                self._seen = running.elsewhere(self._store, self._process)
                self._looked = time.monotonic()
            return self._seen

    def stop(self, run_id: str) -> bool:
        """Have a run of another process end; answer whether there is one."""
        return self._shared and running.want_end(self._store, run_id)

    def close(self) -> None:
        """Tell of the ends, and end."""
        self._closing.set()
        self._some.set()
        if self._thread is not None:
            self._thread.join()
            self._try()

    def _work(self) -> None:
        while not self._closing.is_set():
            self._some.wait()
            self._some.clear()
            self._closing.wait(LOOK)
            self._try()
            if self._live() or self._told:
                self._some.set()

    def _try(self) -> None:
        try:
            self._tell()
        except Exception:
            log.exception("the other processes could not be told of the runs that go on")

    def _tell(self) -> None:
        since = time.time_ns() // 1_000_000 - LOOK * 1000
        lasting = [run for run in self._live() if run.started <= since]
        if not lasting and not self._told:
            return
        unwanted = running.tell(self._store, self._process, [run.running for run in lasting])
        self._told = bool(lasting)
        for run in lasting:
            if run.id in unwanted:
                run.stop.stop()
