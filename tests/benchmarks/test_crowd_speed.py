"""Sixteen that register at once on SQLite: ``pytest -s tests/benchmarks/test_crowd_speed.py``.

Through the store, which commits together whoever waits, against sixteen connections that commit one by one; both on one
disk with ``synchronous`` FULL, every answer after its commit. The aim is three times the rate; the test stops only at a
quarter of that, since other work on the machine must not turn it red.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from blockloom.runtime.messaging import Device, Messaging
from blockloom.runtime.store import Store
from tests.benchmarks.test_register_speed import Register, hand_written

CROWD, SECONDS, AIM, SLACK = 16, 1.5, 3, 4
CHANNELS = ["ads", "news"]


def rate(registering: Callable[[int], Register]) -> tuple[float, float]:
    """Registrations a second and the 99th percentile of how long one takes, in milliseconds."""
    lasted: list[float] = []
    start = threading.Barrier(CROWD + 1)

    def work(number: int) -> None:
        register, own, turn = registering(number), [], 0
        start.wait()
        end = time.perf_counter() + SECONDS
        while (began := time.perf_counter()) < end:
            register(Device(f"d{number}-{turn % 100}", f"t{number}-{turn % 100}", "ANDROID", "14"), CHANNELS)
            own.append(time.perf_counter() - began)
            turn += 1
        lasted.extend(own)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CROWD)]
    for thread in threads:
        thread.start()
    start.wait()
    for thread in threads:
        thread.join()
    return len(lasted) / SECONDS, sorted(lasted)[int(len(lasted) * 0.99)] * 1000


def test_a_crowd_registers_faster_together(tmp_path: Path) -> None:
    Store.open(None, tmp_path / "one").close()

    def connection(_: int) -> Register:
        return hand_written(sqlite3.connect(tmp_path / "one" / "app.db", isolation_level=None, timeout=60))

    singly, late = rate(connection)
    with closing(Store.open(None, tmp_path / "together")) as store:
        together, soon = rate(lambda _: lambda device, names: Messaging(store, device).register(names))
    print(f"\none by one {singly:,.0f}/s, p99 {late:.0f} ms; together {together:,.0f}/s, p99 {soon:.0f} ms", end=" ")
    print(f"({together / singly:.1f} times; the aim is {AIM})")
    assert together > singly * AIM / SLACK
