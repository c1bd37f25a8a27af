"""The job of one turn of a message: its audience in chunks, each a job of its own, and what comes after."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TypeAlias

from blockloom.runtime.context import ClockDoor
from blockloom.runtime.delivery import sending
from blockloom.runtime.engine import Engine
from blockloom.runtime.errors import FlowError, Unavailable
from blockloom.runtime.messaging.mails import POLICY
from blockloom.runtime.messaging.publishing import audience_of
from blockloom.runtime.store import Store, deliveries, messages
from blockloom.runtime.store.audience import borders
from blockloom.runtime.store.deliveries import Chunk

PUBLISH = "publish"
"""The job of a turn."""
CHUNK, PAGE, FIRST_PAGE = 5_000, 50, 4
"""Devices in a chunk, and chunks that are planned in one step; fewer in the first, so that sending begins soon."""
Push: TypeAlias = Callable[[Engine, Chunk], None]


class Planning:
    """Everything that depends on the store is asked in a step, so that a job that begins again goes the same way.

    ``push`` sends to a chunk here and now.
    """

    def __init__(self, store: Store, clock: ClockDoor, push: Push) -> None:
        self._store = store
        self._push = push
        self._clock = clock

    def publish(self, engine: Engine, pk: int, turn: int) -> None:
        """Publish a turn that stands: send to its first devices before the others are looked for, enqueue the chunks of
        these, settle it, and enqueue the next turn where there is one."""
        number, after, more = 0, 0, True
        while more:
            first = Chunk(pk, turn, number, after, after)
            page = engine.step("plan", lambda first=first: self._page(first))  # type: ignore[misc]
            if isinstance(page, str):
                engine.step("fail", lambda page=page: self._fail(pk, turn, page))  # type: ignore[misc]
                return
            most = _most(number)
            for start, upto in page:
                if number == 0:
                    self._push(engine, Chunk(pk, turn, number, start, upto))
                else:
                    engine.enqueue("push", f"push:{pk}:{turn}:{number}", pk, turn, number, start, upto)
                number, after = number + 1, upto
            more = len(page) >= most
        following = engine.step("settle", lambda: self._settle(pk, turn))
        if following is not None:
            engine.enqueue(PUBLISH, turn_id(pk, turn + 1), pk, turn + 1, at=following)

    def stands(self, pk: int, turn: int) -> bool | str:
        """Whether a turn is still to be published, and POLICY of e-mail where it is one."""
        row = messages.get(self._store, pk)
        if row is None or row.status != messages.SCHEDULED or row.turn != turn:
            return False
        return POLICY if row.options["policy"] == POLICY else True

    def _page(self, first: Chunk) -> list[list[int]] | str:
        """The next chunks behind ``first.after``, noted, each as [after, upto]; or why there can't be any."""
        row = messages.get(self._store, first.message_pk)
        if row is None or row.status == messages.CANCELLED or row.options["policy"] == "PUBSUB":
            return []
        store = self._store.for_app(row.app_pk, str(row.app_pk))
        most, size = _most(first.number), CHUNK if first.number else sending.SENDS
        try:
            pairs = list(islice(borders(store, audience_of(row), self._clock.now(), size, first.after), most))
        except Unavailable:
            raise
        except FlowError as error:
            return str(error)
        chunks = [Chunk(first.message_pk, first.turn, first.number + at, *pair) for at, pair in enumerate(pairs)]
        deliveries.put_chunks(self._store, chunks)
        return [list(pair) for pair in pairs]

    def _fail(self, pk: int, turn: int, reason: str) -> None:
        messages.settle(self._store, pk, turn, self._clock.now(), None, reason)

    def _settle(self, pk: int, turn: int) -> int | None:
        """Note that the turn is taken up; answer when the next one is."""
        row = messages.get(self._store, pk)
        if row is None:
            return None
        following: int | None = None
        if row.repeat_every is not None:
            following = row.publish_at + row.repeat_every * 1000 if row.turn == turn else row.publish_at
            if row.repeat_until is not None and following > row.repeat_until:
                following = None
        messages.settle(self._store, pk, turn, self._clock.now(), following)
        return following


def _most(number: int) -> int:
    """How many chunks are planned at a time, where the next one has this ``number``."""
    return {0: 1, 1: FIRST_PAGE}.get(number, PAGE)


def turn_id(pk: int, turn: int) -> str:
    """What a turn's job is called, so that it is one job however often it is enqueued."""
    return f"publish:{pk}:{turn}"
