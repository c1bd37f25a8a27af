"""Registering on SQLite against the same statements by hand: ``pytest -s tests/benchmarks/test_register_speed.py``.

Both sides run on one disk, one commit each at ``synchronous`` FULL, in turns; what counts is the ratio within a turn.
The aim is at least 0.9 of the rate and at most 1.3 times the CPU time for what a flow registers; where each
registration has a run of its own, the start of that run comes on top. The tests stop only at four times the aim, since
other work on the machine must not turn them red.
"""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Protocol, TypeAlias

import pytest
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from blockloom import Doors, catalog, read_flow, run_flow
from blockloom.runtime.messaging import Device, Messaging
from blockloom.runtime.store import Store
from blockloom.runtime.store.registrations import new_ids
from blockloom.runtime.store.statements import statements_for
from tests.benchmarks.syncs import counted_syncs

Register: TypeAlias = Callable[[Device, list[str]], dict[str, str]]
Work: TypeAlias = Callable[[int], object]
"""Makes the CALLS of a round, by the number of the round."""
Side: TypeAlias = Callable[[Path, int], AbstractContextManager[Work]]
"""Works in a folder, each call for so many channels."""
RATE, CPU, SLACK = 0.9, 1.3, 4
WARM = 2
CALLS = {1: 120, 2: 120, 100: 12}


class ByHand(Protocol):
    def __call__(self, device: Device, names: list[str], expires_at: int | None = None) -> dict[str, str]: ...


def hand_written(connection: sqlite3.Connection) -> ByHand:
    """The statements of a registration on this connection, which is left at ``synchronous`` FULL."""
    sql = statements_for(SQLiteDialect_pysqlite())
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    (app,) = connection.execute("SELECT pk FROM app").fetchone()
    cursor = connection.cursor()

    def register(device: Device, names: list[str], expires_at: int | None = None) -> dict[str, str]:
        now, digest = time.time_ns() // 1_000_000, sha256(device.device_token.encode()).digest()
        wanted = (app, *names)
        ask = sql.channels(len(names))
        cursor.execute("BEGIN IMMEDIATE")
        keys = dict(cursor.execute(ask, wanted).fetchall())
        if len(keys) < len(names):
            cursor.executemany(sql.put_channel, [(app, name, now) for name in sorted(names)])
            keys = dict(cursor.execute(ask, wanted).fetchall())
        row = (app, device.device_id, device.os, device.os_version, now, now)
        owner = cursor.execute(sql.put_devices(1), row).fetchall()[0][1]
        cursor.execute(sql.drop_tokens(1), (owner, "fcm", digest))
        cursor.execute(sql.put_tokens(1), (app, "fcm", digest, device.device_token, owner, now))
        pairs = zip(new_ids(len(names)), sorted(keys.values()), strict=True)
        rows = [value for id, key in pairs for value in (id, app, key, owner, expires_at, now, now)]
        cursor.execute(sql.drop_expired(1), (owner, now))
        ids = {key: id for _, key, id in cursor.execute(sql.put(len(names)), rows).fetchall()}
        cursor.execute("COMMIT")
        return {name: ids[keys[name]] for name in names}

    return register


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    """A store whose tables are there already, and which writes as it says it does."""
    Store.open(None, folder).close()
    with closing(Store.open(None, folder)) as store:
        with store.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        yield store


@contextmanager
def somebodys_own(folder: Path) -> Iterator[ByHand]:
    """What somebody would write who knows the statements: one connection, no checks, no retries."""
    Store.open(None, folder).close()
    with closing(sqlite3.connect(folder / "app.db", isolation_level=None, cached_statements=512)) as connection:
        yield hand_written(connection)


def channel_names(count: int) -> list[str]:
    return [f"channel {number}" for number in range(count)]


def phones(count: int, prefix: str) -> list[Device]:
    """Each twice, the second time after an update: a registration is new once, and most are not. A call that changes
    nothing, in the same millisecond, would have nothing to sync."""
    names = [f"{prefix}-{number}" for number in range(count // 2)]
    return [Device(name, f"{name}:" * 12, "ANDROID", version) for name in names for version in ("14", "15")]


def each_phone(register: Register, channels: int) -> Work:
    def work(turn: int) -> None:
        for device in phones(CALLS[channels], f"phone-{turn}"):
            register(device, channel_names(channels))

    return work


@contextmanager
def by_hand(folder: Path, channels: int) -> Iterator[Work]:
    with somebodys_own(folder) as register:
        yield each_phone(register, channels)


@contextmanager
def through_messaging(folder: Path, channels: int) -> Iterator[Work]:
    with opened(folder) as store:
        yield each_phone(lambda device, names: Messaging(store, device).register(names), channels)


FLOW = """
flow: 1
inputs:
  names: {type: list}
do:
- register_device:
    channels: =names
  save: registration
- return: =registration.registrationId
"""


@contextmanager
def a_run_for_each(folder: Path, channels: int) -> Iterator[Work]:
    """A run of its own for each registration, as the page and the command line start it."""
    with opened(folder) as store:
        program = read_flow(FLOW, catalog())

        def register(device: Device, names: list[str]) -> dict[str, str]:
            ids: dict[str, str] = run_flow(program, {"names": names}, doors=Doors(Messaging(store, device))).result
            return ids

        yield each_phone(register, channels)


LOOP = """
flow: 1
inputs:
  names: {type: list}
  first: {type: number}
  times: {type: number}
do:
- set: registration
  to: null
- count: turn
  from: 1
  to: =times
  do:
  - register_device:
      channels: =names
      expiration: =first + turn
    save: registration
- return: =registration.registrationId
"""
ONE = Device("one", "one:" * 12, "ANDROID", "14")
TOMORROW = time.time_ns() // 1_000_000 + 86_400_000
"""In milliseconds. Each registration of a loop ends a little later than the one before, so that it writes something."""


@contextmanager
def by_hand_in_a_row(folder: Path, channels: int) -> Iterator[Work]:
    names, times = channel_names(channels), CALLS[channels]
    with somebodys_own(folder) as register:

        def work(turn: int) -> None:
            for number in range(1, times + 1):
                register(ONE, names, TOMORROW + turn * times + number)

        yield work


@contextmanager
def through_a_flow(folder: Path, channels: int) -> Iterator[Work]:
    """One run for all calls: what the engine adds to a registration, the start of a run apart."""
    names, times = channel_names(channels), CALLS[channels]
    with opened(folder) as store:
        program, doors = read_flow(LOOP, catalog()), Doors(Messaging(store, ONE))

        def work(turn: int) -> None:
            inputs = {"names": names, "first": TOMORROW + turn * times, "times": times}
            assert len(run_flow(program, inputs, doors=doors).result) == channels

        yield work


PAIRS = [(through_messaging, by_hand), (a_run_for_each, by_hand), (through_a_flow, by_hand_in_a_row)]


def named(ours: Side, channels: int) -> str:
    return f"\n{getattr(ours, '__name__', 'ours').replace('_', ' ')}, {channels} channels"


def cost(work: Work, turn: int) -> tuple[float, float]:
    """The seconds that pass, and those of CPU time."""
    seconds, cpu = time.perf_counter(), time.process_time()
    work(turn)
    return time.perf_counter() - seconds, time.process_time() - cpu


@pytest.mark.parametrize("channels", CALLS)
@pytest.mark.parametrize("ours, by_hand", PAIRS)
def test_rate_and_cpu(ours: Side, by_hand: Side, channels: int, tmp_path: Path, rounds: int) -> None:
    rates, cpus = [], []
    with by_hand(tmp_path / "hand", channels) as hand, ours(tmp_path / "ours", channels) as mine:
        for turn in range(rounds + WARM):
            if turn % 2:
                raw, own = cost(hand, turn), cost(mine, turn)
            else:
                own, raw = cost(mine, turn), cost(hand, turn)
            rates.append(raw[0] / own[0])
            cpus.append(own[1] / raw[1])
    rate, cpu = statistics.median(rates[WARM:]), statistics.median(cpus[WARM:])
    print(f"{named(ours, channels)}: {rate:.2f} of the rate by hand, {cpu:.2f} times its CPU time")
    assert rate > RATE / SLACK and cpu < CPU * SLACK


@pytest.mark.parametrize("channels", CALLS)
@pytest.mark.parametrize("ours, by_hand", PAIRS)
def test_one_sync_a_commit(ours: Side, by_hand: Side, channels: int, tmp_path: Path) -> None:
    counts = []
    for name, side in {"hand": by_hand, "ours": ours}.items():
        with counted_syncs() as syncs, side(tmp_path / name, channels) as work:
            if syncs is None:
                pytest.skip("this Python hides its SQLite library, so syncs can't be counted")
            work(0)
            before = syncs.count
            work(1)
            counts.append(syncs.count - before)
    print(f"{named(ours, channels)}: {counts[1] / CALLS[channels]:.2f} syncs a commit, by hand the same")
    assert counts[0] == counts[1] >= CALLS[channels]
