"""Saving and finding rows through a flow against sqlite3 by hand: ``pytest -s tests/benchmarks/test_rows_speed.py``.

Both sides run on one disk, one commit a row at ``synchronous`` FULL, in turns; what counts is the ratio within a turn.
The aim is 0.7 of the rate and 3 times the CPU time for saving; for finding 100 rows, where building the query and its
objects weighs more, 0.2 and 6 times. The tests stop only at four times that, since other work must not turn them red.
"""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from blockloom import Doors, catalog, read_flow, run_flow
from blockloom.runtime.data import Data
from blockloom.runtime.store import Store

AIMS, SLACK = {"saving": (0.7, 3), "finding": (0.2, 6)}, 4
WARM, TIMES = 2, 100

SAVING = """
flow: 1
inputs:
  times: {type: number}
do:
- repeat: =times
  do:
  - save_row:
      table: orders
      row: {object: {customer: Ada Lovelace, total: 12.5, paid: false}}
"""
FINDING = """
flow: 1
inputs:
  times: {type: number}
do:
- repeat: =times
  do:
  - find_rows: orders
    where: paid = false and total > :least
    with: {least: 12}
    save: found
"""
Work = Callable[[], None]


@contextmanager
def by_hand(folder: Path) -> Iterator[tuple[Work, Work]]:
    """What somebody would write who knows the statements: one connection, no checks, no retries."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / "hand.db", isolation_level=None)) as connection:
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(
            "CREATE TABLE orders (pk INTEGER PRIMARY KEY, id TEXT UNIQUE, created INTEGER, updated INTEGER, "
            "customer TEXT, total REAL, paid BOOLEAN)"
        )
        put = "INSERT INTO orders (id, created, updated, customer, total, paid) VALUES (?, ?, ?, ?, ?, ?)"
        ask = "SELECT * FROM orders WHERE paid = ? AND total > ? ORDER BY pk LIMIT 100"

        def save() -> None:
            for _ in range(TIMES):
                now = time.time_ns() // 1_000_000
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(put, (str(uuid4()).upper(), now, now, "Ada Lovelace", 12.5, False))
                connection.execute("COMMIT")

        def find() -> None:
            for _ in range(TIMES):
                rows = connection.execute(ask, (False, 12)).fetchall()
                names = ["objectId", "created", "updated", "customer", "total", "paid"]
                assert len([dict(zip(names, row[1:], strict=True)) for row in rows]) == 100

        yield save, find


@contextmanager
def through_a_flow(folder: Path) -> Iterator[tuple[Work, Work]]:
    with closing(Store.open(None, folder)) as store:
        doors = Doors(data=Data(store))

        def run(text: str) -> Work:
            program = read_flow(text, catalog())

            def work() -> None:
                assert run_flow(program, {"times": TIMES}, doors=doors).error is None

            return work

        yield run(SAVING), run(FINDING)


def cost(work: Work) -> tuple[float, float]:
    seconds, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - seconds, time.process_time() - cpu


@pytest.mark.parametrize("what", AIMS)
def test_rate_and_cpu(what: str, tmp_path: Path, rounds: int) -> None:
    rates, cpus = [], []
    with by_hand(tmp_path / "hand") as hand, through_a_flow(tmp_path / "flow") as flow:
        for side in (hand, flow):
            side[0]()
        at = [*AIMS].index(what)
        for _ in range(rounds + WARM):
            raw, own = cost(hand[at]), cost(flow[at])
            rates.append(raw[0] / own[0])
            cpus.append(own[1] / raw[1])
    rate, cpu = statistics.median(rates[WARM:]), statistics.median(cpus[WARM:])
    print(f"\n{what} in a flow's loop: {rate:.2f} of the rate by hand, {cpu:.2f} times its CPU time")
    assert rate > AIMS[what][0] / SLACK and cpu < AIMS[what][1] * SLACK
