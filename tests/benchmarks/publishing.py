"""A process that publishes one message to everybody, and measures itself.

``python -m tests.benchmarks.publishing URL DATA HIGHEST_KEY`` prints one JSON object.
The push service is played and takes no time, so that what is measured is ours.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from blockloom.runtime.delivery import Delivery, Outcome
from blockloom.runtime.delivery.provider import SENT
from blockloom.runtime.engine import Beat, Engine, Job
from blockloom.runtime.messaging.publishing import publish
from blockloom.runtime.store import Store, messages


class Service:
    """Notes which devices it was asked to push to (the token of the device with the key 7 is t7), and when first."""

    def __init__(self, highest: int) -> None:
        self.reached = bytearray(highest + 1)
        self.first = 0.0
        self.pushes = 0
        self.lock = threading.Lock()

    def send(self, pushes: Sequence[dict[str, Any]]) -> list[Outcome]:
        with self.lock:
            self.first = self.first or time.perf_counter()
            for push in pushes:
                self.reached[int(push["token"][1:])] = 1
            self.pushes += len(pushes)
        return [SENT] * len(pushes)


def memory() -> float:
    """Resident, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("Linux tells the resident size")


@contextmanager
def highest_memory() -> Iterator[Callable[[], float]]:
    ended, found = threading.Event(), [memory()]

    def watch() -> None:
        while not ended.wait(0.02):
            found[0] = max(found[0], memory())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield lambda: found[0]
    finally:
        ended.set()
        thread.join()


def main() -> None:
    url, data, highest = sys.argv[1] or None, Path(sys.argv[2]), int(sys.argv[3])
    service, spent = Service(highest), [0.0, 0]

    class Timed(Engine):
        def enqueue(self, job: str, id: str, *values: Any, at: int | None = None, among: str | None = None) -> None:
            began = time.perf_counter()
            super().enqueue(job, id, *values, at=at, among=among)
            spent[0] += time.perf_counter() - began
            spent[1] += 1

    def engine(jobs: Sequence[Job], beats: Sequence[Beat]) -> Engine:
        return Timed(store.url_for_queues, data, jobs, beats, "main")

    with closing(Store.open(url, data)) as store:
        delivery = Delivery(store, service, engine)
        delivery.start()

        def through(channel: str) -> tuple[float, float]:
            """Publish; answer when that was acknowledged and when every chunk was through."""
            said = publish(store, channel, {"message": "Hi"}, time.time_ns() // 1_000_000, delivery.announce)
            began = time.perf_counter()
            row = messages.find(store, said["messageId"].removeprefix("message:"))
            assert row is not None
            while not messages.is_through(store, row.pk):
                time.sleep(0.1)
            return began, time.perf_counter()

        through("nobody")
        time.sleep(3)
        idle, spent[:] = memory(), [0.0, 0]
        with highest_memory() as highest_seen:
            began, ended = through("ads")
            grown = highest_seen() - idle
        delivery.stop()
    told = {
        "first": service.first - began,
        "seconds": ended - began,
        "reached": sum(service.reached),
        "pushes": service.pushes,
        "idle": idle,
        "grown": grown,
        "enqueue_seconds": spent[0],
        "enqueues": spent[1],
    }
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
