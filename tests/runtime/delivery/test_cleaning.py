"""What is forgotten, and what stays, when time goes by."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from blockloom.runtime.delivery import cleaning
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging.publishing import cancel, publish, status
from blockloom.runtime.store import Store, deliveries, messages
from blockloom.runtime.store.tables import delivery, message, message_chunk
from tests.runtime.delivery.support import World

DAY = 24 * 3600


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


def counts(store: Store) -> tuple[int, ...]:
    """Messages, chunks, outcomes of single devices."""
    with store.reading() as connection:
        return tuple(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (message, message_chunk, delivery)
        )


def published(world: World, **options: object) -> str:
    given = {"message": "Hi", **options}
    said = publish(world.store, "ads", given, world.clock.now(), announce=world.delivery.announce)
    return str(said["messageId"])


def test_outcomes_go_before_messages_and_what_is_new_or_scheduled_stays(world: World) -> None:
    for number in range(3):
        world.register(number, "ads")
    old = published(world)
    off = published(world, publishAt=world.clock.now() + 3_600_000)
    cancel(world.store, off, world.clock.now())
    waits = published(world, publishAt=world.clock.now() + 400 * DAY * 1000)
    world.run()
    assert counts(world.store) == (3, 1, 3)
    for days, left in ((6, (3, 1, 3)), (2, (3, 1, 0)), (21, (3, 1, 0)), (2, (1, 0, 0))):
        world.clock.wait(days * DAY)
        world.queue.beats["cleaning"]()
        assert counts(world.store) == left, days
    new = published(world)
    world.run()
    world.queue.beats["cleaning"]()
    assert [status(world.store, id)["status"] for id in (old, off, waits, new)] == [
        "unknown",
        "unknown",
        "scheduled",
        "published",
    ]


def test_it_goes_on_until_all_is_gone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "OUTCOMES", 2)
    monkeypatch.setattr(cleaning, "MESSAGES", 2)
    for number in range(5):
        world.register(number, "ads")
    for _ in range(5):
        published(world)
    world.run()
    world.clock.wait(31 * DAY)
    world.queue.beats["cleaning"]()
    assert counts(world.store) == (0, 0, 0)
    assert world.queue.forgotten == [world.clock.now() - 2 * DAY * 1000] * 3


def test_all_that_expired_is_swept_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blockloom.runtime.delivery.delivery._SWEPT", 2)
    for number in range(5):
        world.register(number, "ads", expiration=world.clock.now() + 60_000)
    world.clock.wait(61)
    world.queue.beats["expiry"]()
    with world.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM registration").scalar() == 0


def test_a_message_that_can_not_be_processed_failed_and_says_why(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise FlowError("slow", "The store looked through too many rows for too long. Ask for less.")

    world.register(1, "ads")
    id = published(world)
    monkeypatch.setattr("blockloom.runtime.delivery.planning.borders", broken)
    world.run()
    told = status(world.store, id)
    assert told["status"] == "failed" and told["errorMessage"].startswith("The store looked through too many rows")
    assert not messages.due(world.store, world.clock.now() + 1, 9)
    assert deliveries.totals(world.store, 1) == deliveries.Counts()
