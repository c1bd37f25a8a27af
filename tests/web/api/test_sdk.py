"""The official JavaScript SDK, as its makers publish it, pointed at our server."""

from __future__ import annotations

import os
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from blockloom.runtime.messaging.templates import Templates
from blockloom.runtime.users import Roles
from blockloom.web.build_hook import node_programs
from tests.runtime.messaging.support import UPPER_UUID
from tests.web.api.conftest import Wire
from tests.web.api.running_sdk import Call, Sdk

DEVICE = {"uuid": "phone/1 ü", "platform": "android", "version": "14"}


def test_a_device_registers_is_read_and_cancels(sdk: Sdk) -> None:
    later = (int(time.time()) + 3600) * 1000 + 123
    _, registered, found, cancelled = sdk.values(
        ("setupDevice", DEVICE),
        ("Messaging.registerDevice", "token-1", ["ads", "discount"], {"$date": later}),
        ("Messaging.getRegistrations",),
        ("Messaging.unregisterDevice",),
    )
    pairs = [entry.split("::") for entry in registered["registrationId"].split(",")]
    assert [channel for _, channel in pairs] == ["ads", "discount"]
    assert all(UPPER_UUID.fullmatch(id) for id, _ in pairs)
    [device] = found
    assert device["id"] in [id for id, _ in pairs]
    assert device | {"id": ""} == {
        "id": "",
        "deviceId": DEVICE["uuid"],
        "deviceToken": "token-1",
        "os": "ANDROID",
        "osVersion": "14",
        "channels": ["ads", "discount"],
        "expiration": later,
    }
    assert cancelled == {"result": True}


def test_what_the_sdk_sends_without_channels_or_with_none(sdk: Sdk) -> None:
    values = sdk.values(
        ("setupDevice", DEVICE),
        ("Messaging.registerDevice", "t"),
        ("Messaging.registerDevice", "t", []),
        ("Messaging.registerDevice", "t", "ads"),
        ("Messaging.getRegistrations",),
    )
    assert values[1] == values[2] == values[3] and values[1]["registrationId"].endswith("::default")
    assert values[4][0]["expiration"] is None


def test_errors_reach_the_caller_with_their_codes(sdk: Sdk) -> None:
    _, *refused = sdk(
        ("setupDevice", DEVICE),
        ("Messaging.getRegistrations",),
        ("Messaging.unregisterDevice",),
        ("Messaging.registerDevice", "t", ["a,b"]),
        ("Messaging.registerDevice", "t", ["ok"], 1),
        ("Users.login", "nobody@example.com", "x"),
        ("Files.saveFile", "folder", "a.txt", "content"),
        ("Counters.get", "visits"),
    )
    assert [outcome["error"]["code"] for outcome in refused] == [5000, 5001, 5044, 5004, 3003, 2000, 2000]
    assert [outcome["error"]["status"] for outcome in refused] == [400, 400, 400, 400, 401, 501, 501]
    assert all(outcome["error"]["message"] for outcome in refused)


def test_a_user_registers_logs_in_and_out(sdk: Sdk) -> None:
    made, user, valid, again, roles, updated, _, gone, dead = sdk(
        ("Users.register", {"email": "ada@example.com", "password": "engine", "name": "Ada"}),
        ("Users.login", "ada@example.com", "engine", True),
        ("Users.isValidLogin",),
        ("Users.getCurrentUser", True),
        ("Users.getUserRoles",),
        ("Users.update", {"$value": 3}),
        ("Users.logout",),
        ("Users.isValidLogin",),
        ("Users.getUserRoles",),
    )
    token = user["value"].pop("user-token")
    assert token and "password" not in user["value"]
    assert user["value"] == made["value"] and again["value"] == {**made["value"], "user-token": token}
    assert valid == {"value": True} and gone == {"value": False}
    assert roles == {"value": ["RestUser", "AuthenticatedUser"]}
    assert updated["value"]["objectId"] == made["value"]["objectId"] and updated["value"]["name"] == "Ada"
    assert dead == {"value": ["RestUser", "NotAuthenticatedUser"]}


def test_a_second_login_ends_the_first_as_sdks_expect(sdk: Sdk) -> None:
    sdk.values(("Users.register", {"email": "ada@example.com", "password": "engine"}))
    first, _ = sdk.values(("Users.login", "ada@example.com", "engine"), ("Users.isValidLogin",))
    sdk.values(("Users.login", "ada@example.com", "engine"))
    _, _, ended = sdk(
        ("Users.loginAsGuest",),
        ("setCurrentUserToken", first["user-token"]),
        ("Users.getUserRoles",),
    )
    assert ended["error"]["code"] == 3064 and first["user-token"] in ended["error"]["message"]


def test_what_only_the_server_may_do(server_sdk: Sdk) -> None:
    Roles(server_sdk.wire.store).create("Editor")
    [made] = server_sdk.values(("Users.register", {"email": "ada@example.com", "password": "engine"}))
    id = made["objectId"]
    values = server_sdk.values(
        ("Users.login", id),
        ("Users.verifyPassword", "engine"),
        ("Users.verifyPassword", "wrong"),
        ("Users.assignRole", id, "Editor"),
        ("Users.findByRole", "Editor", True),
        ("Users.unassignRole", "ada@example.com", "Editor"),
        ("Users.disableUser", id),
    )
    assert values[0]["user-token"] and values[1:3] == [True, False]
    assert [user["objectId"] for user in values[4]] == [id]
    assert values[6]["userStatus"] == "DISABLED"


def test_what_the_readme_says_can_be_pasted(wire: Wire, packages: Path) -> None:
    text = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    script = text.partition("```js\n")[2].partition("```")[0]
    there = {"http://127.0.0.1:8350": wire.site.base, "APP_ID": wire.app_id, "CLIENT_KEY": wire.keys["client"]}
    for shown, real in there.items():
        assert shown in script
        script = script.replace(shown, real)
    done = subprocess.run(
        [*node_programs()["node"], "-e", script],
        env={**os.environ, "NODE_PATH": str(packages)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert "::ads" in done.stdout and not done.stderr, done.stderr
    address = text.partition("curl http://127.0.0.1:8350/api")[2].split()[0]
    assert wire.at("/api").ask("GET", address).json()[0]["channels"] == ["ads", "discount"]


def test_sixteen_devices_fight_for_four_tokens(wires: Wire, packages: Path) -> None:
    config = {"appId": wires.app_id, "apiKey": wires.keys["client"]}
    one_at_a_time = Sdk(wires, packages, config)

    def device(number: int) -> list[Any]:
        calls: list[Call] = [("setupDevice", {**DEVICE, "uuid": f"phone-{number}"})]
        calls += [("Messaging.registerDevice", f"token-{(number + turn) % 4}", ["ads", "all"]) for turn in range(5)]
        return one_at_a_time.values(*calls)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(device, range(16)))
    assert all(len({answer["registrationId"] for answer in of_device[1:]}) == 1 for of_device in answers)
    held = [token for number in range(16) if (token := wires.read(f"phone-{number}")["deviceToken"])]
    assert 1 <= len(held) == len(set(held)) <= 4


def test_messages_are_published_asked_about_and_cancelled(sdk: Sdk) -> None:
    now, soon, refused = sdk(
        ("Messaging.publish", "ads", {"text": "Tea is ready"}, {"publisherId": "kitchen"}, {"pushBroadcast": "ALL"}),
        ("Messaging.publish", "ads", "Later", None, {"publishAt": (int(time.time()) + 3600) * 1000}),
        ("Messaging.publish", "ads", "To nobody", None, {"pushSinglecast": []}),
    )
    assert now["value"]["status"] == soon["value"]["status"] == "scheduled"
    assert now["value"]["messageId"] != soon["value"]["messageId"]
    status, cancelled, again = sdk(
        ("Messaging.getMessageStatus", soon["value"]["messageId"]),
        ("Messaging.cancel", soon["value"]["messageId"]),
        ("Messaging.cancel", soon["value"]["messageId"]),
    )
    assert status["value"] == soon["value"]
    assert cancelled["value"]["status"] == "cancelled" and again["error"]["code"] == 5040


def test_templates_are_pushed_and_e_mail_is_answered(sdk: Sdk) -> None:
    Templates(sdk.wire.store).add({"name": "tea", "message": "Tea for {name}", "platforms": ["ANDROID"]}, 1)
    pushed, known, mail, by_template = sdk(
        ("Messaging.pushWithTemplate", "tea", {"name": "Ada"}),
        ("Messaging.getPushTemplates", "ANDROID"),
        ("Messaging.sendEmail", "Tea", {"textmessage": "It is ready"}, ["ada@example.com"]),
        (
            "Messaging.sendEmailFromTemplate",
            "Welcome",
            {"$new": ["EmailEnvelope", {"addresses": ["ada@example.com"]}]},
            {"name": "Ada"},
        ),
    )
    assert pushed["value"]["status"] == "scheduled" and set(known["value"]) == {"tea"}
    assert (mail["error"]["code"], by_template["error"]["code"]) == (5045, 24002)
    _, missing, gone, again = sdk(
        ("Messaging.publish", "ads", "Hi"),
        ("Messaging.pushWithTemplate", "coffee"),
        ("Messaging.deleteChannel", "ads"),
        ("Messaging.deleteChannel", "ads"),
    )
    assert (missing["error"]["code"], again["error"]["code"]) == (8011, 5010) and gone["value"] == {"result": True}


def test_registrations_are_a_table(sdk: Sdk) -> None:
    table = "Data.of(DeviceRegistration)"
    *_, found, count, removed, left, page = sdk.values(
        ("setupDevice", DEVICE),
        ("Messaging.registerDevice", "t", ["ads", "news", "old"]),
        (f"{table}.find", {"where": "channelName <> 'old'", "pageSize": 5}),
        (f"{table}.getObjectCount", "deviceId like 'phone%'"),
        (f"{table}.remove", {"$at": [2, 0]}),
        ("Messaging.getRegistrations",),
        (f"{table}.find",),
    )
    assert sorted(row["channelName"] for row in found) == ["ads", "news"] and count == 3
    assert isinstance(removed["deletionTime"], int)
    assert sorted(left[0]["channels"]) == sorted({"ads", "news", "old"} - {found[0]["channelName"]})
    assert len(page) == 2 and page[0]["deviceId"] == DEVICE["uuid"]
    [row] = sdk.values((f"{table}.findById", page[0]["objectId"]))
    assert row == page[0]
    [denied] = sdk((f"{table}.bulkDelete", "channelName = 'ads'"))
    assert denied["error"]["code"] == 1014


def test_users_say_what_the_rest_of_their_methods_do(sdk: Sdk, server_sdk: Sdk) -> None:
    [made] = sdk.values(("Users.register", {"email": "ada@example.com", "password": "engine"}))
    refused = sdk(
        ("Users.restorePassword", "nobody@example.com"),
        ("Users.restorePassword", "ada@example.com"),
        ("Users.resendEmailConfirmation", "nobody"),
        ("Users.createEmailConfirmationURL", "ada@example.com"),
        ("Users.enableUser", made["objectId"]),
        ("Users.updateUserStatus", made["objectId"], "DISABLED"),
        ("Users.roles.getUserRoles", made["objectId"]),
        ("Users.roles.findByRole", "Editor"),
        ("Users.roles.assignRole", made["objectId"], "Editor"),
        ("Users.roles.unassignRole", made["objectId"], "Editor"),
        ("Users.dataStore.findById", made["objectId"]),
    )
    codes = [outcome["error"]["code"] for outcome in refused]
    assert codes == [3020, 5050, 3103, 3103, 3084, 3084, 3094, 1013, 2011, 2011, 1013]
    described, off, on, bulk = server_sdk.values(
        ("Users.describeUserClass",),
        ("Users.updateUserStatus", made["objectId"], "DISABLED"),
        ("Users.enableUser", made["objectId"]),
        ("Data.of(DeviceRegistration).bulkDelete", "deviceId = 'nobody'"),
    )
    assert "email" in [entry["name"] for entry in described] and bulk == 0
    assert (off["userStatus"], on["userStatus"]) == ("DISABLED", "ENABLED")


def test_services_and_automations_run_flows(sdk: Sdk) -> None:
    head = "flow: 1\nname: Place an order\nwhen: [{http: {method: POST, path: /Orders/place}}]\n"
    library = sdk.wire.site.services.library
    library.save("place", f"{head}inputs: {{item: {{type: text}}}}\ndo: [{{return: =item}}]\n")
    hello = head.replace("place}", "hello}").replace("Place an order", "Say hello")
    library.save("hello", f"{hello}do: [{{return: hello}}]\n")
    head = "flow: 1\nname: Thank\nwhen: [{event: {name: order.placed}}]\ninputs: {item: {default: null}}\n"
    library.save("thank", f"{head}do: [{{return: =item}}]\n")
    first, said, second, later, missing, by_name, by_id, context, *events, fired, by_ids = sdk(
        ("APIServices.invoke", "Orders", "place", {"item": "tea"}),
        ("APIServices.invoke", "Orders", "place", "two teas"),
        ("BL.CustomServices.invoke", "Orders", "hello"),
        ("APIServices.invoke", "Orders", "place", {"item": "tea"}, "async"),
        ("CustomServices.invoke", "Orders", "cancel"),
        ("Automations.activateFlow", "Place an order", {"item": "tea"}),
        ("Automations.activateFlowById", "place", {"item": "tea"}),
        ("Automations.loadFlowExecutionContext", "nobody"),
        ("Events.dispatch", "order.placed", {"item": "tea"}),
        ("Events.dispatch", "order.placed"),
        ("BL.Events.dispatch", "order.placed", {"item": "tea"}, "async"),
        ("Automations.activateFlowTrigger", "Thank", "order.placed", {"item": "tea"}),
        ("Automations.activateFlowTriggerById", "thank", "order.placed", {"item": "tea"}, "any"),
    )
    assert (first["value"], second["value"], later.get("value")) == ("tea", "hello", None), (first, second, later)
    assert said["value"] == "two teas", "the SDK sends a text as it is, without quotes"
    assert (missing["error"]["code"], context["error"]["code"]) == (14002, 1000)
    assert len({len(each["value"]["executionId"]) for each in (by_name, by_id, fired, by_ids)} | {36}) == 1
    assert [each.get("value") for each in events] == ["tea", None, None], events


def test_every_method_of_the_sdk_is_tested_or_says_that_it_is_not_there(sdk: Sdk) -> None:
    """Prints the table of all methods with ``pytest -s``."""
    tested = sorted(set(re.findall(r'"([A-Z][\w.]+\.\w+)"', Path(__file__).read_text("utf-8"))))
    table: dict[str, Any] = sdk.run("survey.cjs", known=tested)
    verdicts: dict[str, str] = {}
    for name, found in table.items():
        assert isinstance(found, str) or found in ([], [501]), f"{name} is served ({found}) and has no test here"
        verdicts[name] = found if isinstance(found, str) else "501" if found else "asks the server nothing"
        print(f"{name:<50} {verdicts[name]}")
    assert {"tested", "501"} <= set(verdicts.values()) and len(verdicts) > 120
