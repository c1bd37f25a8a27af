"""A message is kept, looked up and called off, on each database."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import Messaging
from blockloom.runtime.messaging.publishing import TooMany, audience_of, cancel, confirmed, publish, status
from blockloom.runtime.store import Store, messages
from blockloom.runtime.store.audience import Audience
from tests.runtime.messaging.support import phone

NOW = 1_900_000_000_000


def test_the_answer_comes_at_once_and_the_message_is_kept(store: Store) -> None:
    told: list[tuple[int, int, int]] = []
    answer = publish(store, "ads", {"message": "Hi"}, NOW, lambda *about: told.append(about))
    assert answer == {"errorMessage": None, "messageId": answer["messageId"], "status": "scheduled"}
    assert answer["messageId"].startswith("message:")
    ((pk, turn, at),) = told
    assert (turn, at) == (1, NOW)
    row = messages.get(store, pk)
    assert row is not None and row.body == {"message": "Hi", "headers": {}}
    assert status(store, answer["messageId"]) == answer
    assert status(store, answer["messageId"].removeprefix("message:").lower()) == answer


def test_publishing_makes_the_channel(store: Store) -> None:
    from blockloom.runtime.messaging import Messaging

    publish(store, "brand new", {"message": 1}, NOW)
    publish(store, "brand new", {"message": 2}, NOW)
    assert Messaging(store, None).channels() == ["brand new"]


@pytest.mark.parametrize("asked", ["message:nobody", "", None, 5, "message:00000000-0000-0000-0000-000000000000"])
def test_a_message_that_nobody_knows(store: Store, asked: Any) -> None:
    assert status(store, asked) == {"errorMessage": None, "messageId": asked, "status": "unknown"}
    with pytest.raises(FlowError) as caught:
        cancel(store, asked, NOW)
    assert caught.value.code == 5040


def test_calling_off_works_once_and_not_after_it_went_out(store: Store) -> None:
    first, second = (publish(store, "ads", {"message": "Hi"}, NOW) for _ in range(2))
    assert cancel(store, first["messageId"], NOW) == {**first, "status": "cancelled"}
    assert status(store, first["messageId"])["status"] == "cancelled"
    (due,) = messages.due(store, NOW + 1, 10)
    messages.settle(store, due.pk, due.turn, NOW, None)
    assert status(store, second["messageId"])["status"] == "published"
    for message in (first, second):
        with pytest.raises(FlowError):
            cancel(store, message["messageId"], NOW)


def test_what_is_due_comes_in_its_order_and_only_then(store: Store) -> None:
    for delay in (3_000, 1_000, 2_000):
        publish(store, "ads", {"message": delay, "publishAt": NOW + delay}, NOW)
    assert [row.publish_at - NOW for row in messages.due(store, NOW + 2_001, 10)] == [1_000, 2_000]
    assert len(messages.due(store, NOW + 10_000, 2)) == 2


def test_a_repeated_message_stays_scheduled_until_its_last_turn(store: Store) -> None:
    answer = publish(store, "ads", {"message": "Hi", "repeatEvery": 60}, NOW)
    (due,) = messages.due(store, NOW + 1, 1)
    messages.settle(store, due.pk, 1, NOW, NOW + 60_000)
    messages.settle(store, due.pk, 1, NOW, None)  # the same turn settled again changes nothing
    assert status(store, answer["messageId"])["status"] == "scheduled"
    (again,) = messages.due(store, NOW + 60_001, 1)
    assert (again.pk, again.turn, again.publish_at) == (due.pk, 2, NOW + 60_000)
    messages.settle(store, due.pk, 2, NOW, None, "out of paper")
    assert status(store, answer["messageId"]) == {**answer, "status": "failed", "errorMessage": "out of paper"}


def test_another_app_sees_none_of_it(store: Store) -> None:
    from blockloom.runtime import apps

    answer = publish(store, "ads", {"message": "Hi"}, NOW)
    id, keys = apps.create_app(store, "another")
    other, _ = apps.admit(store, id, keys["client"])
    assert status(other, answer["messageId"])["status"] == "unknown"
    with pytest.raises(FlowError):
        cancel(other, answer["messageId"], NOW)


def test_whom_it_is_for(store: Store) -> None:
    publish(store, "ads", {"message": "Hi", "pushBroadcast": 3, "pushSinglecast": ["b", "a"]}, NOW)
    (due,) = messages.due(store, NOW + 1, 1)
    row = messages.get(store, due.pk)
    assert audience_of(row) == Audience("ads", frozenset({"IOS", "ANDROID"}), ("b", "a"))


def test_more_devices_than_were_meant_get_nothing(store: Store) -> None:
    for number in range(3):
        Messaging(store, phone(number)).register(["ads"])
    for most, given in ((2, {}), (0, {"pushSinglecast": ["phone-1"]}), (2, {"segmentQuery": "os = 'ANDROID'"})):
        with pytest.raises(TooMany) as many:
            publish(store, "ads", {"message": "Hi", **given}, NOW, most=most)
        assert many.value.devices == (1 if "pushSinglecast" in given else 3)
    assert messages.due(store, NOW + 1, 1) == []
    for most, given in ((3, {}), (0, {"publishPolicy": "PUBSUB"}), (0, {"pushBroadcast": "IOS"})):
        assert publish(store, "ads", {"message": "Hi", **given}, NOW, most=most)["status"] == "scheduled"
    assert confirmed(None) == confirmed(0) == 100 and confirmed(1000) == 1100
    for wrong in (True, "5", -1, 1.5):
        with pytest.raises(FlowError):
            confirmed(wrong)
