"""Delivers what is published in a store: jobs for messages and their chunks, and a look each minute at what is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from blockloom.runtime.context import ClockDoor, SystemClock
from blockloom.runtime.delivery.cleaning import Cleaning
from blockloom.runtime.delivery.mailing import Mailing
from blockloom.runtime.delivery.planning import PUBLISH, Planning, turn_id
from blockloom.runtime.delivery.provider import Provider
from blockloom.runtime.delivery.sending import Sending
from blockloom.runtime.delivery.smtp import MailServer
from blockloom.runtime.engine import Beat, Engine, Job
from blockloom.runtime.messaging import sweep
from blockloom.runtime.messaging.mails import POLICY
from blockloom.runtime.settings import Keep
from blockloom.runtime.store import Store, deliveries, messages
from blockloom.runtime.store.deliveries import Chunk, Counts

AHEAD, MOST = 90_000, 1_000
"""How far ahead a look sees (milliseconds), and how many messages it takes up."""
_SWEEPS, _SWEPT = 200, 5_000
MakeEngine = Callable[[Sequence[Job], Sequence[Beat]], Engine]


class Delivery:
    """The deliveries of one process. Begin with ``start``; ``announce`` is what publishing tells of a new message."""

    def __init__(
        self,
        store: Store,
        provider: Provider,
        make_engine: MakeEngine,
        clock: ClockDoor | None = None,
        keep: Keep | None = None,
        mail: MailServer | None = None,
    ) -> None:
        self._store = store
        self._clock = clock or SystemClock()
        self._mailing = Mailing(store, mail, self._clock)
        self._sending = Sending(store, provider, self._clock)
        self._planning = Planning(store, self._clock, self._sending.push)
        self._cleaning = Cleaning(store, self._clock, keep or Keep())
        self._engine = make_engine(
            [Job(PUBLISH, self._publish, 4, self._lost), Job("push", self._push, 4, self._lost_chunk)],
            [
                Beat("due", "* * * * *", self._look),
                Beat("expiry", "* * * * *", self._sweep),
                Beat("cleaning", "23 3 * * *", self._clean),
            ],
        )

    def start(self) -> None:
        self._engine.start()
        self._look()

    def stop(self) -> None:
        """Finish what is being sent; the rest goes on after the next start."""
        self._engine.stop()

    def requeue(self, name: str) -> int:
        """As ``Engine.requeue``, from the start on."""
        return self._engine.requeue(name)

    def announce(self, pk: int, turn: int, at: int) -> None:
        """Have a turn of a message published at its time. Telling it twice publishes it once."""
        self._engine.enqueue(PUBLISH, turn_id(pk, turn), pk, turn, at=at)

    def _look(self) -> None:
        """Take up the messages of the next minute, also those that a crash left unannounced."""
        for row in messages.due(self._store, self._clock.now() + AHEAD, MOST):
            self.announce(row.pk, row.turn, row.publish_at)

    def _sweep(self) -> None:
        for _ in range(_SWEEPS):
            if sweep(self._store, _SWEPT, self._clock) < _SWEPT:
                return

    def _clean(self) -> None:
        self._engine.step("clean", lambda: self._cleaning.clean(self._engine))

    def _publish(self, pk: int, turn: int, tried: int = 0, late: Any = None, reached: bool = False) -> None:
        stands = self._engine.step("read", lambda: self._planning.stands(pk, turn))
        if stands == POLICY:
            self._mailing.send(self._engine, pk, turn, tried, late, reached)
        elif stands:
            self._planning.publish(self._engine, pk, turn)

    def _lost(self, pk: int, turn: int, *_: Any) -> None:
        now = self._clock.now()
        deliveries.close_chunk(self._store, Chunk(pk, turn, 0, 0, 0), Counts(), now)  # the one that such a job sends to
        messages.settle(self._store, pk, turn, now, None, "It stopped one worker after another.")

    def _lost_chunk(
        self, pk: int, turn: int, number: int, after: int, upto: int, late: Any = (), done: Any = (), tried: int = 0
    ) -> None:
        chunk = Chunk(pk, turn, number, after, upto)
        deliveries.close_chunk(self._store, chunk, Counts(*done), self._clock.now())

    def _push(
        self,
        pk: int,
        turn: int,
        number: int,
        after: int,
        upto: int,
        late: Sequence[str] = (),
        done: Sequence[int] = (),
        tried: int = 0,
    ) -> None:
        self._sending.push(self._engine, Chunk(pk, turn, number, after, upto), late, Counts(*done), tried)
