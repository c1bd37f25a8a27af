"""What the page that composes a push asks the server: whom it would go to, and how far it has come."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from blockloom.web import composing
from tests.crowd import gather
from tests.web.client import Site


def followed(site: Site, message: str) -> list[tuple[str, dict[str, Any]]]:
    """All that its stream tells until it ends: (kind, data)."""
    answer = site.ask("GET", f"/messages/{message}/events")
    assert answer.status == 200, answer.body
    blocks = [block.splitlines() for block in answer.body.decode().split("\n\n")]
    fields = [dict(line.split(": ", 1) for line in lines if not line.startswith(":")) for lines in blocks]
    return [(each["event"], json.loads(each["data"])) for each in fields if "data" in each]


def test_an_audience_is_counted_asked_about_and_followed(
    serve: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = serve(delivers=True)
    gather(site.services.store, 130)
    path, everybody = "/calls/messages/size", {"channel": "ads"}
    assert site.ask("POST", path, everybody).json() == {"devices": 130}
    assert site.ask("POST", path, {"channel": "nobody"}).json() == {"devices": 0}
    assert site.ask("POST", path, {**everybody, "where": "deviceId = 'nobody'"}).json() == {"devices": 0}
    mistakes: list[tuple[str, Any]] = [
        ("where", "colour = 'red'"),
        ("channel", "a/b"),
        ("systems", []),
        ("systems", [{}]),
        ("message", " "),
    ]
    for field, wrong in mistakes:
        answer = site.ask("POST", "/calls/messages", {**everybody, "message": "Tea", field: wrong})
        assert (answer.status, answer.json()["errorData"]["field"]) == (400, field), answer.body
    tea = {**everybody, "message": "Tea", "title": "Kitchen"}
    asked = site.ask("POST", "/calls/messages", tea)
    assert (asked.status, asked.json()["errorData"]) == (409, {"devices": 130})
    assert "Nothing was published yet." in site.ask("GET", "/messages").body.decode()
    sent = site.ask("POST", "/calls/messages", {**tea, "confirmed": 130}).json()["messageId"]
    told = followed(site, sent)
    assert all(each["devices"] == 130 and each["waiting"] >= 0 for _, each in told)
    kind, end = told[-1]
    assert kind == "end" and end["over"] and end["status"] == "published" and end["waiting"] == 0
    assert end["sent"] + end["failed"] + end["gone"] == 130
    assert followed(site, sent.removeprefix("message:").lower()) == [("end", end)], "who comes back sees the same"
    assert site.ask("GET", "/messages/message:nobody/events").status == 404

    monkeypatch.setattr(composing, "PAGE", 2)
    few = {**everybody, "message": "Tea", "where": "deviceId = 'nobody'"}
    for _ in range(2):
        assert site.ask("POST", "/calls/messages", few).status == 200
    first, second = (site.ask("GET", f"/messages?page={page}").body.decode() for page in (1, 2))
    assert first.count("<tr id=") == 2 and 'rel="next"' in first and "Kitchen: Tea" not in first
    assert second.count("<tr id=") == 1 and 'rel="prev"' in second and "Kitchen: Tea" in second
