"""Many threads at once: nobody fails, and every pair has one id."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import func, select

from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import Messaging, sweep
from blockloom.runtime.messaging.administration import Channels, delete_channel
from blockloom.runtime.messaging.templates import Templates
from blockloom.runtime.permissions import Rights
from blockloom.runtime.store import Store, retry
from blockloom.runtime.store.retry import wants_again
from blockloom.runtime.store.tables import push_token, registration
from tests.runtime.messaging.support import HandClock, phone

THREADS, CALLS = 16, 10
Answer = TypeVar("Answer")


@pytest.fixture(params=[1, 3], ids=["one store", "three stores"])
def stores(request: pytest.FixtureRequest, database_url: str | None, tmp_path: Path) -> Iterator[list[Store]]:
    """The same database opened once, or three times as several processes would."""
    with ExitStack() as opened:
        stores = [Store.open(database_url, tmp_path) for _ in range(request.param)]
        for store in stores:
            opened.callback(store.close)
        yield stores


def all_at_once(work: Callable[[int], Answer]) -> list[Answer]:
    """What each of the threads answers; the test fails if one of them does."""
    start = Barrier(THREADS)

    def one(number: int) -> Answer:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


def counted(store: Store, *columns: object) -> int:
    with store.reading() as connection:
        return len(set(connection.execute(select(*columns)).all()))  # type: ignore[call-overload]


def test_one_device_on_overlapping_channels(stores: list[Store]) -> None:
    names = [f"c{number}" for number in range(8)]

    def work(number: int) -> set[tuple[str, str]]:
        chance, seen = random.Random(number), set[tuple[str, str]]()
        for _ in range(CALLS):
            door = Messaging(stores[number % len(stores)], phone())
            seen |= set(door.register(chance.sample(names, chance.randint(3, 8))).items())
        return seen

    pairs: set[tuple[str, str]] = set().union(*all_at_once(work))
    assert len(pairs) == 8 and len({name for name, _ in pairs}) == 8
    with stores[0].reading() as connection:
        assert connection.execute(select(func.count()).select_from(registration)).scalar_one() == 8


def test_an_expired_pair_gets_one_new_id(stores: list[Store]) -> None:
    clock = HandClock()
    old = Messaging(stores[0], phone(), clock).register(["a", "b"], clock.time + 1)
    clock.time += 1

    def work(number: int) -> dict[str, str]:
        return Messaging(stores[number % len(stores)], phone(), clock).register(["b", "a"])

    first, *rest = all_at_once(work)
    assert all(other == first for other in rest) and first != old


def test_devices_that_fight_for_tokens(stores: list[Store], monkeypatch: pytest.MonkeyPatch) -> None:
    crossed: list[BaseException] = []

    def noted(error: BaseException) -> bool:
        crossed.append(error)
        return wants_again(error)

    monkeypatch.setattr(retry, "wants_again", noted)

    def work(number: int) -> None:
        chance = random.Random(number)
        for _ in range(CALLS):
            device = phone(number, f"shared-{chance.randrange(4)}")
            Messaging(stores[number % len(stores)], device).register(["a", f"c{chance.randrange(4)}"])

    all_at_once(work)
    owners = counted(stores[0], push_token.c.device_pk)
    assert owners == counted(stores[0], push_token.c.token) == counted(stores[0], push_token.c.pk)
    assert 1 <= owners <= 4
    assert counted(stores[0], registration.c.device_pk) == THREADS
    if stores[0].dialect.name == "postgresql":
        assert not crossed, "PostgreSQL takes a second to notice a deadlock"


def test_registering_cancelling_and_sweeping_cross(stores: list[Store]) -> None:
    clock = HandClock()
    names = [f"c{number}" for number in range(20)]

    def work(number: int) -> None:
        store = stores[number % len(stores)]
        door = Messaging(store, phone(number % 4), clock)
        for turn in range(CALLS):
            door.register(random.Random(turn).sample(names, 10), clock.time + 2)
            clock.time += number % 2
            if number % 5 == 0:
                sweep(store, 50, clock)
            if number % 7 == 0:
                door.register(["kept"])
                door.cancel(names)

    all_at_once(work)
    clock.time += 10
    assert [Messaging(stores[0], phone(0), clock).registrations()[0]["channels"]] == [["kept"]]


def test_channels_and_templates_that_several_make_at_once_while_others_delete_them(stores: list[Store]) -> None:
    """Each of them is told what became of the others' doing, and nobody that the store is to blame."""

    def work(number: int) -> list[object]:
        store, told = stores[number % len(stores)], list[object]()
        for turn in range(CALLS):
            for make in (
                lambda turn=turn: Channels(store).add(f"c{turn}", 1).name,
                lambda turn=turn: Templates(store).add({"name": f"t{turn}"}, 1)["name"],
                lambda: Messaging(store, phone(number)).register(["crossed"]) and None,
                lambda: delete_channel(store, "crossed", Rights(store)) if number % 2 else None,
            ):
                try:
                    told.append(make())
                except FlowError as error:
                    told.append(error.code)
        return told

    told = [one for each in all_at_once(work) for one in each]
    for turn in range(CALLS):
        assert told.count(f"c{turn}") == told.count(f"t{turn}") == 1
    assert {one for one in told if isinstance(one, int)} <= {5012, 8008, 5010}
