"""Registering without the framework: nobody can tell it from registering through it, whatever is answered."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from blockloom.runtime.messaging import Messaging
from tests.web.api.conftest import PHONE, Wire
from tests.web.client import Answer

PATH = "/messaging/registrations"
BODIES: list[Any] = [
    {**PHONE, "channels": ["ads", "dis:count", "ü😀"]},
    PHONE,
    {**PHONE, "os": "SYMBIAN"},
    {**PHONE, "channels": ["a/b"], "deviceId": "failing"},
    b"{",
    b'{"deviceId": "a", "deviceId": "b"}',
    [],
    {},
    {**PHONE, "note": "x" * 200_000},
    {**PHONE, "note": "x" * (256 * 1024)},
]


def told(answer: Answer, leaving_out: str) -> tuple[int, str, list[tuple[str, str]]]:
    """What was answered, but for what differs each time, and for the headers with this value."""
    text = re.sub(r'"requestId":"[0-9a-f]+"', '"requestId":""', answer.body.decode())
    kept = [(name, value) for name, value in sorted(answer.headers.items()) if name != "Date" and value != leaving_out]
    return answer.status, text, kept


def test_it_is_as_through_the_framework_but_for_its_cost(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    through: list[str] = []
    dispatch = Flask.full_dispatch_request

    def noting(app: Flask) -> Any:
        through.append(app.name)
        return dispatch(app)

    def fault(*_: Any) -> Any:
        raise RuntimeError("a fault")

    monkeypatch.setattr(Flask, "full_dispatch_request", noting)
    key, feed = wire.with_key("server").front, wire.site.services.feed
    own = f"http://127.0.0.1:{wire.site.port}"

    def same(way: Wire, body: Any, **headers: str) -> int:
        """The status of both answers, the second one to a page's request, which the framework gets."""
        start, asked = feed.now()[0], len(through)
        direct = told(way.ask("POST", PATH, body, **headers), own)
        middle, framed = len(through), told(way.ask("POST", PATH, body, **headers, Origin=own), own)
        assert direct == framed and feed.now()[0] - start == 2
        assert (middle - asked, len(through) - middle) == (1 if direct[0] == 413 else 0, 1)
        return direct[0]

    for front in (wire.front, key, "/api"):
        assert [same(wire.at(front), body) for body in BODIES] == [200, 200, *[400] * 6, 200, 413], front
    assert same(wire.at(f"/{wire.app_id}/{'0' * 64}"), PHONE) == same(wire, PHONE, Host="evil.example") == 400
    monkeypatch.setattr(Messaging, "register", fault)
    assert same(wire, PHONE) == 500
