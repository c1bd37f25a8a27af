"""Messages over REST, as the SDKs send them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.api.conftest import Wire


def test_publish_ask_and_cancel(wire: Wire) -> None:
    answer = wire.ask("POST", "/messaging/ads", {"message": {"any": ["JSON", 1, None]}, "unknown": 1})
    told = answer.json()
    assert (answer.status, told["errorMessage"], told["status"]) == (200, None, "scheduled")
    assert told["messageId"].startswith("message:")
    path = f"/messaging/{told['messageId']}"
    assert wire.ask("GET", path).json() == told
    assert wire.ask("DELETE", path).json() == {**told, "status": "cancelled"}
    again = wire.ask("DELETE", path)
    assert (again.status, again.json()["code"]) == (400, 5040)


def test_a_message_that_nobody_knows(wire: Wire) -> None:
    answer = wire.ask("GET", "/messaging/message:nobody")
    assert (answer.status, answer.json()["status"]) == (200, "unknown")


@pytest.mark.parametrize(
    ("channel", "body", "code"),
    [
        ("ads", None, 8005),
        ("ads", {}, 8005),
        ("ads", [1], 8004),
        ("ads", b"{", 8002),
        ("ads", b'{"message": 1, "message": 2}', 8001),
        ("ads", {"headers": {}}, 8007),
        ("ads", {"message": None}, 8006),
        ("ads", {"message": 1, "pushSinglecast": []}, 8005),
        ("ads", {"message": 1, "pushSinglecast": None}, 8006),
        ("ads", {"message": 1, "segmentQuery": "colour = 'red'"}, 1017),
        ("ads", {"message": 1, "publishAt": "2001-01-01"}, 5030),
        ("ads", {"message": 1, "repeatEvery": 5, "repeatExpiresAt": 1}, 5003),
        ("ads", {"message": 1, "publishPolicy": "LOUD"}, 8008),
        ("a,b", {"message": 1}, 5044),
        ("channels", {"message": 1}, 5044),
        ("a%2Fb", {"message": 1}, 5044),
        ("a/b", {"message": 1}, 5044),
        ("ads", {"message": 1, "segmentQuery": "deviceId = 'a\0'"}, 1017),
    ],
)
def test_wrong_publishing(wire: Wire, channel: str, body: Any, code: int) -> None:
    answer = wire.ask("POST", f"/messaging/{channel}", body)
    assert (answer.status, answer.json()["code"]) == (400, code)
