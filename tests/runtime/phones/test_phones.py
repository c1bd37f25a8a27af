"""Phones: added, put into states, read, cleared, removed, on each database."""

from __future__ import annotations

import pytest

from blockloom.runtime import apps
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import Messaging, stable_device
from blockloom.runtime.phones import FIRST, Phone, Phones, receive, shown, shown_pushes
from blockloom.runtime.phones import phones as rules
from blockloom.runtime.store import Store
from tests.runtime.messaging.support import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def phones(store: Store, clock: HandClock) -> Phones:
    return Phones(store, clock)


def registered(phones: Phones, store: Store, clock: HandClock, name: str = "Ada", os: str = "ANDROID") -> Phone:
    phone = phones.add(name, os)
    Messaging(store, phone.device, clock).register(["ads"])
    return phone


def texts(store: Store, phone: Phone, clock: HandClock) -> list[str]:
    tray = shown(store, clock.now()).phones[phone.device.device_id]["tray"]
    return [push["text"] for push in shown_pushes(store, tray)]


def push(store: Store, token: str, text: str, clock: HandClock, **more: object) -> str:
    return receive(store, token, {"notification": {"body": text}, **more}, clock.now()).kind


def test_there_is_always_one_and_it_is_the_device_of_the_command_line(phones: Phones, store: Store) -> None:
    (first,) = phones.list()
    assert (first.name, first.device) == (FIRST, stable_device(store))
    assert phones.list() == [first]
    with pytest.raises(FlowError, match="stays"):
        phones.remove(first.device.device_id)


def test_each_phone_is_another_device(phones: Phones) -> None:
    made = [phones.add(name, os).device for name, os in (("A", "ANDROID"), ("I", "IOS"), ("W", "WP"))]
    assert [device.os for device in made] == ["ANDROID", "IOS", "WP"]
    assert len({device.device_id for device in made}) == len({device.device_token for device in made}) == 3
    assert [phone.name for phone in phones.list()] == [FIRST, "A", "I", "W"]
    assert phones.named("I").device == made[1]


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\nb\0", "\u202eevil", FIRST])
def test_a_name_that_cannot_be_read_or_is_taken(phones: Phones, name: str) -> None:
    with pytest.raises(FlowError) as caught:
        phones.add(name)
    assert caught.value.code == "phone_name"
    assert len(phones.list()) == 1


def test_what_a_phone_can_not_be(phones: Phones, monkeypatch: pytest.MonkeyPatch) -> None:
    id = phones.add("Ada").device.device_id
    for refused in (
        lambda: phones.add("Bo", "BEOS"),
        lambda: phones.named("Bo"),
        lambda: phones.turn(id, "dead"),
        lambda: phones.turn(id, "throttled", 0),
        lambda: phones.turn("nobody", "online"),
        lambda: phones.read(id, -1),
        lambda: phones.clear(id, "all"),
    ):
        with pytest.raises(FlowError):
            refused()
    monkeypatch.setattr(rules, "MOST", 2)
    with pytest.raises(FlowError, match="2 phones at most"):
        phones.add("Bo")


def test_a_visitor_has_the_one_phone(phones: Phones) -> None:
    ada = phones.add("Ada", "IOS", "secret")
    phones.add("Bo", "IOS", "other")
    assert phones.of_visitor("secret") == ada
    assert phones.of_visitor("") is phones.of_visitor("guess") is None


def test_another_app_has_phones_of_its_own(phones: Phones, store: Store) -> None:
    id, keys = apps.create_app(store, "another")
    other, _ = apps.admit(store, id, keys["client"])
    phones.add("Ada")
    assert [phone.name for phone in Phones(other).list()] == [FIRST]
    assert Phones(other).find(phones.named("Ada").device.device_id) is None


def test_reading_and_clearing(phones: Phones, store: Store, clock: HandClock) -> None:
    phone = registered(phones, store, clock)
    for text in ("one", "two", "three"):
        assert push(store, phone.device.device_token, text, clock) == "arrived"
    id = phone.device.device_id
    first, second, third = shown(store, clock.now()).phones[id]["tray"]
    phones.read(id, second)
    phones.read(id, first)
    assert phones.named("Ada").read == second
    phones.clear(id, second)
    assert texts(store, phone, clock) == ["one", "three"]
    phones.clear(id)
    assert texts(store, phone, clock) == []
    push(store, phone.device.device_token, "four", clock)
    assert shown(store, clock.now()).phones[id]["tray"][0] > third, "a number is never given twice"


def test_a_removed_phone_is_forgotten_with_its_registrations(phones: Phones, store: Store, clock: HandClock) -> None:
    phone = registered(phones, store, clock)
    push(store, phone.device.device_token, "one", clock)
    phones.remove(phone.device.device_id)
    assert [phone.name for phone in phones.list()] == [FIRST]
    assert push(store, phone.device.device_token, "two", clock) == "unknown"
    seen = shown(store, clock.now())
    assert phone.device.device_id not in seen.phones and seen.channels == {"ads": 0}
    assert phones.add("Ada").device.device_id != phone.device.device_id


def test_what_is_shown(phones: Phones, store: Store, clock: HandClock) -> None:
    phone, now = registered(phones, store, clock), clock.now()
    Messaging(store, phone.device, clock).register(["news"], now + 60_000)
    Messaging(store, stable_device(store, "by itself"), clock).register(["ads"])
    seen = shown(store, now)
    mine = seen.phones[phone.device.device_id]
    assert mine["channels"] == {"ads": None, "news": now + 60_000} and mine["registered"] and mine["own"]
    assert seen.channels == {"ads": 2, "news": 1}
    (other,) = [each for each in seen.phones.values() if not each["own"]]
    assert other["name"] == other["id"] == stable_device(store, "by itself").device_id
    assert (other["state"], other["token"]) == ("online", "")
    clock.wait(61)
    assert shown(store, clock.now()).channels == {"ads": 2, "news": 0}


def test_a_device_that_registered_by_itself_can_be_put_into_a_state(
    phones: Phones, store: Store, clock: HandClock
) -> None:
    device = stable_device(store, "by itself")
    Messaging(store, device, clock).register(["ads"])
    assert phones.turn(device.device_id, "uninstalled").name == device.device_id
    assert push(store, device.device_token, "Hi", clock) == "unknown"
