"""What a push says on each system."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom.runtime.delivery.content import content, life

ID = "message:0"
NOW = 1_900_000_000_000


def made(os: str, message: Any, headers: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    body = {"message": message, "headers": headers or {}}
    return content(os, ID, body, options, life(body), NOW)


@pytest.mark.parametrize("os", ["ANDROID", "IOS", "OSX", "WP"])
def test_a_text_alone_is_what_is_shown(os: str) -> None:
    push = made(os, "Hi")
    assert push["notification"] == {"body": "Hi"}
    assert push["data"] == {"message": "Hi", "messageId": ID}


@pytest.mark.parametrize(("message", "text"), [({"a": 1}, '{"a":1}'), ([1, "ü"], '[1,"ü"]'), (5, "5"), (True, "true")])
def test_anything_else_goes_as_data_alone(message: Any, text: str) -> None:
    push = made("ANDROID", message)
    assert "notification" not in push
    assert push["data"]["message"] == text


@pytest.mark.parametrize(
    ("os", "headers", "shown"),
    [
        ("ANDROID", {"android-content-title": "T", "android-content-text": "B"}, {"title": "T", "body": "B"}),
        ("IOS", {"ios-alert-title": "T", "ios-alert": "B"}, {"title": "T", "body": "B"}),
        ("WP", {"wp-title": "T"}, {"title": "T", "body": "Hi"}),
        ("IOS", {"message": "M"}, {"body": "M"}),
        ("OSX", {"osx-alert-title": "Mac", "ios-alert-title": "T"}, {"title": "Mac", "body": "Hi"}),
        ("IOS", {"osx-alert-title": "Mac", "ios-alert-title": "T"}, {"title": "T", "body": "Hi"}),
        ("ANDROID", {"ios-alert": "only there"}, {"body": "Hi"}),
    ],
)
def test_text_headers_come_first(os: str, headers: dict[str, str], shown: dict[str, str]) -> None:
    assert made(os, "Hi", headers)["notification"] == shown


def test_apple_reads_its_own_part() -> None:
    headers = {"ios-badge": 3, "ios-sound": "ping", "ios-content-available": "1", "ios-alert-subtitle": "S"}
    aps = made("IOS", "Hi", headers)["apns"]
    assert aps["payload"]["aps"] == {
        "alert": {"body": "Hi", "subtitle": "S"},
        "badge": 3,
        "sound": "ping",
        "content-available": 1,
    }
    assert aps["headers"] == {"apns-collapse-id": ID, "apns-expiration": "1900014400"}
    for badge in ("9" * 5000, "\u0663", "-1", ""):
        assert "badge" not in made("IOS", "Hi", {"ios-badge": badge})["apns"]["payload"]["aps"]


def test_what_is_sent_again_takes_the_place_of_what_was_sent() -> None:
    android = made("ANDROID", "Hi", {"android-ticker-text": "tick"})["android"]
    assert android["collapse_key"] == ID and android["notification"] == {"tag": ID, "ticker": "tick"}
    assert android["ttl"] == "14400s"


def test_data_holds_texts_only() -> None:
    data = made("ANDROID", "Hi", {"n": 1, "o": {"a": None}, "x": None}, publisherId="me", subtopic=None)["data"]
    assert data == {"n": "1", "o": '{"a":null}', "message": "Hi", "messageId": ID, "publisherId": "me"}


def test_headers_say_how_long_a_push_is_kept_and_what_it_replaces() -> None:
    headers = {"ttl-seconds": "60", "collapse-key": "score"}
    android, apple = made("ANDROID", "Hi", headers)["android"], made("IOS", "Hi", headers)["apns"]
    assert (android["ttl"], android["collapse_key"], android["notification"]["tag"]) == ("60s", "score", "score")
    assert apple["headers"] == {"apns-collapse-id": "score", "apns-expiration": "1900000060"}
    assert made("IOS", "Hi", {"ttl-seconds": 0})["apns"]["headers"]["apns-expiration"] == "0", "now or never"
