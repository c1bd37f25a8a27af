"""Registering, asking and cancelling: the same rules on every database."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import Device, Messaging
from blockloom.runtime.store import Store
from tests.runtime.messaging.support import START, UPPER_UUID, HandClock, phone

SECOND = 1000


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def door(store: Store, clock: HandClock) -> Messaging:
    return Messaging(store, phone(), clock)


def code(door: Messaging, method: str, *arguments: Any) -> Any:
    with pytest.raises(FlowError) as caught:
        getattr(door, method)(*arguments)
    return caught.value.code


def test_each_channel_has_an_id_of_its_own(door: Messaging) -> None:
    ids = door.register(["discount", "ads"])
    assert list(ids) == ["discount", "ads"]
    assert len(set(ids.values())) == 2 and all(UPPER_UUID.fullmatch(id) for id in ids.values())
    assert door.channels() == ["ads", "discount"]


@pytest.mark.parametrize("none", [None, [], [""], [None, ""]])
def test_no_channel_means_default(door: Messaging, none: Any) -> None:
    assert list(door.register(none)) == ["default"]


def test_a_channel_named_twice_is_one(door: Messaging) -> None:
    assert list(door.register(["a", "b", "a"])) == ["a", "b"]
    assert door.registrations()[0]["channels"] == ["a", "b"]


def test_names_are_compared_exactly_and_kept_as_sent(door: Messaging) -> None:
    names = ["ads", "Ads", "ads ", "\u00e5", "a\u030a", "a:b", "100%", "%s", "'; --", "😀" * 100, ":", "Ω\u200b"]
    assert len(set(door.register(names).values())) == len(names)
    assert door.channels() == sorted(names)
    assert door.registrations()[0]["channels"] == sorted(names)
    assert door.cancel(["ads"]) == len(names) - 1


def test_device_ids_are_compared_exactly(store: Store) -> None:
    doors = [Messaging(store, Device(name, name, "IOS", "17")) for name in ("phone", "Phone", "phone ")]
    assert len({door.register(["a"])["a"] for door in doors}) == 3


def test_registering_again_keeps_ids_and_adds_channels(door: Messaging) -> None:
    first = door.register(["a", "b"])
    again = door.register(["b", "c"])
    assert again["b"] == first["b"] and list(again) == ["b", "c"]
    (record,) = door.registrations()
    assert record["channels"] == ["a", "b", "c"] and record["id"] in (first["a"], first["b"])


def test_the_record(door: Messaging) -> None:
    ids = door.register(["a"], START + 5 * SECOND)
    assert door.registrations() == [
        {
            "id": ids["a"],
            "deviceToken": "token-1",
            "deviceId": "phone-1",
            "os": "ANDROID",
            "osVersion": "14",
            "channels": ["a"],
            "expiration": START + 5 * SECOND,
        }
    ]


def test_the_record_tells_the_latest_expiration_and_the_oldest_id(door: Messaging, clock: HandClock) -> None:
    first = door.register(["b"], START + 5 * SECOND)
    clock.time += 1
    door.register(["a"], START + 9 * SECOND)
    assert door.registrations()[0]["expiration"] == START + 9 * SECOND
    assert door.registrations()[0]["id"] == first["b"]
    door.register(["c"])
    assert door.registrations()[0]["expiration"] is None


def test_registering_again_updates_the_device_and_clears_the_expiration(store: Store, clock: HandClock) -> None:
    first = Messaging(store, phone(), clock).register(["a"], START + SECOND)
    newer = Messaging(store, Device("phone-1", "other", "ios", "17"), clock)
    assert newer.register(["a"]) == first
    (record,) = newer.registrations()
    assert (record["os"], record["osVersion"], record["deviceToken"]) == ("IOS", "17", "other")
    clock.time += SECOND
    assert newer.registrations()[0]["expiration"] is None


def test_expired_is_gone_at_that_millisecond_for_every_reader(store: Store, door: Messaging, clock: HandClock) -> None:
    door.register(["a"], START + SECOND)
    door.register(["b"], START + 2 * SECOND)
    clock.time = START + SECOND - 1
    assert door.registrations()[0]["channels"] == ["a", "b"]
    clock.time = START + SECOND
    assert door.registrations()[0]["channels"] == ["b"]
    assert door.cancel([]) == 1
    clock.time = START + 2 * SECOND
    assert code(door, "registrations") == 5000
    assert code(door, "cancel") == 5001


def test_an_expired_pair_gets_a_new_id_swept_or_not(door: Messaging, clock: HandClock) -> None:
    first = door.register(["a", "b"], START + SECOND)
    clock.time = START + SECOND - 1
    assert door.register(["b"], START + SECOND)["b"] == first["b"]
    clock.time = START + SECOND
    second = door.register(["a"])  # expired, not swept yet
    assert second["a"] != first["a"]
    third = door.register(["b"])  # swept by the call before
    assert third["b"] != first["b"]
    assert door.register(["a", "b"]) == second | third


def test_an_expiration_in_the_past_is_refused_with_its_sentence(door: Messaging, clock: HandClock) -> None:
    for past in (START, START - 1, START / 1000, "2001-01-01", 0, -1):
        with pytest.raises(FlowError) as caught:
            door.register(["new"], past)
        assert caught.value.code == 5004
        assert caught.value.message == "Invalid expiration date. The expiration date must be after the current time."
    assert door.channels() == []
    assert door.register(["a"], START + 1)


def test_all_channels_or_none(door: Messaging) -> None:
    assert code(door, "register", ["a", "b", "c/d"]) == 5044
    assert door.channels() == [] and code(door, "registrations") == 5000


def test_a_token_belongs_to_the_last_device(store: Store, clock: HandClock) -> None:
    first, second = (Messaging(store, phone(number, "shared"), clock) for number in (1, 2))
    first.register(["a"])
    second.register(["a"])
    assert first.registrations()[0]["deviceToken"] is None
    assert second.registrations()[0]["deviceToken"] == "shared"
    first.register(["b"])
    assert first.registrations()[0]["deviceToken"] == "shared"
    assert second.registrations()[0]["deviceToken"] is None


def test_a_device_that_changes_its_system_keeps_one_token(store: Store) -> None:
    Messaging(store, phone()).register(["a"])
    door = Messaging(store, Device("phone-1", "token-1", "IOS", "17"))
    door.register(["a"])
    assert door.registrations()[0]["deviceToken"] == "token-1"
    Messaging(store, Device("phone-2", "token-1", "IOS", "17")).register(["a"])
    assert door.registrations()[0]["deviceToken"] is None


def test_cancelling(door: Messaging) -> None:
    door.register(["a", "b", "c"])
    assert door.cancel(["a", "never heard of"]) == 2
    assert door.cancel(["a"]) == 2
    assert door.cancel([]) == 2
    assert door.registrations()[0]["channels"] == ["b", "c"]
    assert door.cancel() == 0
    assert code(door, "cancel") == 5001
    assert door.channels() == ["a", "b", "c"]


def test_cancelling_leaves_other_devices_alone(store: Store, door: Messaging) -> None:
    other = Messaging(store, phone(2))
    ids = other.register(["a"])
    door.register(["a"])
    door.cancel()
    assert other.register(["a"]) == ids


def test_a_cancelled_pair_gets_a_new_id(door: Messaging) -> None:
    first = door.register(["a"])
    door.cancel()
    assert door.register(["a"]) != first


def test_a_hundred_channels_at_once(door: Messaging) -> None:
    names = [f"c{number:03}" for number in range(100)]
    first = door.register(names)
    assert len(set(first.values())) == 100
    assert door.register(names[::-1]) == first
    assert code(door, "register", [*names, "one more"]) == 8000


def test_without_a_device_only_channels_answers(store: Store) -> None:
    door = Messaging(store, None)
    assert door.channels() == []
    assert {code(door, method) for method in ("register", "registrations", "cancel")} == {5011}
