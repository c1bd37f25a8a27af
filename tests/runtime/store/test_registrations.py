"""Calls that waited for the writer are done with one statement for a table: it ends as if they had come one by one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store, registrations
from blockloom.runtime.store.bounds import Bounds
from blockloom.runtime.store.registrations import device_row, register
from blockloom.runtime.store.tables import app, channel, device, push_token, registration

NOW = 1_900_000_000_000
SECOND = {"pk": 2, "app_id": "0" * 36, "name": "other", "created_at": NOW}
FEW, MANY = Bounds(channels=70, registrations=70, rest=1000), [f"c{number:02}" for number in range(60)]
Call = Callable[[Store], Any]


def call(number: int, token: str, *names: str, user: int | None = None, bounds: Bounds | None = None) -> Call:
    row = device_row(f"phone-{number}", "ANDROID", "14", "fcm", token, user)
    return lambda store: register(store, row, names, NOW + 10 * number, NOW, bounds)


def elsewhere(call: Call) -> Call:
    return lambda store: call(store.for_app(2, "other"))


CALLS: dict[str, list[Call]] = {
    "nothing in common": [call(1, "A", "a", "b"), call(2, "B", "b", "c"), call(3, "C", "d")],
    "a device twice": [call(1, "A", "a"), call(2, "B", "a"), call(1, "C", "b"), call(3, "D", "a")],
    "a token twice": [call(1, "A", "a"), call(2, "A", "a"), call(3, "B", "a"), call(4, "A", "b")],
    "tokens swapped": [call(8, "nine", "a"), call(9, "eight", "a"), call(1, "A", "a")],
    "other tokens": [call(8, "A", "a"), call(1, "eight", "a"), call(9, "B", "b")],
    "two apps": [call(1, "A", "a"), elsewhere(call(1, "A", "a")), elsewhere(call(2, "B", "b")), call(3, "C", "b")],
    "more than a statement takes": [call(1, "A", *MANY), call(2, "B", *MANY), call(3, "C", "a"), call(4, "D", "b")],
    "one too many": [call(1, "A", "a"), call(2, "B", *MANY, *"abcdefghijk", bounds=FEW), call(3, "C", "b", bounds=FEW)],
    "users": [call(8, "eight", "a", user=7), call(9, "new", "a"), call(1, "nine", "b", user=6, bounds=FEW)],
    "another user's token": [call(1, "A", "a", user=6), call(2, "users", "a", user=6, bounds=FEW), call(3, "B", "c")],
}


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[list[Store]]:
    """Two with the same: devices with tokens, one of a user, and a second app."""
    stores = [Store.open(None, tmp_path / name) for name in ("one by one", "together")]
    for store in stores:
        store.write(lambda connection: connection.execute(insert(app).values(SECOND)))
        for each in (call(8, "eight", "a"), call(9, "nine", "b"), call(7, "users", "a", user=7)):
            each(store)
    yield stores
    for store in stores:
        store.close()


def outcome(call: Call, store: Store) -> Any:
    try:
        return list(call(store))
    except FlowError as error:
        return error.code


def together(store: Store, calls: list[Call]) -> list[Any]:
    """What each of them answers; they wait in their order while somebody else writes."""
    held, go = threading.Event(), threading.Event()
    answers: list[Any] = [None] * len(calls)

    def answer(at: int) -> None:
        answers[at] = outcome(calls[at], store)

    def hold(_: Any) -> bool:
        held.set()
        return go.wait(20)

    threads = [threading.Thread(target=store.write_hot, args=(hold,))]
    threads[0].start()
    assert held.wait(20) and store._writer is not None
    for at in range(len(calls)):
        threads.append(threading.Thread(target=answer, args=(at,)))
        threads[-1].start()
        deadline = time.monotonic() + 20
        while len(store._writer._waiting) <= at and time.monotonic() < deadline:
            time.sleep(0.001)
    go.set()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    return answers


def kept(store: Store) -> list[list[Any]]:
    """All that is to be known of devices, but for numbers and ids that are drawn."""
    tokens = select(device.c.app_pk, device.c.device_id, push_token.c.token).join_from(push_token, device)
    pairs = (
        select(device.c.app_pk, device.c.device_id, device.c.user_pk, channel.c.name, registration.c.expires_at)
        .join_from(registration, device)
        .join(channel)
    )
    with closing(store._engine.connect()) as connection:
        return [sorted(map(tuple, connection.execute(ask)), key=str) for ask in (tokens, pairs)]


@pytest.mark.parametrize("calls", CALLS.values(), ids=CALLS)
def test_together_as_one_by_one(stores: list[Store], calls: list[Call]) -> None:
    singly, crowd = stores
    assert [outcome(each, singly) for each in calls] == together(crowd, calls)
    assert kept(singly) == kept(crowd)


def test_who_waits_takes_one_statement_for_a_table(stores: list[Store], monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    put = registrations._put

    def noted(cursor: Any, some: Any) -> Any:
        sizes.append(len(some))
        return put(cursor, some)

    monkeypatch.setattr(registrations, "_put", noted)
    together(stores[1], [call(number, f"token-{number}", "a", "b") for number in range(20, 30)])
    assert sizes == [10]


def test_each_call_gets_its_own_ids(stores: list[Store]) -> None:
    store, ids = stores[1], dict[str, str]()

    def remembered(number: int) -> Call:
        def work(store: Store) -> list[str]:
            answer = call(number, f"token-{number}", "a", "b")(store)
            ids.update({f"{number} {name}": id for name, id in answer.items()})
            return list(answer)

        return work

    together(store, [remembered(number) for number in range(20, 26)])
    ask = select(device.c.device_id, channel.c.name, registration.c.registration_id)
    with closing(store._engine.connect()) as connection:
        rows = connection.execute(ask.join_from(registration, device).join(channel)).all()
    assert {f"{id[6:]} {name}": key for id, name, key in rows if id >= "phone-2" and len(id) == 8} == ids
    assert len(set(ids.values())) == 12
