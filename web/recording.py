"""Runs for callers who wait are kept a moment after their answer, many at a time, so that none waits for that."""

from __future__ import annotations

import logging
import threading
from collections import deque

from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store
from blockloom.runtime.store.runs import KEPT, RunRecord, save_runs

log = logging.getLogger("blockloom.web")

PAUSE = 1.0
"""Seconds between two looks at what came in."""


class Recorder:
    """Keeps what it is told within a second or so; of each app the newest alone, since no more are kept in the end.

    Any number of threads may share it.
    """

    def __init__(self) -> None:
        self._waiting: dict[Store, deque[RunRecord]] = {}
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._some = threading.Event()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, store: Store, record: RunRecord) -> None:
        """Have a run kept."""
        with self._lock:
            self._waiting.setdefault(store, deque(maxlen=KEPT)).append(record)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="blockloom-recorder", daemon=True)
                self._thread.start()
        self._some.set()

    def settle(self) -> None:
        """Keep now what is waiting. FlowError 8011 where the store can't; it waits on then."""
        with self._writing:
            with self._lock:
                waiting, self._waiting = self._waiting, {}
            while waiting:
                store, records = waiting.popitem()
                try:
                    save_runs(store, list(records))
                except FlowError:
                    self._put_back({store: records, **waiting})
                    raise

    def _put_back(self, waiting: dict[Store, deque[RunRecord]]) -> None:
        """Have what could not be kept tried again, with what comes next."""
        with self._lock:
            for store, records in waiting.items():
                self._waiting[store] = deque([*records, *self._waiting.get(store, ())], maxlen=KEPT)

    def close(self) -> None:
        """Keep what is waiting, and end."""
        self._closing.set()
        self._some.set()
        if self._thread is not None:
            self._thread.join()
            self._try()  # what came in while the thread was at its last look

    def _work(self) -> None:
        while not self._closing.is_set():
            self._some.wait()
            self._closing.wait(PAUSE)
            self._some.clear()
            self._try()

    def _try(self) -> None:
        try:
            self.settle()
        except Exception:
            log.exception("runs of callers could not be kept")
