"""The console's calls that concern messaging, as the original's console sends them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from blockloom.runtime import apps
from blockloom.runtime.messaging import Messaging, publishing
from blockloom.runtime.store import messages
from tests.web.api.conftest import refusal, wire_of
from tests.web.client import Site
from tests.web.console.conftest import Console

CHANNELS = "/messaging/channels"
TEMPLATES = "/messaging/push/templates"


def test_an_administrator_is_known_by_the_admin_token_alone(console: Console) -> None:
    keys = console.wire.keys
    for token in ("", "guess", keys["client"], keys["server"]):
        for method, path in (("GET", CHANNELS), ("POST", f"{CHANNELS}/x"), ("GET", "/nowhere")):
            refusal(console.ask(method, path, token=token), 2002)
    assert console.ask("GET", CHANNELS).status == 200
    apps.create_app(console.wire.store, "Shop")
    other = apps.find_app(console.wire.store, "Shop").id
    refusal(console.wire.at(f"/{other}/console").ask("GET", CHANNELS, auth_key=keys["admin"]), 2002)


def test_an_apps_keys_do_not_reach_the_console(console: Console) -> None:
    for wire in (console.wire, console.wire.with_key("server"), console.wire.at("/api")):
        answer = wire.ask("GET", f"/console{CHANNELS}", auth_key=console.wire.keys["admin"])
        refusal(answer, 2000, 501)


def test_another_sites_page_may_send_the_token(console: Console) -> None:
    answer = console.ask("OPTIONS", CHANNELS, Origin="https://console.example")
    assert answer.status == 204 and "auth-key" in answer.headers["Access-Control-Allow-Headers"]


def test_channels(console: Console) -> None:
    console.wire.register(channels=["ads"])
    made = console.value("POST", CHANNELS, {"name": "news", "settings": {"polling": True}})
    assert set(made) == {"channelid", "name", "settings"} and made["name"] == "news"
    assert [channel["name"] for channel in console.value("GET", CHANNELS)] == ["ads", "news"]
    refusal(console.ask("POST", CHANNELS, {"name": "ads"}), 5012)
    refusal(console.ask("POST", CHANNELS, {"name": "a,b"}), 5044)
    refusal(console.ask("POST", CHANNELS, {"settings": {}}), 8007)
    ads = console.value("GET", CHANNELS)[0]["channelid"]
    assert console.value("PUT", f"{CHANNELS}/{ads}", {"name": "offers"})["name"] == "offers"
    assert console.wire.read()["channels"] == ["offers"]
    refusal(console.ask("PUT", f"{CHANNELS}/{ads}", {"name": "news"}), 5012)
    for id in ("0", "999", "x", "9" * 30):
        refusal(console.ask("PUT", f"{CHANNELS}/{id}", {"name": "y"}), 5010)
        refusal(console.ask("DELETE", f"{CHANNELS}/{id}"), 5010)
        refusal(console.ask("GET", f"{CHANNELS}/{id}/devices"), 5010)
    assert console.value("DELETE", f"{CHANNELS}/{ads}") == {"result": True}
    refusal(console.wire.ask("GET", "/messaging/registrations/phone-1"), 5000)


def test_devices_of_a_channel(console: Console) -> None:
    for number in range(3):
        console.wire.register(deviceId=f"d{number}", deviceToken=f"t{number}", channels=["ads", f"c{number}"])
    ads = console.value("GET", CHANNELS)[0]["channelid"]
    path = f"{CHANNELS}/{ads}/devices"
    rows = console.value("GET", f"{path}?pageSize=2&offset=1")
    assert [row["deviceId"] for row in rows] == ["d1", "d2"]
    assert console.value("GET", f"{path}/count") == 3
    for query in ("pageSize=0", "pageSize=101", "pageSize=x", "offset=-1"):
        refusal(console.ask("GET", f"{path}?{query}"), 1025)
    assert console.value("DELETE", path, [row["objectId"] for row in rows]) == 2
    assert console.value("GET", f"{path}/count") == 1
    refusal(console.ask("DELETE", path, ["nobody"]), 5042)
    elsewhere = console.wire.ids(deviceId="d1", deviceToken="t1", channels=["c1"])["c1"]
    refusal(console.ask("DELETE", path, [elsewhere]), 5042)
    refusal(console.ask("DELETE", path, {}), 8008)
    refusal(console.ask("DELETE", path), 8005)


def test_messages_of_a_channel(console: Console) -> None:
    body = {"message": {"a": 1}, "publisherId": "kitchen", "headers": {"x": "y"}, "pushBroadcast": "ALL"}
    told = console.value("POST", "/messaging/ads", body)
    assert told["status"] == "scheduled"
    console.wire.ask(
        "POST", "/messaging/ads", {"message": 2, "subtopic": "s", "publishPolicy": "PUBSUB", "pushSinglecast": ["d"]}
    )
    ads = console.value("GET", CHANNELS)[0]["channelid"]
    assert console.value("GET", f"{CHANNELS}/{ads}/messages/count") == 2
    last, first = console.value("GET", f"{CHANNELS}/{ads}/messages")
    names = {"publisherId", "isPush", "sentTo", "isBroadcast", "messageId", "message", "subtopic", "timestamp"}
    assert set(first) == names and isinstance(first["timestamp"], int)
    assert (first["messageId"], first["message"], first["publisherId"]) == (told["messageId"], {"a": 1}, "kitchen")
    assert (first["isPush"], first["isBroadcast"], first["sentTo"]) == (True, True, 0)
    assert (last["isPush"], last["isBroadcast"], last["subtopic"]) == (False, False, "s")
    assert console.value("GET", f"{CHANNELS}/{ads}/messages?pageSize=1")[0] == last
    console.value("PUT", f"{CHANNELS}/{ads}", {"name": "offers"})
    assert console.value("GET", f"{CHANNELS}/{ads}/messages/count") == 2, "what is still to go out goes with it"


def test_a_push_and_how_many_it_would_reach(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    console.wire.register(channels=["ads", "news"])
    console.wire.register(deviceId="p2", deviceToken="t2", os="IOS", channels=["ads"])
    assert console.value("GET", "/messaging/pushsize") == 2
    assert console.value("GET", "/messaging/pushsize?where=channelName%3D%27news%27") == 1
    refusal(console.ask("GET", "/messaging/pushsize?where=nonsense"), 1017)
    body = {"name": "Tea", "message": "Ready", "channelName": "ads", "platforms": [], "options": {"ios": {"badge": 1}}}
    told = console.value("POST", "/messaging/push", body)
    names = {"messageId", "errorMessage", "status", "sendingTimeInMillis", "successfulSendsAmount", "failedSendsAmount"}
    assert set(told) == names and told["status"] == "SCHEDULED"
    assert console.value("POST", "/messaging/push", {**body, "name": None})["status"] == "SCHEDULED"
    assert (told["successfulSendsAmount"], told["failedSendsAmount"]) == (0, 0), "nobody delivers yet"
    assert console.wire.ask("GET", f"/messaging/{told['messageId']}").json()["status"] == "scheduled"
    refusal(console.ask("POST", "/messaging/push", {**body, "platforms": ["BEOS"]}), 8008)
    monkeypatch.setattr(publishing, "ASKED_ABOVE", 1)
    for path, given in (("/messaging/push", body), ("/messaging/ads", {"message": "Hi"})):
        asked = console.ask("POST", path, given)
        assert "confirmed: 2" in refusal(asked, 8011, 409) and asked.json()["errorData"] == {"devices": 2}
        refusal(console.ask("POST", path, {**given, "confirmed": "2"}), 8008)
        assert console.value("POST", path, {**given, "confirmed": 2})["status"].lower() == "scheduled"
    assert console.wire.ask("POST", "/messaging/ads", {"message": "Hi"}).status == 200, "apps are not asked"


def test_a_push_counts_whom_it_reached(serve: Callable[..., Site]) -> None:
    site = serve(delivers=True)
    console, phone = Console(wire_of(site)), site.services.phones.add("Ada's")
    Messaging(site.services.store, phone.device).register(["ads"])
    console.wire.register(channels=["ads"])
    body, end = {"message": "Ready", "channelName": "ads"}, time.monotonic() + 60
    while (told := console.value("POST", "/messaging/push", body))["successfulSendsAmount"] != 2:
        assert time.monotonic() < end, str(told)
    assert told["failedSendsAmount"] == 0 and told["sendingTimeInMillis"] > 0


def test_push_templates(console: Console) -> None:
    body = {"name": "sale", "message": "Hi {name}", "platforms": ["IOS"], "channelName": "ads", "options": {"ios": {}}}
    made = console.value("POST", TEMPLATES, body)
    assert set(made) == {"id", "name", "message", "platforms", "channelName", "segmentQuery", "options"}
    assert console.value("GET", TEMPLATES) == [made] and console.value("GET", f"{TEMPLATES}/sale") == made
    refusal(console.ask("POST", TEMPLATES, body), 8008)
    changed = console.value("PUT", f"{TEMPLATES}/sale", {"name": "offer", "message": "Ho {name}"})
    assert changed == {**made, "name": "offer", "message": "Ho {name}"}
    assert console.wire.ask("POST", "/messaging/push/offer", {"name": "Ada"}).status == 200
    refusal(console.ask("GET", f"{TEMPLATES}/sale"), 8011)
    refusal(console.ask("PUT", f"{TEMPLATES}/sale", {"message": "x"}), 8011)
    console.value("POST", TEMPLATES, {"name": "other"})
    refusal(console.ask("PUT", f"{TEMPLATES}/other", {"name": "offer"}), 8008)
    assert console.value("DELETE", f"{TEMPLATES}?names=offer,other,nobody") == 2
    refusal(console.ask("DELETE", f"{TEMPLATES}?names=offer"), 8011)
    refusal(console.ask("DELETE", TEMPLATES), 8007)


def test_wrong_templates(console: Console) -> None:
    cases: list[tuple[dict[str, Any], int | None]] = [
        ({"name": None}, 8007),
        ({"name": "a/b"}, 8008),
        ({"name": "x" * 101}, 8000),
        ({"platforms": ["BEOS"]}, 8008),
        ({"platforms": "IOS"}, 8008),
        ({"channelName": "a,b"}, 5044),
        ({"segmentQuery": "osVersion = "}, 1017),
        ({"segmentQuery": 1}, 8008),
        ({"options": {"ios": 1}}, 8008),
        ({"options": [1]}, 8008),
        ({"options": {"ios": {"customHeaders": "x"}}}, 8008),
        ({"message": 1}, 8008),
        ({"options": []}, None),
    ]
    for changed, code in cases:
        answer = console.ask("POST", TEMPLATES, {"name": "t", **changed})
        assert answer.status == 200 if code is None else refusal(answer, code)


def test_a_button_template_reaches_the_devices(console: Console) -> None:
    actions = [{"title": "Yes", "id": "yes"}]
    console.value("POST", "/messaging/button-templates?platform=ANDROID", {"name": "yesno", "actions": actions})
    options = {"android": {"buttonTemplate": "yesno"}, "ios": {"buttonTemplate": "yesno"}}
    console.value("POST", TEMPLATES, {"name": "ask", "message": "Tea?", "options": options})
    asked = console.wire.ask("GET", "/messaging/pushtemplates/ANDROID").json()["ask"]
    assert asked == {"name": "ask", "buttonTemplate": "yesno", "actions": actions}
    assert console.wire.ask("GET", "/messaging/pushtemplates/IOS").json()["ask"] == {"name": "ask", **options["ios"]}
    told = console.wire.ask("POST", "/messaging/push/ask", {}).json()
    row = messages.find(console.wire.store, told["messageId"].removeprefix("message:"))
    assert row is not None and '"actions":[{"title":"Yes","id":"yes"}]' in row.body["headers"]["android_immediate_push"]


@pytest.mark.parametrize("kind", ["button", "channel"])
def test_templates_of_buttons_and_channels(console: Console, kind: str) -> None:
    path = f"/messaging/{kind}-templates"
    body = {"name": "yesno", "actions": [{"title": "Yes"}]}
    made = console.value("POST", f"{path}?platform=android", body)
    assert made == {"id": made["id"], **body}
    assert console.value("GET", f"{path}?platform=ANDROID") == [made]
    assert console.value("GET", f"{path}?platform=IOS") == []
    assert console.value("PUT", f"{path}/yesno?platform=ANDROID", {"actions": []})["actions"] == []
    assert console.value("DELETE", f"{path}/yesno?platform=ANDROID") == 1
    refusal(console.ask("DELETE", f"{path}/yesno?platform=ANDROID"), 8011)
    refusal(console.ask("GET", path), 8007)
    refusal(console.ask("GET", f"{path}?platform=BEOS"), 8008)


def test_templates_of_e_mail(console: Console) -> None:
    path, body = "/emailtemplate", {"name": "hi", "subject": "Hi {{name}}", "body": "<b>{{ what }}</b> {{name}}"}
    made = console.value("POST", path, body)
    assert made == {"id": made["id"], "text": None, **body} and console.value("GET", path) == [made]
    assert console.value("PUT", f"{path}/hi", {"text": "Hi"})["text"] == "Hi"
    assert console.value("POST", f"{path}/customkeys", body) == ["name", "what"]
    refusal(console.ask("POST", path, body), 8008)
    wrong: list[tuple[dict[str, Any], int]] = [
        ({"name": ""}, 8007), ({"subject": None}, 8007), ({"subject": "a\nb"}, 8008), ({"body": None}, 5049),
        ({"body": 5}, 8008), ({"body": "x" * 140_000}, 8000), ({"attachments": ["a.pdf"]}, 5052),
    ]  # fmt: skip
    for changed, code in wrong:
        refusal(console.ask("POST", path, {**body, **changed}), code)
    values = {"template-name": "hi", "template-values": {"name": "Ada", "what": "Tea"}}
    refusal(console.ask("POST", f"{path}/test", {**values, "email": "ada@example.com"}), 5045)
    refusal(console.ask("POST", f"{path}/test", values), 5048)
    assert console.value("DELETE", f"{path}/hi") == 1
    refusal(console.ask("DELETE", f"{path}/hi"), 24002)


def test_what_is_not_built_says_so(console: Console) -> None:
    cases: list[str] = ["/codeless/functions", "/codeless/api-services", "/localservices/codeless/svc"]
    for path in cases:
        refusal(console.ask("GET", path), 2000, 501)


def test_what_is_not_there(console: Console) -> None:
    refusal(console.ask("GET", "/nowhere"), 2000, 404)
