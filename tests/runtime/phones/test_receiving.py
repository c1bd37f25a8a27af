"""What a push does to a phone in each state: FCM's terms for Android and Windows, Apple's for iPhones."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom.runtime.messaging import Messaging
from blockloom.runtime.phones import Phone, Phones, Received, receive, shown, shown_pushes
from blockloom.runtime.store import Store, arrivals
from tests.runtime.messaging.support import HandClock


class Hand:
    """A phone in a person's hand."""

    def __init__(self, store: Store, os: str) -> None:
        self.store, self.clock, self.os = store, HandClock(), os
        self.phones = Phones(store, self.clock)
        self.phone = self.phones.add("Ada", os)
        Messaging(store, self.phone.device, self.clock).register(["ads"])

    @property
    def id(self) -> str:
        return self.phone.device.device_id

    def push(self, text: str, ttl: float | None = None, key: str | None = None) -> str:
        push: dict[str, Any] = {"notification": {"body": text}}
        if self.os == "IOS":
            headers = (
                {} if ttl is None else {"apns-expiration": str(round(self.clock.now() / 1000 + ttl) if ttl else 0)}
            )
            push["apns"] = {"headers": {**headers, **({"apns-collapse-id": key} if key else {})}}
        else:
            push["android"] = {**({} if ttl is None else {"ttl": f"{ttl}s"}), **({"collapse_key": key} if key else {})}
        return receive(self.store, self.phone.device.device_token, push, self.clock.now()).kind

    def turn(self, state: str) -> Phone:
        self.phone = self.phones.turn(self.id, state)
        return self.phone

    @property
    def seen(self) -> dict[str, Any]:
        return shown(self.store, self.clock.now()).phones[self.id]

    @property
    def tray(self) -> list[str]:
        return [push["text"] for push in shown_pushes(self.store, self.seen["tray"])]


@pytest.fixture(params=["ANDROID", "IOS", "WP"])
def hand(store: Store, request: pytest.FixtureRequest) -> Hand:
    return Hand(store, request.param)


def test_online_each_push_arrives(hand: Hand) -> None:
    assert [hand.push(text, ttl=0) for text in ("one", "two")] == ["arrived", "arrived"]
    assert hand.tray == ["one", "two"]


def test_offline_a_push_waits_and_arrives_in_order_when_the_phone_is_back(hand: Hand) -> None:
    hand.turn("offline")
    assert [hand.push(text) for text in ("one", "two")] == ["kept", "kept"]
    assert (hand.tray, hand.seen["waiting"]) == ([], 2)
    hand.clock.wait(3_600)
    hand.turn("online")
    assert (hand.tray, hand.seen["waiting"]) == (["one", "two"], 0)
    hand.turn("offline")
    hand.turn("online")
    assert hand.tray == ["one", "two"], "they come once"


def test_what_waited_longer_than_its_life_never_comes(hand: Hand) -> None:
    hand.turn("offline")
    assert hand.push("now or never", ttl=0) == "missed"
    hand.push("short", ttl=60)
    hand.push("long", ttl=600)
    hand.clock.wait(61)
    assert hand.seen["waiting"] == 1
    hand.turn("online")
    assert hand.tray == ["long"]


def test_a_newer_push_takes_the_place_of_the_waiting_one_with_its_collapse_key(hand: Hand) -> None:
    hand.turn("offline")
    for text, key in (("1:0", "score"), ("rain", None), ("2:0", "score"), ("sun", None)):
        hand.push(text, key=key)
    hand.turn("online")
    assert hand.tray == ["rain", "2:0", "sun"]


def test_only_so_many_wait(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "MOST_WAITING", 3)
    hand.turn("offline")
    for number in range(5):
        hand.push(str(number))
    hand.turn("online")
    assert hand.tray == ["2", "3", "4"]


def test_throttled_a_phone_wants_peace_for_a_while(hand: Hand) -> None:
    hand.turn("offline")
    hand.push("waited")
    hand.phones.turn(hand.id, "throttled", 7)
    token = hand.phone.device.device_token
    assert receive(hand.store, token, {}, hand.clock.now()) == Received("throttled", 7)
    assert hand.tray == ["waited"], "it is on, and only new pushes are too many"


def test_uninstalled_nobody_answers_to_the_token_any_more(hand: Hand) -> None:
    hand.push("read long ago")
    hand.turn("offline")
    hand.push("never seen")
    old = hand.phone.device
    hand.turn("uninstalled")
    assert (hand.push("gone"), hand.tray, hand.seen["waiting"]) == ("unknown", [], 0)
    again = hand.turn("online").device
    assert again.device_id == old.device_id and again.device_token != old.device_token
    Messaging(hand.store, again, hand.clock).register(["ads"])
    assert hand.push("back") == "arrived"
    assert receive(hand.store, old.device_token, {}, hand.clock.now()) == Received("unknown")


def test_apple_has_one_word_for_what_collapses_and_what_replaces(store: Store) -> None:
    hand = Hand(store, "IOS")
    for text in ("1:0", "2:0"):
        hand.push(text, key="score")
    assert hand.tray == ["2:0"]


@pytest.mark.parametrize(
    ("os", "push"),
    [
        ("ANDROID", {"android": "no"}),
        ("ANDROID", {"android": {"ttl": "-1s"}}),
        ("WP", {"android": {"collapse_key": "k" * 256}}),
        ("ANDROID", {"android": {"notification": {"tag": 5}}}),
        ("IOS", {"apns": {"headers": {"apns-expiration": "soon"}}}),
        ("IOS", {"apns": {"headers": []}}),
    ],
)
def test_terms_that_have_no_meaning_are_refused(store: Store, os: str, push: dict[str, Any]) -> None:
    hand = Hand(store, os)
    with pytest.raises(ValueError):
        receive(store, hand.phone.device.device_token, push, 0)
    assert hand.tray == []
