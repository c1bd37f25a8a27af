"""What a server pushes with: the engine in its data folder, and the simulated service at its own address."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from filelock import FileLock, Timeout

from blockloom.runtime.delivery import Delivery, Fcm
from blockloom.runtime.engine import Beat, Engine, Job
from blockloom.runtime.messaging.publishing import Announce, unannounced
from blockloom.runtime.store import Store
from blockloom.web.settings import ServerSettings
from blockloom.web.simulator import PATH, PROJECT

log = logging.getLogger("blockloom.web")
NAME = "main"


@dataclass
class Pushing:
    """Delivers what is published, from ``start`` to ``stop``. ``key`` opens the simulated service.

    One process delivers from a data folder. What is announced before the start, or by another process, is found by the
    next look at what is due.
    """

    settings: ServerSettings
    store: Store
    key: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    _tell: Announce = unannounced
    _starting: threading.Thread | None = None
    _ending: ExitStack = field(default_factory=ExitStack)

    def announce(self, pk: int, turn: int, at: int) -> None:
        """Have a message delivered that was just published; a message is kept even where this fails."""
        try:
            self._tell(pk, turn, at)
        except Exception:
            log.exception("message %s could not be announced; the next look finds it", pk)

    def start(self, port: int) -> None:
        """Begin to deliver, in a thread, since the engine takes a moment."""
        if self.settings.delivers:
            self._starting = threading.Thread(target=self._start, args=(port,), name="blockloom-delivery", daemon=True)
            self._starting.start()

    def _start(self, port: int) -> None:
        host = f"[{self.settings.host}]" if ":" in self.settings.host else self.settings.host
        try:
            self._ending.enter_context(FileLock(self.settings.data / "engine.lock", timeout=0))
            fcm = Fcm(PROJECT, lambda: self.key, f"http://{host}:{port}/{PATH}")
            self._ending.callback(fcm.close)
            delivery = Delivery(self.store, fcm, self._engine)
            self._ending.callback(delivery.stop)
            delivery.start()
            self._tell = delivery.announce
        except Timeout:
            log.info("another process delivers from this data folder")
        except Exception:
            log.exception("pushes can't be delivered by this server")

    def _engine(self, jobs: Sequence[Job], beats: Sequence[Beat]) -> Engine:
        return Engine(self.store.url_for_queues, self.settings.data, jobs, beats, NAME)

    def stop(self) -> None:
        """Finish what is being sent; the rest goes on after the next start."""
        if self._starting is not None:
            self._starting.join()
        self._tell = unannounced
        self._ending.close()
