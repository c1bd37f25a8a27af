"""Expired rows leave the table: when the store opens, and a few hundred with each registration."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from blockloom.runtime.messaging import Messaging, sweep
from blockloom.runtime.store import Store
from blockloom.runtime.store.tables import registration
from tests.runtime.messaging.support import START, HandClock, phone


def rows(store: Store) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(registration)).scalar_one()


def fill(store: Store, clock: HandClock, devices: int, expiration: int) -> None:
    for number in range(devices):
        Messaging(store, phone(number), clock).register([f"c{at}" for at in range(100)], expiration)


def test_with_each_registration(store: Store) -> None:
    clock = HandClock()
    fill(store, clock, 5, START + 1000)
    door = Messaging(store, phone(100), clock)
    door.register(["kept"], START + 2000)
    assert rows(store) == 501
    clock.time = START + 1000
    left = []
    for _ in range(3):
        door.register(["kept"], START + 2000)
        left.append(rows(store))
    assert left == [201, 1, 1]
    clock.time = START + 2000
    Messaging(store, phone(101), clock).register(["other"])
    assert rows(store) == 1


def test_a_clock_set_back_does_not_stop_it(store: Store) -> None:
    clock = HandClock()
    door = Messaging(store, phone(), clock)
    door.register(["a"])
    clock.time -= 10_000_000
    door.register(["b"], clock.time + 1)
    clock.time += 1000
    door.register(["c"])
    assert rows(store) == 2


def test_at_start(database_url: str | None, tmp_path: Path) -> None:
    clock = HandClock()
    clock.time = 1_000_000  # long ago by the machine's clock
    store = Store.open(database_url, tmp_path)
    fill(store, clock, 51, clock.time + 1)
    Messaging(store, phone(), clock).register(["kept"])
    store.close()
    again = Store.open(database_url, tmp_path)
    assert rows(again) == 1
    again.close()


def test_on_demand_up_to_a_limit(store: Store) -> None:
    clock = HandClock()
    fill(store, clock, 1, START + 1)
    assert sweep(store, 60, clock) == 0
    clock.time += 1
    assert [sweep(store, 60, clock) for _ in range(3)] == [60, 40, 0]
