"""A process's name among those that share a store's work: claimed before any work, kept by a beat, lost with it.

What a process had begun belongs to its name. Two processes with one name would do it twice; so who finds that the name
is another's ends at once, and who was not heard of for a lease loses its work to the others.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import NoReturn

from blockloom.runtime.errors import FlowError, SettingsError
from blockloom.runtime.store import Store, workers
from blockloom.runtime.store.workers import Held
from blockloom.runtime.workers.place import Place

log = logging.getLogger("blockloom.workers")
BEAT, LEASE = 5.0, 30.0
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
LOST = 75
"""The exit code of a process that lost its name: try again."""
Requeue = Callable[[str], int]


def end_process(reason: str) -> NoReturn:
    """End at once: nothing that is going on may have another effect."""
    log.critical("%s", reason)
    os._exit(LOST)


@dataclass
class Worker:
    """Holds ``name`` from ``claim`` to ``stop``, and says every ``beat`` seconds that it is alive.

    After ``lease`` seconds without a beat the others may take over. ``lost`` is called with the reason when this
    process finds that they did.
    """

    store: Store
    name: str
    beat: float = BEAT
    lease: float = LEASE
    lost: Callable[[str], None] = end_process
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    _requeue: Requeue | None = None
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def claim(self, say: Callable[[str], None] = log.warning) -> None:
        """Take the name and begin to beat. SettingsError if a living process holds it.

        Where nobody can see whether the holder lives, this waits for its next beat, for a lease at most, and says so.
        """
        if not _NAME.fullmatch(self.name):
            raise SettingsError("A worker's name is up to 60 of the letters a to z, digits, dots and dashes.")
        first: Held | None = None
        while not self._taken(held := workers.find(self.store, self.name)):
            if held is None:
                continue
            if self._lives(held, first):
                raise SettingsError(_refusal(held))
            if first is None:
                say(f"{_who(held)} was the last to work as {held.name}. Waiting whether it is still heard of.")
            if first is None or first.token != held.token:
                first = held
            time.sleep(min(0.2, self.beat / 2))
        self._thread = threading.Thread(target=self._go_on, name="blockloom-beat", daemon=True)
        self._thread.start()

    def _taken(self, held: Held | None) -> bool:
        mine = (self.token, asdict(Place.here()), _version())
        if held is None:
            return workers.add(self.store, self.name, *mine)
        return may_adopt(held, self.lease) and workers.replace(self.store, held, *mine)

    def _lives(self, held: Held, first: Held | None) -> bool:
        if held.adopting or held.silent > self.lease * 1000:
            return False
        return Place(**held.place).near or (first is not None and (first.token, first.beat) != (held.token, held.beat))

    def adopt_with(self, requeue: Requeue | None) -> None:
        """From now on take over the work of dead workers: ``requeue`` puts some of a name's jobs back into their queues
        and answers how many; ``None``: take over nothing."""
        self._requeue = requeue

    def stop(self) -> None:
        """Give the name back; what is left to do can be taken over at once."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            workers.leave(self.store, self.name, self.token)

    def _go_on(self) -> None:
        pause = self.beat
        while not self._stopping.wait(pause):
            pause = self.beat
            try:
                if not workers.beat(self.store, self.name, self.token):
                    self.lost(f"Another process took over the work of {self.name}, so this one ends.")
                    return
                if self._requeue is not None:
                    self._look_after(self._requeue)
            except FlowError:
                pause = min(1.0, self.beat)  # the store can't be reached: say it as soon as it can
            except Exception:
                log.exception("the work of a dead worker could not be taken over yet")

    def _look_after(self, requeue: Requeue) -> None:
        for held in workers.every(self.store):
            if held.name != self.name and may_adopt(held, self.lease):
                jobs = adopt(self.store, held, self.token, requeue, self.lease)
                if jobs is not None:
                    log.warning("%s jobs of the worker %s, which is gone, were taken over", jobs, held.name)


def may_adopt(held: Held, lease: float) -> bool:
    """Whether the worker is dead, as far as anybody can know, and nobody is taking over its work."""
    return not held.adopting and (held.silent > lease * 1000 or Place(**held.place).gone)


def adopt(store: Store, held: Held, adopter: str, requeue: Requeue, lease: float = LEASE) -> int | None:
    """Take over a dead worker's work; answer how many jobs it was, ``None`` if somebody else does."""
    for_a_while, jobs = round(lease * 1000), 0
    if not workers.adopt(store, held, adopter, for_a_while):
        return None
    while some := requeue(held.name):
        jobs += some
        if not workers.adopt_on(store, held, adopter, for_a_while):
            return None
    workers.adopted(store, held, adopter)
    return jobs


def _version() -> str:
    return version("blockloom")


def _who(held: Held) -> str:
    text = str(Place(**held.place))
    return text[0].upper() + text[1:]


def _refusal(held: Held) -> str:
    return (
        f"{_who(held)} already works as {held.name} for this store; it was last heard of "
        f"{held.silent / 1000:.0f} s ago. Stop it first. On PostgreSQL further processes can share the work, "
        "each under a name of its own: blockloom worker --name w2."
    )
