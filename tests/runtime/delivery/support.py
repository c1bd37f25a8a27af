"""A push service and an engine in memory, so that the rules of delivering can be held step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from blockloom.runtime.delivery import Delivery, Outcome
from blockloom.runtime.delivery.provider import SENT
from blockloom.runtime.engine import Beat, Engine, Job
from blockloom.runtime.messaging import Device, Messaging
from blockloom.runtime.store import Store
from tests.runtime.messaging.support import HandClock

Answer = TypeVar("Answer")


@dataclass
class Service:
    """Remembers what it was asked to push, and answers what it is told to."""

    pushes: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, list[Outcome]] = field(default_factory=dict)
    sends: list[int] = field(default_factory=list)

    def send(self, pushes: Sequence[dict[str, Any]]) -> list[Outcome]:
        self.sends.append(len(pushes))
        self.pushes.extend(pushes)
        return [self.answers[push["token"]].pop(0) if self.answers.get(push["token"]) else SENT for push in pushes]

    @property
    def tokens(self) -> list[str]:
        return [push["token"] for push in self.pushes]


class Queue:
    """Does what was enqueued when ``run`` is called, each id once, in the order of its time."""

    def __init__(self, jobs: Sequence[Job], beats: Sequence[Beat]) -> None:
        self.jobs = {job.name: job.work for job in jobs}
        self.lost = {job.name: job.lost for job in jobs if job.lost}
        self.beats = {beat.name: beat.work for beat in beats}
        self.waiting: dict[str, tuple[int, str, tuple[Any, ...]]] = {}
        self.seen: set[str] = set()
        self.forgotten: list[int] = []

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def enqueue(self, job: str, id: str, *values: Any, at: int | None = None, among: str | None = None) -> None:
        if id not in self.seen:
            self.seen.add(id)
            self.waiting[id] = (at or 0, job, values)

    def step(self, name: str, work: Callable[[], Answer]) -> Answer:
        return work()

    def forget(self, before: int, most: int) -> int:
        self.forgotten.append(before)
        return most if len(self.forgotten) < 3 else 0

    def run(self, clock: HandClock) -> None:
        """Do everything that is due by now, and what comes of it."""
        while ready := [id for id, (at, *_) in self.waiting.items() if at <= clock.now()]:
            _, job, values = self.waiting.pop(min(ready, key=lambda id: self.waiting[id][0]))
            self.jobs[job](*values)


class World:
    """A store, its devices, a service and the delivery between them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = HandClock()
        self.service = Service()
        self.delivery = Delivery(store, self.service, lambda jobs, beats: self._made(jobs, beats), self.clock)

    def _made(self, jobs: Sequence[Job], beats: Sequence[Beat]) -> Engine:
        self.queue = Queue(jobs, beats)
        return cast(Engine, self.queue)

    def register(self, number: int, *channels: str, os: str = "ANDROID", expiration: int | None = None) -> str:
        device = Device(f"phone-{number}", f"token-{number}", os, "14")
        Messaging(self.store, device, self.clock).register(list(channels), expiration)
        return device.device_token

    def run(self) -> None:
        self.queue.run(self.clock)
