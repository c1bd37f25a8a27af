"""A server that is killed while messages wait: each goes out at its time, a repeated one in each turn, and what was
called off never."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from blockloom.runtime.messaging import Device, Messaging
from blockloom.runtime.store import Store, deliveries, messages
from tests.durability.support import Server, soon

SOON, EVERY, TURNS = 6_000, 1_000, 4
"""Milliseconds until the first goes out and between the turns, and how many of these there are."""


@pytest.fixture
def server(queue_url: str | None, tmp_path: Path) -> Iterator[Server]:
    with closing(Store.open(queue_url, tmp_path)) as store:
        Messaging(store, Device("one", "one", "ANDROID", "14")).register(["ads"])
    server = Server(tmp_path, queue_url)
    server.start()
    yield server
    server.kill()


def published(server: Server, **options: Any) -> str:
    said = server.post("/messaging/ads", {"message": "Hi", **options})
    assert said is not None and said["status"] == "scheduled"
    return str(said["messageId"])


def test_what_waits_outlasts_the_server(server: Server, queue_url: str | None, tmp_path: Path) -> None:
    at = time.time_ns() // 1_000_000 + SOON
    later = published(server, publishAt=at)
    off = published(server, publishAt=at)
    ends = at + EVERY * (TURNS - 1)
    again = published(server, publishAt=at, repeatEvery=EVERY // 1000, repeatExpiresAt=ends)
    endless = published(server, publishAt=at, repeatEvery=EVERY // 1000)
    assert server.delete(f"/messaging/{off}") is not None
    server.kill()
    server.start()
    soon(lambda: server.pushes(endless))
    server.kill()
    server.start()
    with closing(Store.open(queue_url, tmp_path)) as store:
        key = {id: _key(store, id) for id in (later, again, endless)}
        soon(lambda: messages.is_through(store, key[later]) and messages.is_through(store, key[again]))
        assert {row.turn for row in deliveries.outcomes(store, key[again])} == set(range(1, TURNS + 1))
        assert server.delete(f"/messaging/{endless}") is not None
        soon(lambda: messages.is_through(store, key[endless]))
        told = len(server.pushes(endless))
        time.sleep(2 * EVERY / 1000)
        assert len(server.pushes(endless)) == told, "it was called off"
    assert server.pushes(off) == []
    for id, turns in ((later, 1), (again, TURNS)):
        times = sorted(at for _, at in server.pushes(id))
        assert times[0] >= at, "nothing goes out before its time"
        assert turns <= len(times) <= turns + 1, "each turn once, but for the one that was going on at the kill"


def _key(store: Store, id: str) -> int:
    row = messages.find(store, id.removeprefix("message:"))
    assert row is not None
    return int(row.pk)
