"""What is forgotten each night: old messages, what became of single devices, secrets that are over, and the engine's
jobs that are done."""

from __future__ import annotations

from collections.abc import Callable

from blockloom.runtime.context import ClockDoor
from blockloom.runtime.engine import Engine
from blockloom.runtime.settings import Keep
from blockloom.runtime.store import Store, deliveries, messages, recoveries
from blockloom.runtime.users import Confirmation, Recovery

DAY = 86_400_000
OUTCOMES, MESSAGES, JOBS = 5_000, 200, 500
"""How many of them go at a time, so that nobody waits long for the table."""
_TURNS = 10_000


class Cleaning:
    """Forgets what is older than ``keep`` says. What is scheduled stays, however old."""

    def __init__(self, store: Store, clock: ClockDoor, keep: Keep) -> None:
        self._store = store
        self._clock = clock
        self._keep = keep

    def clean(self, engine: Engine) -> None:
        """Forget all that there is to forget, some at a time."""
        now = self._clock.now()
        for kind in (Recovery, Confirmation):
            recoveries.forget(self._store, kind.purpose, now - kind.lifetime)
        _drain(lambda: deliveries.forget(self._store, now - self._keep.outcomes * DAY, OUTCOMES), OUTCOMES)
        _drain(lambda: messages.forget(self._store, now - self._keep.messages * DAY, MESSAGES), MESSAGES)
        _drain(lambda: engine.forget(now - self._keep.jobs * DAY, JOBS), JOBS)


def _drain(some: Callable[[], int], most: int) -> None:
    """Call ``some`` until it has less than ``most`` to do."""
    for _ in range(_TURNS):
        if some() < most:
            return
