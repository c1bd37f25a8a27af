"""What callers may do: with rules of the app's, and where everybody can reach the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from blockloom.runtime.permissions import PUBLIC, Permissions
from blockloom.runtime.users import Roles
from tests.web.api.conftest import Wire, refusal, wire_of
from tests.web.api.test_users import ADA, LOGIN
from tests.web.client import Site

BAD = b"{"


@pytest.fixture
def public(serve: Callable[..., Site], database_url: str | None) -> Wire:
    return wire_of(serve(database_url=database_url, policy=PUBLIC))


def log_in(wire: Wire, **changed: str) -> str:
    """The token of a new user."""
    user = {**ADA, **changed}
    wire.ask("POST", "/users/register", user)
    return str(wire.ask("POST", "/users/login", {**LOGIN, "login": user["email"]}).json()["user-token"])


def editor(wire: Wire) -> str:
    """The token of a user with the role Editor."""
    token = log_in(wire)
    Roles(wire.store).create("Editor")
    body = {"user": ADA["email"], "roleName": "Editor"}
    assert wire.with_key("server").ask("POST", "/users/assignRole", body).status == 200
    return token


def test_in_public_publishing_takes_the_server_key_or_a_granted_role(public: Wire) -> None:
    server, token = public.with_key("server"), editor(public)
    told = server.ask("POST", "/messaging/ads", {"message": "Hi", "publishAt": "2999-01-01"}).json()
    path = f"/messaging/{told['messageId']}"
    for method, where in (("POST", "/messaging/ads"), ("DELETE", path), ("DELETE", "/messaging/message:nobody")):
        for headers in ({}, {"user_token": token}):
            refusal(public.ask(method, where, BAD if method == "POST" else None, **headers), 5007, 403)
    assert public.ask("GET", path).json() == told
    Permissions(public.store).set("Editor", "publish", "ads", True)
    refusal(public.ask("POST", "/messaging/ads", {"message": "Hi"}), 5007, 403)
    assert public.ask("POST", "/messaging/ads", {"message": "Hi"}, user_token=token).status == 200
    refusal(public.ask("POST", "/messaging/news", {"message": "Hi"}, user_token=token), 5007, 403)
    assert public.ask("DELETE", path, user_token=token).json()["status"] == "cancelled"


def test_permission_comes_after_the_token_and_before_the_body(wire: Wire) -> None:
    Permissions(wire.store).set("RestUser", "register", "", False)
    Permissions(wire.store).set("RestUser", "publish", "ads", False)
    for path, code in (("/messaging/registrations", 1011), ("/messaging/ads", 5007)):
        refusal(wire.ask("POST", path, BAD, user_token="dead"), 3064)
        refusal(wire.ask("POST", path, BAD), code, 403)
        refusal(wire.with_key("server").ask("POST", path, BAD), 8002)
    refusal(wire.ask("POST", "/messaging/news", BAD), 8002)


def test_one_forbidden_channel_forbids_the_call(wire: Wire) -> None:
    Permissions(wire.store).set("NotAuthenticatedUser", "register", "staff", False)
    refusal(wire.register(channels=["ads", "staff"]), 1011, 403)
    refusal(wire.ask("GET", "/messaging/registrations/phone-1"), 5000)
    assert set(wire.ids(channels=["ads"])) == {"ads"}


def test_reading_can_be_forbidden(wire: Wire) -> None:
    Permissions(wire.store).set("RestUser", "read", "", False)
    told = wire.ask("POST", "/messaging/ads", {"message": 1}).json()
    refusal(wire.ask("GET", f"/messaging/{told['messageId']}"), 1013, 403)
    assert wire.with_key("server").ask("GET", f"/messaging/{told['messageId']}").status == 200


def test_in_public_a_users_device_is_the_users_and_the_servers(public: Wire) -> None:
    ada, bob, server = log_in(public), log_in(public, email="bob@example.com"), public.with_key("server")
    body = {"deviceId": "hers", "deviceToken": "secret", "os": "IOS", "osVersion": "17", "channels": ["ads", "vip"]}
    assert public.ask("POST", "/messaging/registrations", body, user_token=ada).status == 200
    public.register()
    assert public.read()["deviceToken"] is None and server.read()["deviceToken"] == "token-1"
    path = "/messaging/registrations/hers"
    for headers in ({}, {"user_token": bob}):
        refusal(public.ask("GET", path, **headers), 1013, 403)
        refusal(public.ask("DELETE", path, **headers), 1014, 403)
        refusal(public.ask("DELETE", f"{path}?channels=vip", **headers), 1014, 403)
    assert public.ask("GET", path, user_token=ada).json()[0]["deviceToken"] == "secret"
    row = find(server, "deviceId = 'hers' and channelName = 'vip'")[0]["objectId"]
    refusal(public.ask("GET", f"/data/DeviceRegistration/{row}", user_token=bob), 1013, 403)
    refusal(public.ask("DELETE", f"/data/DeviceRegistration/{row}"), 1014, 403)
    assert public.ask("GET", f"/data/DeviceRegistration/{row}", user_token=ada).json()["deviceToken"] == "secret"
    assert public.ask("DELETE", f"/data/DeviceRegistration/{row}", user_token=ada).status == 200
    assert public.ask("DELETE", path, user_token=ada).json() == {"result": True}
    refusal(public.ask("DELETE", path), 5001)
    assert public.ask("DELETE", "/messaging/registrations/phone-1").json() == {"result": True}


def find(wire: Wire, where: str | None, **headers: Any) -> Any:
    body = {} if where is None else {"where": where}
    answer = wire.ask("POST", "/data/DeviceRegistration/find", body, **headers)
    assert answer.status == 200, answer.body
    return answer.json()


def test_in_public_a_client_searches_one_device_and_finds_no_tokens(public: Wire) -> None:
    ada, server = log_in(public), public.with_key("server")
    public.register(channels=["ads", "news"])
    public.ask("POST", "/messaging/registrations", {**PHONE_OF_ADA}, user_token=ada)
    for where in (None, "channelName = 'ads'", "deviceId like '%'", "deviceId = 'a' or 1 = 1", "not deviceId = 'a'",
                  "deviceId = 'phone-1' and deviceToken like 't%'", "deviceId = deviceId",
                  "deviceId = 'phone-1' and user is null"):  # fmt: skip
        for what in ("find", "count"):
            body = {} if where is None else {"where": where}
            answer = public.ask("POST", f"/data/DeviceRegistration/{what}", body)
            assert answer.json()["code"] in (1013, 1017), where
    assert len(find(server, None)) == 3
    rows = find(public, "(deviceId = 'phone-1' and (channelName = 'ads' and os = 'ANDROID'))")
    assert [(row["channelName"], row["deviceToken"]) for row in rows] == [("ads", None)]
    assert find(public, "deviceId = 'hers'") == []
    [row] = find(public, "deviceId = 'hers'", user_token=ada)
    assert row["deviceToken"] == "secret"
    answer = public.ask("POST", "/data/DeviceRegistration/count", {"where": "deviceId = 'phone-1'"})
    assert answer.json() == 2
    assert public.ask("GET", f"/data/DeviceRegistration/count?where={quote('1 = 1')}").status >= 400


PHONE_OF_ADA = {"deviceId": "hers", "deviceToken": "secret", "os": "IOS", "osVersion": "17"}
