"""A server that is killed while it pushes: ``pytest --audit -s tests/durability`` for the full counts.

Nothing that was acknowledged is lost, every device is reached, and what is pushed twice was on its way when the server
died and takes the place of what it repeats.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from blockloom.runtime.messaging import Device, Messaging
from blockloom.runtime.store import Store, deliveries, messages
from tests.crowd import gather
from tests.durability.support import Client, Server, soon

AT_ONCE = 4
"""Sends that a server has on their way at a time."""


@dataclass
class Trial:
    """A crowd of ``size`` devices, told in sends of ``sends``, by a server that is killed in each round."""

    server: Server
    store: Store
    size: int
    sends: int
    told: int = 0
    twice: list[int] = field(default_factory=list)
    middle: int = 0

    def round(self) -> None:
        """Publish to all, and small messages all the while; kill the server; see that it makes all well again."""
        said = self.server.post("/messaging/ads", {"message": "Hello, everybody"})
        assert said is not None
        small: list[str] = []
        talking = threading.Thread(target=self.talk, args=(small,))
        talking.start()
        enough = random.uniform(0, 0.9) * self.size
        soon(lambda: self.server.pushed >= enough)
        self.server.kill()
        talking.join()
        before = len(self.pushes(said["messageId"]))
        self.middle += 0 < before < self.size
        self.server.start()
        for id in (said["messageId"], *small):
            soon(partial(messages.is_through, self.store, self.key(id)))
        self.look(said["messageId"], small)

    def talk(self, small: list[str]) -> None:
        """Publish small messages until the server is gone; keep the ids of those that were acknowledged."""
        with closing(Client(self.server.port)) as client:
            while said := client.ask("POST", "/messaging/few", {"message": "Hello, you"}):
                small.append(said["messageId"])
                time.sleep(0.05)

    def key(self, id: str) -> int:
        row = messages.find(self.store, id.removeprefix("message:"))
        assert row is not None, "an acknowledged message was lost"
        return int(row.pk)

    def look(self, everybody: str, small: list[str]) -> None:
        assert deliveries.totals(self.store, self.key(everybody)) == deliveries.Counts(self.size, 0, 0)
        tokens = Counter(self.pushes(everybody))
        assert len(tokens) == self.size, "a device was not reached"
        self.twice.append(sum(tokens.values()) - self.size)
        assert self.twice[-1] <= AT_ONCE * self.sends, "more was repeated than was on its way"
        for id in small:
            assert set(self.pushes(id)) == {"few"}, "an acknowledged message was not pushed"
        self.told += 1 + len(small)

    def pushes(self, id: str) -> list[str]:
        return [token for token, _ in self.server.pushes(id)]


@contextmanager
def trial(url: str | None, folder: Path, size: int, chunk: int, sends: int) -> Iterator[Trial]:
    with closing(Store.open(url, folder)) as store:
        gather(store, size)
        Messaging(store, Device("few", "few", "ANDROID", "14")).register(["few"])
        server = Server(folder, url, {"chunk": chunk, "sends": sends})
        server.start()
        try:
            yield Trial(server, store, size, sends)
        finally:
            server.kill()


def test_a_killed_server_reaches_everybody(queue_url: str | None, tmp_path: Path) -> None:
    with trial(queue_url, tmp_path, 4_000, 500, 50) as small:
        small.round()


def test_a_server_that_is_told_to_end_finishes_what_it_sends(tmp_path: Path) -> None:
    with trial(None, tmp_path, 4_000, 500, 50) as small:
        said = small.server.post("/messaging/ads", {"message": "Hello, everybody"})
        assert said is not None
        soon(lambda: small.pushes(said["messageId"]))
        small.server.end()
        small.server.start()
        soon(partial(messages.is_through, small.store, small.key(said["messageId"])))
        small.look(said["messageId"], [])
        assert small.twice == [0]


@pytest.mark.audit
def test_fifty_kills_while_pushing_to_a_hundred_thousand(queue_url: str | None, tmp_path: Path) -> None:
    with trial(queue_url, tmp_path, 100_000, 5_000, 500) as large:
        for _ in range(50):
            large.round()
            os.truncate(large.server.log, 0)
        print(
            f"\n{large.store.dialect.name}: 50 kills, {large.middle} of them in the middle of the 100,000; "
            f"{large.told} acknowledged messages, none lost; all reached; pushed twice at most {max(large.twice):,}, "
            f"on average {sum(large.twice) / 50:,.0f} (on their way: {AT_ONCE * large.sends:,})"
        )
        assert large.middle >= 25
