"""Templates: pushed with values, asked for by devices; channels taken away; e-mail that is checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from blockloom.runtime.messaging.mailtemplates import MailTemplates
from blockloom.runtime.messaging.publishing import audience_of
from blockloom.runtime.messaging.templates import Templates
from blockloom.runtime.permissions import PUBLIC
from blockloom.runtime.store import messages
from blockloom.runtime.store.audience import borders
from tests.web.api.conftest import Wire, refusal, wire_of
from tests.web.client import Site

NOW = 1_900_000_000_000
SALE = {
    "name": "sale",
    "message": "{what} for {price}",
    "platforms": ["android", "IOS"],
    "channelName": "ads",
    "segmentQuery": "osVersion = '{version}' and (deviceId = {who} or channelName like '%{who}%')",
    "options": {
        "ios": {"alertTitle": "New: {what}", "badge": 0, "sound": "", "contentAvailable": True},
        "osx": {"alertTitle": "On a Mac: {what}"},
        "android": {"contentTitle": "Only {price}", "ttlSeconds": 60, "customHeaders": {"shop": "{what}"}},
    },
}
VALUES = {"what": "Tea {price}", "price": 3, "version": "14", "who": "phone-1"}


def kept(wire: Wire, message_id: str) -> Any:
    row = messages.find(wire.store, message_id.removeprefix("message:"))
    assert row is not None
    return row


def reached(wire: Wire, message_id: str) -> int:
    """How many devices a message is for."""
    row = kept(wire, message_id)
    return len(list(borders(wire.store, audience_of(row), row.publish_at, 1)))


def test_a_template_is_pushed_with_values_in_its_places(wires: Wire) -> None:
    Templates(wires.store).add(SALE, NOW)
    wires.register(channels=["ads"])
    wires.register(deviceId="other", deviceToken="t2", channels=["ads"])
    answer = wires.ask("POST", "/messaging/push/sale", {"templateValues": VALUES})
    told = answer.json()
    assert (answer.status, told["status"], told["errorMessage"]) == (200, "scheduled", None)
    row = kept(wires, told["messageId"])
    assert row.channel == "ads" and row.options["policy"] == "PUSH" and row.options["systems"] == ["ANDROID", "IOS"]
    headers = row.body["headers"]
    assert row.body["message"] == "Tea {price} for 3", "what went in is not filled again"
    assert headers["android-content-title"] == "Only 3" and headers["ios-alert-title"] == "New: Tea {price}"
    assert headers["template_name"] == "sale" and headers["shop"] == "Tea {price}" and headers["ttl-seconds"] == 60
    assert headers["osx-alert-title"] == "On a Mac: Tea {price}"
    assert headers["ios-badge"] == 0 and "ios-sound" not in headers, "a badge of 0 takes it away"
    assert headers["ios-content-available"] == "1" and '"contentTitle":"Only 3"' in headers["android_immediate_push"]
    assert reached(wires, told["messageId"]) == 1
    assert wires.ask("GET", f"/messaging/{told['messageId']}").json() == told


@pytest.mark.parametrize("who", ["x' or '1' = '1", "phone-1' or 1 = 1 --", "{version}", ":version", "%"])
def test_values_never_become_a_part_of_the_condition(wires: Wire, who: str) -> None:
    Templates(wires.store).add({**SALE, "segmentQuery": "deviceId = {who} or deviceId = '{who}'"}, NOW)
    wires.register(channels=["ads"])
    answer = wires.ask("POST", "/messaging/push/sale", {"templateValues": {**VALUES, "who": who}})
    assert reached(wires, answer.json()["messageId"]) == 0


def test_values_as_the_whole_body_and_none_at_all(wire: Wire) -> None:
    Templates(wire.store).add({"name": "plain", "message": "Hello"}, NOW)
    Templates(wire.store).add({"name": "hi", "message": "Hi {name}"}, NOW)
    none: list[Any] = [None, {}, {"templateValues": {}}, {"templateValues": None}, {"unused": 1}]
    for body in none:
        assert wire.ask("POST", "/messaging/push/plain", body).status == 200, body
    for values in ({"name": "Ada"}, {"templateValues": {"name": "Ada"}}):
        message = wire.ask("POST", "/messaging/push/hi", values).json()["messageId"]
        assert kept(wire, message).body["message"] == "Hi Ada"


def test_wrong_pushes_by_template(wire: Wire) -> None:
    Templates(wire.store).add({"name": "hi", "message": "Hi {name}"}, NOW)
    for name in ("nobody", "a%2Fb", "%00"):
        refusal(wire.ask("POST", f"/messaging/push/{name}", {}), 8011)
    without: list[Any] = [{}, None, {"templateValues": {"other": 1}}, {"templateValues": {"name": None}}]
    for body in without:
        assert "name" in refusal(wire.ask("POST", "/messaging/push/hi", body), 8007)
    refusal(wire.ask("POST", "/messaging/push/hi", [1]), 8004)
    refusal(wire.ask("POST", "/messaging/push/hi", {"templateValues": [1]}), 8008)
    refusal(wire.ask("POST", "/messaging/push/hi", b"{"), 8002)


def test_devices_ask_for_templates_in_either_case(wire: Wire) -> None:
    assert wire.ask("GET", "/messaging/pushtemplates").json() == {}
    Templates(wire.store).add(SALE, NOW)
    Templates(wire.store).add({"name": "mac", "platforms": ["OSX"]}, NOW)
    assert set(wire.ask("GET", "/messaging/pushtemplates").json()) == {"sale", "mac"}
    for os in ("ANDROID", "android", "Android"):
        assert wire.ask("GET", f"/messaging/pushtemplates/{os}").json() == {
            "sale": {"name": "sale", **SALE["options"]["android"]}  # type: ignore[index]
        }
    assert set(wire.ask("GET", "/messaging/pushtemplates/osx").json()) == {"mac"}
    refusal(wire.ask("GET", "/messaging/pushtemplates/BEOS"), 8008)


def test_a_channel_is_deleted_with_its_registrations(wire: Wire) -> None:
    wire.register(channels=["ads", "news"])
    for name in ("nobody", "a%2Fb"):
        refusal(wire.ask("DELETE", f"/messaging/channels/{name}"), 5010)
    assert wire.ask("DELETE", "/messaging/channels/ads").json() == {"result": True}
    assert wire.read()["channels"] == ["news"]
    refusal(wire.ask("DELETE", "/messaging/channels/ads"), 5010)


def test_in_public_that_takes_the_server_key(serve: Callable[..., Site]) -> None:
    wire = wire_of(serve(policy=PUBLIC))
    Templates(wire.store).add(SALE, NOW)
    wire.register(channels=["ads"])
    refusal(wire.ask("DELETE", "/messaging/channels/ads"), 1014, 403)
    refusal(wire.ask("POST", "/messaging/push/sale", b"{"), 5007, 403)
    refusal(wire.ask("POST", "/messaging/push/nobody", {}), 5007, 403)
    server = wire.with_key("server")
    assert server.ask("POST", "/messaging/push/sale", {"templateValues": VALUES}).status == 200
    assert server.ask("DELETE", "/messaging/channels/ads").json() == {"result": True}
    assert set(wire.ask("GET", "/messaging/pushtemplates/ANDROID").json()) == {"sale"}, "Swift asks after registering"


MAIL = {"subject": "Tea", "bodyparts": {"textmessage": "It is ready"}, "to": ["ada@example.com"], "attachment": []}


def test_e_mail_is_checked_and_not_sent(wire: Wire) -> None:
    cases: list[tuple[dict[str, Any], int]] = [
        ({}, 5045),
        ({"bodyparts": {"htmlmessage": "<b>x</b>"}, "to": "ada@example.com"}, 5045),
        ({"subject": None}, 8007),
        ({"subject": 1}, 8008),
        ({"bodyparts": {}}, 5049),
        ({"bodyparts": None}, 5049),
        ({"bodyparts": "x"}, 8008),
        ({"to": []}, 5048),
        ({"to": None}, 5048),
        ({"to": ["ada"]}, 5047),
        ({"to": ["ada@example.com", 1]}, 5047),
        ({"attachment": ["/files/a.txt"]}, 5052),
        ({"attachments": ["/files/a.txt"]}, 5052),
    ]
    for changed, code in cases:
        refusal(wire.ask("POST", "/messaging/email", {**MAIL, **changed}), code)


def test_with_a_mail_server_it_is_kept_and_asked_about(serve: Callable[..., Site]) -> None:
    wire = wire_of(serve(smtp="smtp://127.0.0.1:9", mail_from="a@b", delivers=False))
    told = wire.ask("POST", "/messaging/email", MAIL).json()
    assert set(told) == {"errorMessage", "messageId", "status"} and told["status"] == "scheduled"
    assert wire.ask("GET", f"/messaging/{told['messageId']}").json() == told
    refusal(wire.ask("POST", "/messaging/email", {**MAIL, "to": ["ada"]}), 5047)
    assert wire.ask("DELETE", f"/messaging/{told['messageId']}").json()["status"] == "cancelled"


def test_e_mail_by_a_template_is_checked(wire: Wire) -> None:
    for name in ("template-name", "templateName"):
        said = refusal(wire.ask("POST", "/emailtemplate/send", {name: "Welcome", "addresses": ["a@b"]}), 24002)
        assert said == "Email Template with name 'Welcome' doesn't exist."
    refusal(wire.ask("POST", "/emailtemplate/send", {"addresses": []}), 8007)
    MailTemplates(wire.store).add({"name": "Welcome", "subject": "Hi", "text": "Hi"}, NOW)
    refusal(wire.ask("POST", "/emailtemplate/send", {"template-name": "Welcome", "addressed": ["a@b"]}), 5045)
