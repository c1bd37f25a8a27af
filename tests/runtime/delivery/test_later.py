"""What becomes of a message with time: it waits, comes again, is found or swept, and a job that fails is closed."""

from __future__ import annotations

import pytest

from blockloom.runtime.delivery import sending
from blockloom.runtime.messaging.publishing import cancel, publish, status
from blockloom.runtime.store import deliveries, messages
from tests.runtime.delivery.support import World
from tests.runtime.delivery.test_delivery import MINUTE, pk_of, published, world

__all__ = ["world"]


def test_a_message_waits_for_its_time_and_can_be_called_off(world: World) -> None:
    world.register(1, "ads")
    later = published(world, publishAt=world.clock.now() + MINUTE)
    off = published(world, publishAt=world.clock.now() + MINUTE)
    world.run()
    assert world.service.pushes == []
    cancel(world.store, off["messageId"], world.clock.now())
    world.clock.wait(60)
    world.run()
    assert [push["data"]["messageId"] for push in world.service.pushes] == [later["messageId"]]
    assert status(world.store, off["messageId"])["status"] == "cancelled"


def test_a_message_is_repeated_until_its_end(world: World) -> None:
    world.register(1, "ads")
    answer = published(world, repeatEvery=60, repeatExpiresAt=world.clock.now() + 2 * MINUTE)
    for pushes in (1, 2, 3):
        world.run()
        assert len(world.service.pushes) == pushes
        world.clock.wait(60)
    world.run()
    assert len(world.service.pushes) == 3
    assert status(world.store, answer["messageId"])["status"] == "published"


def test_a_repeated_message_that_is_called_off_stops(world: World) -> None:
    world.register(1, "ads")
    answer = published(world, repeatEvery=60)
    world.run()
    cancel(world.store, answer["messageId"], world.clock.now())
    world.clock.wait(600)
    world.run()
    assert len(world.service.pushes) == 1


def test_a_message_that_nobody_announced_is_found(world: World) -> None:
    world.register(1, "ads")
    publish(world.store, "ads", {"message": "Hi"}, world.clock.now())
    world.queue.beats["due"]()
    world.queue.beats["due"]()
    world.run()
    assert world.service.tokens == ["token-1"]


def test_expired_registrations_are_swept(world: World) -> None:
    world.register(1, "ads", expiration=world.clock.now() + MINUTE)
    world.clock.wait(61)
    world.queue.beats["expiry"]()
    with world.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM registration").scalar() == 0


def test_a_job_that_kills_its_workers_fails_its_message(world: World) -> None:
    world.register(1, "ads")
    answer = published(world)
    world.queue.lost["publish"](pk_of(world, answer), 1)
    assert status(world.store, answer["messageId"])["status"] == "failed"
    assert "stopped one worker after another" in status(world.store, answer["messageId"])["errorMessage"]
    world.run()
    assert world.service.pushes == []


def test_a_chunk_that_kills_its_workers_is_closed_with_what_it_had_done(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SENDS", 1)
    for number in range(2):
        world.register(number, "ads")
    answer = published(world)
    (job,) = [id for id in world.queue.waiting if id.startswith("publish")]
    _, name, values = world.queue.waiting.pop(job)
    world.queue.jobs[name](*values)
    ((_, _, chunk),) = world.queue.waiting.values()
    world.queue.lost["push"](*chunk, [], [3, 2, 1], 1)
    pk = pk_of(world, answer)
    assert deliveries.totals(world.store, pk) == deliveries.Counts(4, 2, 1) and messages.is_through(world.store, pk)
