"""Whom a message reaches, how often, and what is kept of it, on each database."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom.runtime.delivery import Outcome, planning, sending
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging.publishing import publish, status
from blockloom.runtime.store import Store, deliveries, messages
from tests.runtime.delivery.support import World

MINUTE = 60_000


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


def published(world: World, channel: str = "ads", **options: Any) -> dict[str, Any]:
    options = {"message": "Hi", **options}
    return publish(world.store, channel, options, world.clock.now(), world.delivery.announce)


def pk_of(world: World, answer: dict[str, Any]) -> int:
    row = messages.find(world.store, answer["messageId"].removeprefix("message:"))
    assert row is not None
    return int(row.pk)


def test_every_device_of_the_channel_is_reached_once(world: World) -> None:
    tokens = {world.register(number, "ads", "news") for number in range(5)}
    world.register(9, "news")
    answer = published(world)
    world.run()
    assert sorted(world.service.tokens) == sorted(tokens)
    assert status(world.store, answer["messageId"])["status"] == "published"
    assert deliveries.totals(world.store, pk_of(world, answer)) == deliveries.Counts(5, 0, 0)
    assert {row.outcome for row in deliveries.outcomes(world.store, pk_of(world, answer))} == {"sent"}
    assert {push["data"]["messageId"] for push in world.service.pushes} == {answer["messageId"]}


def test_nobody_there_is_published_all_the_same(world: World) -> None:
    answer = published(world, "empty")
    world.run()
    assert (status(world.store, answer["messageId"])["status"], world.service.pushes) == ("published", [])


def test_pubsub_pushes_to_nobody(world: World) -> None:
    world.register(1, "ads")
    answer = published(world, publishPolicy="PUBSUB")
    world.run()
    assert (status(world.store, answer["messageId"])["status"], world.service.pushes) == ("published", [])


def test_masks_and_single_devices(world: World) -> None:
    world.register(1, "ads", os="IOS")
    world.register(2, "ads", os="ANDROID")
    world.register(3, "ads", os="WP")
    world.register(4, "news")
    wanted: list[tuple[dict[str, Any], set[str]]] = [
        ({"pushBroadcast": "IOS|WP"}, {"token-1", "token-3"}),
        ({"pushBroadcast": 0}, set()),
        ({"pushSinglecast": ["phone-2", "phone-4", "nobody"]}, {"token-2"}),
        ({"pushSinglecast": ["phone-2", "phone-3"], "pushBroadcast": "WP"}, {"token-3"}),
    ]
    for options, tokens in wanted:
        world.service.pushes.clear()
        published(world, **options)
        world.run()
        assert set(world.service.tokens) == tokens, options


def test_segments_narrow_further(world: World) -> None:
    world.register(1, "ads", os="IOS")
    world.register(2, "ads")
    world.register(3, "ads", "news")
    for segment, tokens in [
        ("os = 'IOS'", {"token-1"}),
        ("deviceId in ('phone-2', 'phone-3') and osVersion = '14'", {"token-2", "token-3"}),
        ("channelName = 'news'", set()),
    ]:
        world.service.pushes.clear()
        published(world, segmentQuery=segment)
        world.run()
        assert set(world.service.tokens) == tokens, segment


def test_a_segment_that_cannot_be_asked_for_is_refused_at_once(world: World) -> None:
    with pytest.raises(FlowError) as caught:
        published(world, segmentQuery="colour = 'red'")
    assert caught.value.code == 1017
    assert not messages.due(world.store, world.clock.now() + 1, 1)


def test_an_expired_registration_gets_nothing_even_if_it_was_planned(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SENDS", 1)
    for number, expiration in enumerate((None, world.clock.now() + MINUTE, None)):
        world.register(number, "ads", expiration=expiration)
    published(world)
    (job,) = [id for id in world.queue.waiting if id.startswith("publish")]
    _, name, values = world.queue.waiting.pop(job)
    world.queue.jobs[name](*values)
    assert world.service.tokens == ["token-0"], "the first ones get it before the others are looked for"
    world.clock.wait(60)
    world.run()
    assert world.service.tokens == ["token-0", "token-2"]


def test_another_apps_devices_hear_nothing(world: World) -> None:
    from blockloom.runtime import apps

    id, keys = apps.create_app(world.store, "another")
    other, _ = apps.admit(world.store, id, keys["client"])
    world.register(1, "ads")
    publish(other, "ads", {"message": "Hi"}, world.clock.now(), world.delivery.announce)
    world.run()
    assert world.service.pushes == []


def test_large_audiences_go_in_chunks_and_sends(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "CHUNK", 4)
    monkeypatch.setattr(planning, "PAGE", 2)
    monkeypatch.setattr(planning, "FIRST_PAGE", 1)
    monkeypatch.setattr(sending, "SENDS", 3)
    tokens = [world.register(number, "ads") for number in range(19)]
    answer = published(world)
    world.run()
    assert sorted(world.service.tokens) == sorted(tokens)
    assert sorted(world.service.sends) == sorted([3, 1] * 4 + [3])
    assert deliveries.totals(world.store, pk_of(world, answer)) == deliveries.Counts(19, 0, 0)


def test_a_device_whose_token_another_one_took_is_skipped(world: World) -> None:
    from blockloom.runtime.messaging import Device, Messaging

    world.register(1, "ads")
    Messaging(world.store, Device("thief", "token-1", "ANDROID", "14"), world.clock).register(["news"])
    answer = published(world)
    world.run()
    assert world.service.pushes == []
    assert deliveries.totals(world.store, pk_of(world, answer)) == deliveries.Counts(0, 0, 1)


def test_a_token_that_no_app_answers_to_is_taken_away(world: World) -> None:
    world.service.answers["token-1"] = [Outcome("gone", "UNREGISTERED")]
    world.service.answers["token-2"] = [Outcome("failed", "INVALID_ARGUMENT")]
    world.register(1, "ads")
    world.register(2, "ads")
    first, second = published(world), published(world)
    world.run()
    assert world.service.tokens == ["token-1", "token-2", "token-2"]
    told = {row.device_id: row.outcome for row in deliveries.outcomes(world.store, pk_of(world, first))}
    assert told == {"phone-1": "UNREGISTERED", "phone-2": "INVALID_ARGUMENT"}
    assert deliveries.totals(world.store, pk_of(world, first)) == deliveries.Counts(0, 2, 0)
    assert deliveries.totals(world.store, pk_of(world, second)) == deliveries.Counts(1, 0, 1)
    assert status(world.store, first["messageId"])["status"] == "published", "one dead phone fails no message"


def test_a_service_that_wants_peace_gets_it_and_nobody_is_pushed_to_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SENDS", 2)
    for number in range(5):
        world.register(number, "ads")
    world.service.answers["token-3"] = [Outcome("later", "QUOTA_EXCEEDED", 30), Outcome("later", "QUOTA_EXCEEDED", 60)]
    answer = published(world)
    world.run()
    known = ["token-0", "token-1", "token-2", "token-3"]
    assert world.service.tokens == known
    world.clock.wait(30)
    world.run()
    assert world.service.tokens == [*known, "token-3"]
    world.clock.wait(60)
    world.run()
    assert world.service.tokens == [*known, "token-3", "token-3", "token-4"]
    assert deliveries.totals(world.store, pk_of(world, answer)) == deliveries.Counts(5, 0, 0)


def test_peace_has_an_end(world: World) -> None:
    world.register(1, "ads")
    world.service.answers["token-1"] = [Outcome("later", "QUOTA_EXCEEDED", 3_600)] * 9
    answer = published(world)
    for _ in range(9):
        world.run()
        world.clock.wait(3_600)
    assert len(world.service.pushes) == 5, "a push is worth four hours"
    assert deliveries.totals(world.store, pk_of(world, answer)) == deliveries.Counts(0, 1, 0)


def test_a_service_that_is_down_is_tried_again_and_again_with_growing_pauses(world: World) -> None:
    world.register(1, "ads")
    world.service.answers["token-1"] = [Outcome("later", "unreachable")] * 4
    answer = published(world)
    waited = []
    while not world.service.answers["token-1"] == []:
        world.run()
        before = world.clock.now()
        ((at, *_),) = world.queue.waiting.values()
        waited.append((at - before) / 1000)
        world.clock.wait(waited[-1] + 1)
    world.run()
    assert [longest / 2 <= pause <= longest for pause, longest in zip(waited, (10, 20, 40, 80), strict=True)] == [
        True
    ] * 4
    assert deliveries.totals(world.store, pk_of(world, answer)) == deliveries.Counts(1, 0, 0)


def test_how_long_a_push_is_worth_waiting_is_for_the_message_to_say(world: World) -> None:
    world.register(1, "ads")
    world.service.answers["token-1"] = [Outcome("later", "QUOTA_EXCEEDED", 40)] * 9
    published(world, headers={"ttl-seconds": 60})
    for _ in range(9):
        world.run()
        world.clock.wait(40)
    assert [push["android"]["ttl"] for push in world.service.pushes] == ["60s", "20s", "0s"]


@pytest.mark.parametrize("headers", [{"ttl-seconds": "soon"}, {"ttl-seconds": -1}, {"ttl-seconds": 2_419_201}])
@pytest.mark.parametrize("more", [{}, {"collapse-key": "k"}])
def test_headers_for_delivering_have_to_have_a_meaning(
    world: World, headers: dict[str, Any], more: dict[str, Any]
) -> None:
    with pytest.raises(FlowError, match="ttl-seconds"):
        published(world, headers={**headers, **more})
    with pytest.raises(FlowError, match="collapse-key"):
        published(world, headers={"collapse-key": "k" * 65})
