"""What a process delivers with: its name among the workers, the engine, and the service that it pushes through."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from blockloom.runtime.delivery import Delivery, ServiceAccount
from blockloom.runtime.delivery.smtp import MailServer
from blockloom.runtime.engine import Beat, Engine, Job
from blockloom.runtime.errors import SettingsError
from blockloom.runtime.library import FlowFile
from blockloom.runtime.messaging.publishing import Announce, unannounced
from blockloom.runtime.store import Store
from blockloom.runtime.timing import Timing
from blockloom.runtime.workers import Worker
from blockloom.web.provider import mail_server, provider, service_account
from blockloom.web.runs import Runs
from blockloom.web.settings import MAIN, ServerSettings
from blockloom.web.simulator import PATH

log = logging.getLogger("blockloom.web")


@dataclass
class Pushing:
    """Delivers what is published, and starts flows by their schedules, from ``start`` to ``stop``. ``key`` opens the
    simulated service.

    What is announced before the start, or by another process, is found by the next look at what is due.
    """

    settings: ServerSettings
    store: Store
    key: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    _tell: Announce = unannounced
    _worker: Worker | None = None
    _account: ServiceAccount | None = None
    _mail: MailServer | None = None
    _timing: Timing | None = None
    _timed: Runs | None = None
    _starting: threading.Thread | None = None
    _ending: ExitStack = field(default_factory=ExitStack)

    def announce(self, pk: int, turn: int, at: int) -> None:
        """Have a message delivered that was just published; a message is kept even where this fails."""
        try:
            self._tell(pk, turn, at)
        except Exception:
            log.exception("message %s could not be announced; the next look finds it", pk)

    def keep_time(self, timing: Timing, runs: Runs) -> None:
        """From the start on, have flows started by their schedules; ``runs`` are those runs."""
        self._timing, self._timed = timing, runs

    def take_up(self, file: FlowFile) -> None:
        """Have the schedules of a flow kept that was just saved; where this fails, the next look finds them."""
        try:
            if self._timing is not None and self._tell is not unannounced:
                self._timing.take_up([file])
        except Exception:
            log.exception("the schedules of %s could not be taken up; the next look finds them", file.key)

    def claim(self, say: Callable[[str], None] = log.warning) -> None:
        """Take this process's name; waits a little to see if who had it lives.

        SettingsError if so, or if Firebase or the mail server is set up wrongly.
        """
        if not self.settings.delivers or self._worker is not None:
            return
        if self.settings.name != MAIN and self.store.url_for_queues is None:
            raise SettingsError(
                f"Only on PostgreSQL can several workers share the work. Here one process does it all, as {MAIN}: "
                "blockloom serve."
            )
        self._account = service_account(self.settings, self.store)
        self._mail = mail_server(self.settings, self.store)
        worker = Worker(self.store, self.settings.name)
        worker.claim(say)
        self._worker = worker
        self._ending.callback(worker.stop)

    def start(self, port: int) -> None:
        """Begin to deliver, in a thread, since the engine takes a moment."""
        self.claim()
        if self._worker is not None:
            self._starting = threading.Thread(target=self._start, args=(port,), name="blockloom-delivery", daemon=True)
            self._starting.start()

    def _start(self, port: int) -> None:
        try:
            self.deliver(port)
        except Exception:
            log.exception("pushes can't be delivered by this server")

    def deliver(self, port: int) -> None:
        """Begin to deliver under the name that was claimed. The simulated service is at this ``port``."""
        assert self._worker is not None
        host = f"[{self.settings.host}]" if ":" in self.settings.host else self.settings.host
        simulator = f"http://{host}:{port}/{PATH}"
        service = provider(self.settings, self.store, self._account, simulator, self.key, self._ending)
        delivery = Delivery(self.store, service, self._engine, keep=self.settings.keep, mail=self._mail)
        self._ending.callback(delivery.stop)
        delivery.start()
        if self._timing is not None and self._timed is not None:
            self._ending.callback(self._timed.close)
            self._timing.look()
        if self.settings.adopts:
            self._worker.adopt_with(delivery.requeue)
        self._tell = delivery.announce

    def _engine(self, jobs: Sequence[Job], beats: Sequence[Beat]) -> Engine:
        place = self.store.url_for_queues, self.settings.data
        if self._timing is None:
            return Engine(*place, jobs, beats, self.settings.name)
        engine = Engine(*place, [*jobs, self._timing.job], [*beats, self._timing.beat], self.settings.name)
        self._timing.engine = engine
        return engine

    def stop(self) -> None:
        """Finish what is being sent; the rest goes on after the next start, or with another worker."""
        if self._starting is not None:
            self._starting.join()
        self._tell = unannounced
        if self._worker is not None:
            self._worker.adopt_with(None)
        self._ending.close()
