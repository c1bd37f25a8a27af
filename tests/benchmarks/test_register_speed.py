"""Registering on SQLite against the same statements by hand: ``pytest -s tests/benchmarks/test_register_speed.py``.

Both sides run on one disk, one commit each at ``synchronous`` FULL, in turns; what counts is the ratio within a turn.
The aim is at least 0.9 of the rate and at most 1.3 times the CPU time; the tests stop only at four times that, since
other work on the machine must not turn them red.
"""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

import pytest
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from blockloom import Doors, catalog, read_flow, run_flow
from blockloom.runtime.messaging import Device, Messaging
from blockloom.runtime.store import Store
from blockloom.runtime.store.registrations import new_ids
from blockloom.runtime.store.statements import statements_for
from tests.benchmarks.syncs import counted_syncs

Register: TypeAlias = Callable[[Device, list[str]], dict[str, str]]
Side: TypeAlias = Callable[[Path], AbstractContextManager[Register]]
RATE, CPU, SLACK = 0.9, 1.3, 4
WARM = 2
CALLS = {1: 120, 2: 120, 100: 12}


def hand_written(connection: sqlite3.Connection) -> Register:
    """The statements of a registration on this connection, which is left at ``synchronous`` FULL."""
    sql = statements_for(SQLiteDialect_pysqlite())
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    (app,) = connection.execute("SELECT pk FROM app").fetchone()
    cursor = connection.cursor()

    def register(device: Device, names: list[str]) -> dict[str, str]:
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
        rows = [value for id, key in pairs for value in (id, app, key, owner, None, now, now)]
        cursor.execute(sql.drop_expired(1), (owner, now))
        ids = {key: id for _, key, id in cursor.execute(sql.put(len(names)), rows).fetchall()}
        cursor.execute("COMMIT")
        return {name: ids[keys[name]] for name in names}

    return register


@contextmanager
def by_hand(folder: Path) -> Iterator[Register]:
    """What somebody would write who knows the statements: one connection, no checks, no retries."""
    Store.open(None, folder).close()
    connection = sqlite3.connect(folder / "app.db", isolation_level=None, cached_statements=512)
    yield hand_written(connection)
    connection.close()


@contextmanager
def through_messaging(folder: Path) -> Iterator[Register]:
    Store.open(None, folder).close()
    store = Store.open(None, folder)
    with store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    yield lambda device, names: Messaging(store, device).register(names)
    store.close()


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
def through_a_flow(folder: Path) -> Iterator[Register]:
    """A run of its own for each registration, as the page and the command line start it."""
    Store.open(None, folder).close()
    store = Store.open(None, folder)
    program = read_flow(FLOW, catalog())

    def register(device: Device, names: list[str]) -> dict[str, str]:
        outcome = run_flow(program, {"names": names}, doors=Doors(Messaging(store, device)))
        ids: dict[str, str] = outcome.result
        return ids

    yield register
    store.close()


SIDES = [through_messaging, through_a_flow]


def phones(count: int, prefix: str) -> list[Device]:
    """Each twice: a registration is new once, and most are not."""
    names = [f"{prefix}-{number}" for number in range(count // 2)]
    return [Device(name, f"{name}:" * 12, "ANDROID", "14") for name in names for _ in range(2)]


def _called(side: Side) -> str:
    return getattr(side, "__name__", "ours").replace("_", " ")


@dataclass(frozen=True)
class Cost:
    seconds: float
    cpu: float


def cost(register: Register, devices: list[Device], names: list[str]) -> Cost:
    seconds, cpu = time.perf_counter(), time.process_time()
    for device in devices:
        register(device, names)
    return Cost(time.perf_counter() - seconds, time.process_time() - cpu)


@pytest.mark.parametrize("channels", CALLS)
@pytest.mark.parametrize("ours", SIDES)
def test_rate_and_cpu(ours: Side, channels: int, tmp_path: Path, rounds: int) -> None:
    names = [f"channel {number}" for number in range(channels)]
    rates, cpus = [], []
    with by_hand(tmp_path / "hand") as hand, ours(tmp_path / "ours") as mine:
        for turn in range(rounds + WARM):
            devices = phones(CALLS[channels], f"phone-{turn}")
            if turn % 2:
                raw, own = cost(hand, devices, names), cost(mine, devices, names)
            else:
                own, raw = cost(mine, devices, names), cost(hand, devices, names)
            rates.append(raw.seconds / own.seconds)
            cpus.append(own.cpu / raw.cpu)
    rate, cpu = statistics.median(rates[WARM:]), statistics.median(cpus[WARM:])
    print(f"\n{_called(ours)}, {channels} channels: {rate:.2f} of the rate by hand, {cpu:.2f} times its CPU time")
    assert rate > RATE / SLACK and cpu < CPU * SLACK


LOOP = """
flow: 1
inputs:
  names: {type: list}
  times: {type: number}
do:
- repeat: =times
  do:
  - register_device:
      channels: =names
    save: registration
- return: =times
"""


@pytest.mark.parametrize("channels", CALLS)
def test_a_flow_that_registers_in_a_loop(channels: int, tmp_path: Path, rounds: int) -> None:
    """One run, one commit each turn: what the engine adds to a registration, the start of a run apart."""
    names, times = [f"channel {number}" for number in range(channels)], CALLS[channels]
    program, device = read_flow(LOOP, catalog()), phones(2, "one")[0]
    rates, cpus = [], []
    Store.open(None, tmp_path).close()
    with by_hand(tmp_path / "hand") as hand, closing(Store.open(None, tmp_path)) as store:
        doors = Doors(Messaging(store, device))

        def in_a_loop(_: Device, names: list[str]) -> dict[str, str]:
            assert run_flow(program, {"names": names, "times": times}, doors=doors).result == times
            return {}

        for _ in range(rounds + WARM):
            raw = cost(hand, [device] * times, names)
            own = cost(in_a_loop, [device], names)
            rates.append(raw.seconds / own.seconds)
            cpus.append(own.cpu / raw.cpu)
    rate, cpu = statistics.median(rates[WARM:]), statistics.median(cpus[WARM:])
    print(f"\na flow's loop, {channels} channels: {rate:.2f} of the rate by hand, {cpu:.2f} times its CPU time")
    assert rate > RATE / SLACK and cpu < CPU * SLACK


@pytest.mark.parametrize("channels", CALLS)
@pytest.mark.parametrize("ours", SIDES)
def test_one_sync_a_commit(ours: Side, channels: int, tmp_path: Path) -> None:
    names = [f"channel {number}" for number in range(channels)]
    # what a repeated call would write may be there to the byte already, and then nothing is left to be synced
    devices = [replace(phone, os_version=str(number)) for number, phone in enumerate(phones(20, "phone"))]
    sides: list[Side] = [by_hand, ours]
    counts = []
    for number, side in enumerate(sides):
        with counted_syncs() as syncs, side(tmp_path / str(number)) as register:
            if syncs is None:
                pytest.skip("this Python hides its SQLite library, so syncs can't be counted")
            register(devices[0], names)
            before = syncs.count
            cost(register, devices, names)
            counts.append(syncs.count - before)
    print(f"\n{_called(ours)}, {channels} channels: {counts[1] / len(devices):.2f} syncs a commit, by hand the same")
    assert counts[0] == counts[1] >= len(devices)
