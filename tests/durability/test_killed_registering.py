"""A server that is killed while a crowd registers: whoever was told that it is registered is, and nobody is half."""

from __future__ import annotations

import random
import threading
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from blockloom.runtime.store import Store
from blockloom.runtime.store.tables import channel, device, registration
from tests.durability.support import Client, Server, soon

CHANNELS = ["ads", "news", "sport"]


def kept(store: Store) -> dict[str, dict[str, str]]:
    """What the store holds: {device id: {channel: registration id}}."""
    columns = (device.c.device_id, channel.c.name, registration.c.registration_id)
    ask = select(*columns).join_from(registration, device).join(channel)
    found: dict[str, dict[str, str]] = {}
    with store.reading() as connection:
        for id, name, registration_id in connection.execute(ask):
            found.setdefault(id, {})[name] = str(registration_id).upper()
    return found


def crowd(server: Server, clients: int, each: int) -> dict[str, str]:
    """Let clients register devices, all at once; kill the server somewhere in between. Answers what was acknowledged:
    {device id: what was said}."""
    told: dict[str, str] = {}
    start = threading.Barrier(clients + 1)

    def register(number: int) -> None:
        with closing(Client(server.port)) as client:
            start.wait()
            for _ in range(each):
                id = str(uuid4())
                body = {"deviceId": id, "deviceToken": f"token of {id}", "os": "ANDROID", "osVersion": "14"}
                said = client.ask("POST", "/messaging/registrations", {**body, "channels": CHANNELS})
                if said is None:
                    return
                told[id] = said["registrationId"]

    threads = [threading.Thread(target=register, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    start.wait()
    enough = random.uniform(0.1, 0.9) * clients * each
    soon(lambda: len(told) >= enough)
    server.kill()
    for thread in threads:
        thread.join()
    return told


def lost(server: Server, store: Store, clients: int, each: int) -> tuple[int, int]:
    """One round. Answers how many were acknowledged, and how many of them are not there as was said."""
    told = crowd(server, clients, each)
    server.start()
    found = kept(store)
    assert all(set(channels) == set(CHANNELS) for channels in found.values()), "a device is half registered"
    wrong = [id for id, said in told.items() if said != _said(found.get(id, {}))]
    return len(told), len(wrong)


def _said(ids: dict[str, str]) -> str:
    return ",".join(f"{ids[name]}::{name}" for name in CHANNELS if name in ids)


@pytest.mark.parametrize(
    ("rounds", "clients", "each"),
    [(2, 20, 10), pytest.param(50, 100, 10, marks=pytest.mark.audit)],
)
def test_nothing_acknowledged_is_lost(
    queue_url: str | None, tmp_path: Path, rounds: int, clients: int, each: int
) -> None:
    server, acknowledged = Server(tmp_path, queue_url), 0
    server.start()
    try:
        with closing(Store.open(queue_url, tmp_path)) as store:
            for _ in range(rounds):
                told, wrong = lost(server, store, clients, each)
                acknowledged += told
                assert wrong == 0
            print(f"\n{store.dialect.name}: {rounds} kills, {acknowledged:,} acknowledged, none lost")
    finally:
        server.kill()


def test_answering_before_the_commit_is_seen_to_lose(tmp_path: Path) -> None:
    server = Server(tmp_path, None, {"control": True})
    server.start()
    try:
        with closing(Store.open(None, tmp_path)) as store:
            assert sum(lost(server, store, 20, 10)[1] for _ in range(3)) > 0
    finally:
        server.kill()
