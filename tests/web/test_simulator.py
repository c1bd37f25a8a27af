"""The simulated push service: FCM's contract, for the server's own sender alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from blockloom.runtime.messaging import Device, Messaging
from blockloom.runtime.store import arrivals
from tests.web.client import Answer, Site

SEND = "/fcm/v1/projects/blockloom/messages:send"


def push(site: Site, message: Any, key: str | None = None, path: str = SEND) -> Answer:
    key = site.services.pushing.key if key is None else key
    return site.ask("POST", path, {"message": message}, Authorization=f"Bearer {key}", drop=("Cookie", "Origin"))


def code(answer: Answer) -> tuple[int, str, list[str]]:
    error = answer.json()["error"]
    codes = [detail["errorCode"] for detail in error["details"] if "errorCode" in detail]
    return answer.status, error["status"], codes


def tray(site: Site) -> Sequence[Any]:
    return arrivals.pushes(site.services.store, range(1_000))


@pytest.fixture
def phone(site: Site) -> Site:
    Messaging(site.services.store, Device("phone-1", "token-1", "ANDROID", "14")).register(["ads"])
    return site


def test_a_push_arrives_on_the_phone_that_has_the_token(phone: Site) -> None:
    answer = push(phone, {"token": "token-1", "data": {"messageId": "m1"}, "notification": {"body": "Hi"}})
    assert answer.status == 200 and answer.json()["name"].startswith("projects/blockloom/messages/")
    (row,) = tray(phone)
    assert (row.device_id, row.push["notification"]) == ("phone-1", {"body": "Hi"})
    assert "token-1" not in str(row.push)


def test_what_is_sent_again_takes_the_place_of_what_arrived(phone: Site) -> None:
    for body in ("old", "new"):
        push(phone, {"token": "token-1", "notification": {"body": body}, "android": {"notification": {"tag": "m1"}}})
    (row,) = tray(phone)
    assert (row.pk, row.push["notification"]["body"]) == (2, "new")


def test_a_phone_keeps_the_newest_pushes(phone: Site) -> None:
    for number in range(arrivals.KEPT + 3):
        push(phone, {"token": "token-1", "data": {"messageId": str(number)}})
    kept = [row.push["data"]["messageId"] for row in tray(phone)]
    assert kept == [str(number) for number in range(3, arrivals.KEPT + 3)]


def test_a_token_that_no_phone_has(phone: Site) -> None:
    assert code(push(phone, {"token": "token-2"})) == (404, "NOT_FOUND", ["UNREGISTERED"])


@pytest.mark.parametrize("message", [None, "text", [], {}, {"token": 5}, {"token": "token-1", "data": []}])
def test_what_is_no_message(phone: Site, message: Any) -> None:
    assert code(push(phone, message)) == (400, "INVALID_ARGUMENT", ["INVALID_ARGUMENT"])


def test_only_the_servers_own_sender_may_push(phone: Site) -> None:
    for answer in (
        push(phone, {"token": "token-1"}, key=""),
        push(phone, {"token": "token-1"}, key=phone.services.gate.secret),
        push(phone, {"token": "token-1"}, path="/fcm/v1/projects/other/messages:send"),
    ):
        assert code(answer) == (401, "UNAUTHENTICATED", [])
    assert phone.ask("POST", SEND, {"message": {"token": "token-1"}}).status == 401
    assert tray(phone) == []


def test_it_has_no_other_address(phone: Site) -> None:
    assert phone.ask("GET", SEND).status == 405
    assert phone.ask("GET", "/fcm/").status == 404
    assert push(phone, {"token": "x" * 100_000}).status == 413


def test_a_phone_that_is_off_gets_its_pushes_later_and_one_that_is_throttled_says_so(phone: Site) -> None:
    def turn(state: str) -> None:
        body = {"id": "phone-1", "state": state, "retryAfter": 9}
        assert phone.ask("POST", "/calls/phones/state", body).status == 200

    turn("offline")
    assert push(phone, {"token": "token-1", "notification": {"body": "Later"}}).status == 200
    assert push(phone, {"token": "token-1", "android": {"ttl": "0s"}}).status == 200
    assert tray(phone) == []
    turn("throttled")
    assert [row.push["notification"]["body"] for row in tray(phone)] == ["Later"]
    answer = push(phone, {"token": "token-1"})
    assert code(answer) == (429, "RESOURCE_EXHAUSTED", ["QUOTA_EXCEEDED"])
    assert answer.headers["Retry-After"] == "9"
    turn("uninstalled")
    assert code(push(phone, {"token": "token-1"})) == (404, "NOT_FOUND", ["UNREGISTERED"])


@pytest.mark.parametrize("android", [{"ttl": "soon"}, {"ttl": 5}, {"ttl": "2419201s"}, {"collapse_key": 1}, []])
def test_a_push_that_says_nonsense_of_itself(phone: Site, android: Any) -> None:
    told = push(phone, {"token": "token-1", "android": android})
    assert code(told) == (400, "INVALID_ARGUMENT", ["INVALID_ARGUMENT"])
