"""Requests as the Swift and the Flutter SDK send them, and answers as they read them."""

from __future__ import annotations

import http.client
import json
import time
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

from blockloom.runtime.messaging.templates import Templates
from tests.web.api.conftest import Wire, refusal
from tests.web.client import Answer

SWIFT = {"deviceId": "4F3A/B", "deviceToken": "ab" * 32, "os": "IOS", "osVersion": "17.4", "channels": ["default"]}
FLUTTER = {"deviceId": "pixel", "deviceToken": "f:" * 80, "os": "ANDROID", "osVersion": "33", "channels": ["ads"]}


def swift(wire: Wire, method: str, path: str, body: Any = None) -> Answer:
    """As URLSession sends it: a charset behind the type, and a type also where there is no body."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "Accept-Encoding": "gzip, deflate, br"}
    with closing(http.client.HTTPConnection("127.0.0.1", wire.site.port, timeout=30)) as connection:
        connection.request(method, wire.front + path, data, headers)
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())


def is_error_to_swift(value: Any) -> bool:
    """How that SDK finds an error, whatever the status says."""
    return isinstance(value, dict) and isinstance(value.get("code"), int) and isinstance(value.get("message"), str)


def test_swift_registers_with_milliseconds_and_asks_for_templates(wire: Wire) -> None:
    later = (int(time.time()) + 3600) * 1000
    registered = swift(wire, "POST", "/messaging/registrations", {**SWIFT, "expiration": later}).json()
    assert isinstance(registered["registrationId"], str) and not is_error_to_swift(registered)
    templates = swift(wire, "GET", "/messaging/pushtemplates/IOS").json()
    assert isinstance(templates, dict) and not is_error_to_swift(templates)
    [found] = swift(wire, "GET", "/messaging/registrations/4F3A/B").json()
    assert type(found["expiration"]) is int and found["expiration"] == later
    assert isinstance(found["channels"], list) and found["osVersion"] == "17.4"
    cancelled = swift(wire, "DELETE", "/messaging/registrations/4F3A/B").json()
    assert cancelled["result"] is True


def test_swift_on_a_mac(wire: Wire) -> None:
    assert swift(wire, "POST", "/messaging/registrations", {**SWIFT, "os": "OSX"}).status == 200
    assert wire.read("4F3A/B")["os"] == "OSX"


def test_swift_leaves_single_channels_through_the_table(wire: Wire) -> None:
    swift(wire, "POST", "/messaging/registrations", {**SWIFT, "channels": ["ads", "news"]})
    query = {"where": "deviceId='4F3A/B' and channelName='ads'", "pageSize": 10, "offset": 0}
    [row] = swift(wire, "POST", "/data/DeviceRegistration/find", query).json()
    for column in ("objectId", "deviceId", "deviceToken", "operatingSystemName", "operatingSystemVersion"):
        assert isinstance(row[column], str), column
    gone = swift(wire, "DELETE", f"/data/DeviceRegistration/{row['objectId']}").json()
    assert type(gone["deletionTime"]) is int
    assert wire.read("4F3A/B")["channels"] == ["news"]


def test_swift_publishes(wire: Wire) -> None:
    bare = {"message": "Hi", "publishPolicy": "PUBSUB"}
    usual = {"message": {"a": 1}, "publishPolicy": "BOTH", "pushBroadcast": "FOR_ALL", "headers": {"ios-alert": "Hi"}}
    several = {"message": "Hi", "publishPolicy": "PUSH", "pushBroadcast": "FOR_IOS|FOR_ANDROID"}
    single = {"message": "Hi", "publishPolicy": "PUSH", "pushSinglecast": ["4F3A/B"], "pushBroadcast": "FOR_NONE"}
    for body in (bare, usual, several, single):
        told = swift(wire, "POST", "/messaging/default", body).json()
        assert not is_error_to_swift(told) and told["status"] == "scheduled" and told["messageId"], body


def test_every_error_is_one_to_swift(wire: Wire) -> None:
    wrong: list[tuple[str, str, Any]] = [
        ("POST", "/messaging/registrations", {**SWIFT, "deviceId": ""}),
        ("GET", "/messaging/registrations/nobody", None),
        ("GET", "/nowhere", None),
        ("PUT", "/messaging/registrations", {}),
        ("POST", "/messaging/a,b", {"message": 1}),
        ("POST", "/services/Orders/place", {}),
    ]
    for method, path, body in wrong:
        assert is_error_to_swift(swift(wire, method, path, body).json()), path


def test_flutter_sends_local_times_as_text(wire: Wire) -> None:
    later = datetime.now() + timedelta(hours=30)  # beyond any zone's distance from UTC
    answer = wire.ask("POST", "/messaging/registrations", {**FLUTTER, "expiration": later.isoformat()})
    assert answer.json()["registrationId"].endswith("::ads")
    told = wire.read("pixel")
    assert type(told["expiration"]) is int and isinstance(told["channels"], list)
    assert wire.ask("POST", "/messaging/registrations", {**FLUTTER, "expiration": None}).status == 200
    assert wire.read("pixel")["expiration"] is None
    refusal(wire.ask("POST", "/messaging/registrations", {**FLUTTER, "expiration": "2001-01-01T00:00:00.000"}), 5004)
    assert wire.ask("DELETE", "/messaging/registrations/pixel").json()["result"] is True


def test_flutter_pushes_by_template_with_bare_values(wire: Wire) -> None:
    Templates(wire.store).add({"name": "tea", "message": "Tea for {name}"}, 1)
    assert set(wire.ask("GET", "/messaging/pushtemplates/android").json()) == {"tea"}
    assert wire.ask("POST", "/messaging/push/tea", {"name": "Ada"}).json()["status"] == "scheduled"


def test_flutter_publishes(wire: Wire) -> None:
    body: dict[str, Any] = {"message": "Hi", "pushBroadcast": "IOS| ANDROID", "headers": {}, "publishPolicy": None}
    assert wire.ask("POST", "/messaging/ads", body).status == 200
    refusal(wire.ask("POST", "/messaging/ads", {**body, "pushSinglecast": []}), 8005)


def test_flutter_sends_e_mail_with_its_own_keys(wire: Wire) -> None:
    body: dict[str, Any] = {"templateName": "Welcome", "addressed": ["ada@example.com"], "attachments": []}
    refusal(wire.ask("POST", "/emailtemplate/send", body), 24002)


def test_other_clients(wire: Wire) -> None:
    refusal(wire.register(os="Linux"), 8008)
    assert set(wire.ids(channels=[""])) == set(wire.ids(channels=[None])) == {"default"}
    body = {"message": "Hi", "pushPolicy": "ONLY"}
    assert wire.ask("POST", "/messaging/ads", body).status == 200
