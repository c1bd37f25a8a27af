"""The job of one chunk: send after send, each remembered, so that a crash repeats one send at most.

Who is reached is decided when a send begins: an expired registration gets nothing, however long ago it was planned.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import astuple, replace
from typing import Any

from blockloom.runtime.context import ClockDoor
from blockloom.runtime.delivery.content import content, life
from blockloom.runtime.delivery.provider import Outcome, Provider
from blockloom.runtime.engine import Engine
from blockloom.runtime.messaging.publishing import PREFIX, audience_of
from blockloom.runtime.store import Store, deliveries, messages
from blockloom.runtime.store.audience import receivers
from blockloom.runtime.store.deliveries import Chunk, Counts

FIRST_PAUSE, LONGEST_PAUSE = 10, 600
"""Seconds until what failed for a while is tried again."""
SENDS = 500
"""Devices in a send. An audience of fewer has the outcome of each kept, a larger one only what failed."""


NONE = Counts()


class Sending:
    """Sends the chunks of messages through one provider."""

    def __init__(self, store: Store, provider: Provider, clock: ClockDoor) -> None:
        self._store = store
        self._provider = provider
        self._clock = clock

    def push(self, engine: Engine, chunk: Chunk, late: Sequence[str] = (), done: Counts = NONE, tried: int = 0) -> None:
        """Send to the chunk's devices, and before them to the ``late`` ones, for which the service wanted peace.

        If it wants peace again, the job ends and another one goes on later: no thread waits. ``done`` is what earlier
        jobs of the chunk have counted, ``tried`` how many there were.
        """
        at, waiting = chunk.after, list(late)
        while True:
            sent = engine.step("send", lambda at=at, ids=waiting: self._send(chunk, at, ids, tried))  # type: ignore[misc]
            if sent is None:
                break
            at, waiting = sent["last"], sent["late"]
            done = Counts(*(old + new for old, new in zip(astuple(done), sent["counts"], strict=True)))
            if waiting:
                rest = astuple(replace(chunk, after=at))
                id = f"push:{chunk.message_pk}:{chunk.turn}:{chunk.number}:{tried + 1}"
                engine.enqueue("push", id, *rest, waiting, list(astuple(done)), tried + 1, at=sent["again"])
                return
        engine.step("count", lambda: deliveries.close_chunk(self._store, chunk, done, self._clock.now()))

    def _send(self, chunk: Chunk, after: int, late: list[str], tried: int) -> dict[str, Any] | None:
        """Send to the ``late`` devices, else to the next ones above the key ``after``; ``None`` if there are no more.

        Answers the last device's key, the counts, who is late now, and when to go on with them.
        """
        row = messages.get(self._store, chunk.message_pk)
        if row is None or row.status == messages.CANCELLED:
            return None
        now = self._clock.now()
        found = self._found(row, chunk, after, late, now)
        if not found and not late:
            return None
        reached = [one for one in found if one.token is not None]
        left = _left(row, chunk.turn, now)
        told = list(zip(reached, self._provider.send(_pushes(row, reached, left, now)), strict=True))
        later = [one.device_id for one, outcome in told if outcome.kind == "later" and left]
        self._note(chunk, told, now, every=chunk.number == 0 and len(found) < SENDS)
        sent = sum(outcome.kind == "sent" for _, outcome in told)
        wait = max((outcome.wait or pause(tried) for _, outcome in told if outcome.kind == "later"), default=0)
        return {
            "last": after if late or not found else found[-1].pk,
            "counts": [sent, len(told) - sent - len(later), len(found) - len(reached)],
            "late": later,
            "again": now + round(wait * 1000),
        }

    def _found(self, row: Any, chunk: Chunk, after: int, late: list[str], now: int) -> Sequence[Any]:
        store, audience = self._store.for_app(row.app_pk, str(row.app_pk)), audience_of(row)
        if late:
            return receivers(store, replace(audience, devices=tuple(late)), now, 0, chunk.upto, SENDS)
        return receivers(store, audience, now, after, chunk.upto, SENDS)

    def _note(self, chunk: Chunk, told: list[tuple[Any, Outcome]], now: int, every: bool) -> None:
        kept = {
            one.device_id: outcome.reason or outcome.kind for one, outcome in told if every or outcome.kind != "sent"
        }
        dead = [(one.pk, one.token) for one, outcome in told if outcome.kind == "gone"]
        deliveries.note(self._store, chunk, kept, dead, now)


def _left(row: Any, turn: int, now: int) -> int:
    """How many milliseconds the pushes of a turn are still worth delivering."""
    began: int = row.publish_at - (row.turn - turn) * (row.repeat_every or 0) * 1000
    return max(began + life(row.body) - now, 0)


def pause(tried: int) -> float:
    """Seconds until the next try where the service names none: longer each time, and never at the same moment as all
    others."""
    longest: int = min(FIRST_PAUSE * 2**tried, LONGEST_PAUSE)
    return longest * random.uniform(0.5, 1.0)


def _pushes(row: Any, devices: Sequence[Any], left: int, now: int) -> list[dict[str, Any]]:
    message_id = f"{PREFIX}{str(row.message_id).upper()}"
    made = {os: content(os, message_id, row.body, row.options, left, now) for os in {one.os for one in devices}}
    return [{**made[one.os], "token": one.token} for one in devices]
