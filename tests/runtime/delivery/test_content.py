"""What a push says on each system."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom.runtime.delivery.content import content

ID = "message:0"


def made(os: str, message: Any, headers: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    return content(os, ID, {"message": message, "headers": headers or {}}, options)


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
    assert aps["headers"] == {"apns-collapse-id": ID}


def test_what_is_sent_again_takes_the_place_of_what_was_sent() -> None:
    android = made("ANDROID", "Hi", {"android-ticker-text": "tick"})["android"]
    assert android["collapse_key"] == ID and android["notification"] == {"tag": ID, "ticker": "tick"}
    assert android["ttl"] == "14400s"


def test_data_holds_texts_only() -> None:
    data = made("ANDROID", "Hi", {"n": 1, "o": {"a": None}}, publisherId="me", subtopic=None)["data"]
    assert data == {"n": "1", "o": '{"a":null}', "message": "Hi", "messageId": ID, "publisherId": "me"}
