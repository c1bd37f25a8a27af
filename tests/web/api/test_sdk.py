"""The official JavaScript SDK, as its makers publish it, pointed at our server."""

from __future__ import annotations

import json
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from blockloom.runtime.users import Roles
from blockloom.web.build_hook import node_programs
from tests.npm import npm_packages
from tests.runtime.messaging.support import UPPER_UUID
from tests.web.api.conftest import Wire

SDK = Path(__file__).parent / "sdk"
DEVICE = {"uuid": "phone/1 ü", "platform": "android", "version": "14"}

Call = tuple[Any, ...]


@pytest.fixture(scope="session")
def packages() -> Path:
    """The folder of the installed SDK."""
    return npm_packages(SDK)


@dataclass
class Sdk:
    """``sdk(("Users.login", "ada", "x"), …)`` makes calls one after another in one process and answers each outcome."""

    wire: Wire
    packages: Path
    config: dict[str, Any]

    def __call__(self, *calls: Call) -> list[dict[str, Any]]:
        given = {
            "server": self.wire.site.base,
            "config": self.config,
            "calls": [{"name": name, "args": args} for name, *args in calls],
        }
        done = subprocess.run(
            [*node_programs()["node"], str(SDK / "call.cjs")],
            input=json.dumps(given),
            env={**os.environ, "NODE_PATH": str(self.packages)},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        answers = json.loads(done.stdout)
        assert isinstance(answers, list)
        return answers

    def values(self, *calls: Call) -> list[Any]:
        """What each call answered; the test fails if one of them does."""
        outcomes = self(*calls)
        assert not [outcome for outcome in outcomes if "error" in outcome], outcomes
        return [outcome.get("value") for outcome in outcomes]


@pytest.fixture(params=["key", "domain"])
def sdk(request: pytest.FixtureRequest, wire: Wire, packages: Path) -> Sdk:
    """The SDK, told the app's id and key, or the domain alone."""
    by_key = {"appId": wire.app_id, "apiKey": wire.keys["client"]}
    return Sdk(wire, packages, by_key if request.param == "key" else {"domain": wire.site.base})


@pytest.fixture
def server_sdk(wire: Wire, packages: Path) -> Sdk:
    return Sdk(wire, packages, {"appId": wire.app_id, "apiKey": wire.keys["server"]})


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
