"""Whose device it is: the user who was logged in when it registered, until somebody else's token says otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.api.conftest import PHONE, Wire
from tests.web.api.test_devicetable import found
from tests.web.api.test_users import ADA, enter


@pytest.fixture
def users(wires: Wire) -> list[dict[str, Any]]:
    """Ada and Bob, logged in."""
    for name in ("ada", "bob"):
        assert wires.ask("POST", "/users/register", {**ADA, "email": f"{name}@example.com"}).status == 200
    return [enter(wires, login=f"{name}@example.com") for name in ("ada", "bob")]


def register(wire: Wire, user: dict[str, Any] | None, **changed: Any) -> None:
    headers = {"user_token": user["user-token"]} if user else {}
    assert wire.ask("POST", "/messaging/registrations", {**PHONE, **changed}, **headers).status == 200


def owners(wire: Wire, device: str = "phone-1") -> set[str | None]:
    rows = found(wire, where=f"deviceId = '{device}'", loadRelations="user")
    return {row["user"] and row["user"]["objectId"] for row in rows}


def test_a_device_is_the_users_who_registers_it(wires: Wire, users: list[dict[str, Any]]) -> None:
    ada, bob = users
    register(wires, ada, channels=["ads", "news"])
    assert owners(wires) == {ada["objectId"]}
    assert [row["ownerId"] for row in found(wires, where=f"user = '{ada['objectId']}'")] == [ada["objectId"]] * 2
    register(wires, bob)
    assert owners(wires) == {bob["objectId"]}


def test_a_call_of_nobody_keeps_the_user_only_with_the_same_token(wires: Wire, users: list[dict[str, Any]]) -> None:
    ada, bob = users
    register(wires, ada)
    register(wires, None)
    assert owners(wires) == {ada["objectId"]}
    register(wires, None, deviceToken="another")
    assert owners(wires) == {None}
    register(wires, ada, deviceToken="another")
    register(wires, bob, deviceId="phone-2", deviceToken="another")
    register(wires, None, deviceToken="another")
    assert owners(wires) == {None}, "the token was another device's in between"
    assert owners(wires, "phone-2") == {bob["objectId"]}
    register(wires, ada)
    register(wires, None, os="IOS")
    assert owners(wires) == {None}, "the same letters are another provider's token"
    register(wires, ada)
    assert wires.ask("DELETE", "/messaging/registrations/phone-1").status == 200
    register(wires, None)
    assert owners(wires) == {None}, "whoever cancels all is its user no more"


def test_a_users_record_is_told_to_the_user_and_the_server_alone(wires: Wire, users: list[dict[str, Any]]) -> None:
    ada, bob = users
    register(wires, ada)

    def told(wire: Wire, user: dict[str, Any] | None = None) -> set[str]:
        headers = {"user_token": user["user-token"]} if user else {}
        [row] = wire.ask("POST", "/data/DeviceRegistration/find", {"loadRelations": ["user"]}, **headers).json()
        return set(row["user"])

    assert told(wires) == told(wires, bob) == {"objectId", "___class"}
    assert "email" in told(wires, ada) and "email" in told(wires.with_key("server"))
    assert {row["user"] for row in found(wires)} == {None}, "it was not asked for"
