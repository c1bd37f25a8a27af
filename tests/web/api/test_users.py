"""Users over the wire, as SDKs ask for them."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom.runtime import apps
from blockloom.runtime.users import Roles
from tests.web.api.conftest import Wire, refusal

ADA = {"email": "ada@example.com", "password": "engine"}
LOGIN = {"login": "ada@example.com", "password": "engine"}


def enter(wire: Wire, **given: Any) -> dict[str, Any]:
    answer = wire.ask("POST", "/users/login", {**LOGIN, **given})
    assert answer.status == 200, answer.body
    user = answer.json()
    assert isinstance(user, dict)
    return user


@pytest.fixture
def ada(wire: Wire) -> dict[str, Any]:
    """Ada, logged in."""
    assert wire.ask("POST", "/users/register", ADA).status == 200
    return enter(wire)


def test_register_log_in_check_and_log_out(wires: Wire) -> None:
    made = wires.ask("POST", "/users/register", {**ADA, "name": "Ada", "blUserLocale": "en"}).json()
    server_sets = {"objectId", "userStatus", "created", "updated", "ownerId", "___class"}
    assert set(made) == {"email", "name", "blUserLocale"} | server_sets
    user = enter(wires)
    token = user.pop("user-token")
    assert user == made
    assert wires.ask("GET", f"/users/isvalidusertoken/{token}").body.strip() == b"true"
    assert wires.ask("GET", f"/data/Users/{user['objectId']}", user_token=token).json() == made
    out = wires.ask("GET", "/users/logout", user_token=token)
    assert (out.status, out.body) == (200, b"")
    assert wires.ask("GET", f"/users/isvalidusertoken/{token}").body.strip() == b"false"
    refusal(wires.ask("GET", "/users/logout", user_token=token), 3064)
    refusal(wires.ask("GET", "/users/logout"), 3023)


def test_a_guest_comes_without_a_body(wire: Wire) -> None:
    guest = wire.ask("POST", "/users/register/guest").json()
    assert guest["userStatus"] == "GUEST" and guest["objectId"] and guest["user-token"]
    assert wire.ask("GET", "/users/userroles", user_token=guest["user-token"]).json() == ["RestUser", "GuestUser"]


def test_refusals_of_a_login(wire: Wire, ada: dict[str, Any]) -> None:
    refusal(wire.ask("POST", "/users/login", {**LOGIN, "password": "x"}), 3003, 401)
    refusal(wire.ask("POST", "/users/login", {**LOGIN, "login": "nobody@example.com"}), 3003, 401)
    refusal(wire.ask("POST", "/users/login", {"login": "x"}), 3006)
    refusal(wire.ask("POST", "/users/register", ADA), 3033, 409)
    for body, code in ((b"", 8005), (b"null", 8005), (b"[]", 8004), (b"{", 8002), (b'{"a":1,"a":1}', 8001)):
        for path in ("/users/login", "/users/register"):
            refusal(wire.ask("POST", path, body), code)


def test_a_dead_token_does_not_stand_in_the_way_of_a_new_login(wire: Wire, ada: dict[str, Any]) -> None:
    for path, body in (("/users/login", LOGIN), ("/users/register/guest", None)):
        assert wire.ask("POST", path, body, user_token="dead").status == 200
    assert wire.ask("POST", "/users/register", {**ADA, "email": "b@c"}, user_token="dead").status == 200
    assert wire.ask("GET", "/users/isvalidusertoken/dead", user_token="dead").json() is False


def test_a_second_login_ends_the_first_session(wire: Wire, ada: dict[str, Any]) -> None:
    enter(wire)
    message = refusal(wire.ask("GET", "/info", user_token=ada["user-token"]), 3064)
    assert ada["user-token"] in message


def test_a_token_is_good_for_its_own_app_only(wire: Wire, ada: dict[str, Any]) -> None:
    id, keys = apps.create_app(wire.store, "Shop")
    other = wire.at(f"/{id}/{keys['client']}")
    refusal(other.ask("GET", "/info", user_token=ada["user-token"]), 3064)
    assert other.ask("GET", f"/users/isvalidusertoken/{ada['user-token']}").json() is False
    refusal(other.at(f"/{id}/{keys['server']}").ask("GET", f"/data/Users/{ada['objectId']}"), 1000)


def test_login_by_id_is_for_the_server(wire: Wire, ada: dict[str, Any]) -> None:
    refusal(wire.ask("POST", "/users/login", {"objectId": ada["objectId"]}), 2014)
    server = wire.with_key("server")
    assert server.ask("POST", "/users/login", {"objectId": ada["objectId"]}).json()["user-token"]
    refusal(server.ask("POST", "/users/login", {"objectId": 5}), 3057)


def test_only_the_user_and_the_server_read_and_change(wire: Wire, ada: dict[str, Any]) -> None:
    wire.ask("POST", "/users/register", {**ADA, "email": "bob@example.com"})
    bob = enter(wire, login="bob@example.com")
    path, server = f"/users/{ada['objectId']}", wire.with_key("server")
    refusal(wire.ask("GET", f"/data{path.replace('users', 'Users')}"), 1013, 403)
    refusal(wire.ask("GET", f"/data{path.replace('users', 'Users')}", user_token=bob["user-token"]), 1013, 403)
    refusal(wire.ask("PUT", path, {"name": "x"}), 3028)
    refusal(wire.ask("PUT", path, {"name": "x"}, user_token=bob["user-token"]), 3029)
    refusal(server.ask("PUT", f"/users/{'0' * 8}", {"name": "x"}), 3030)
    sent = {**ada, "name": "Ada", "objectId": bob["objectId"], "userStatus": "DISABLED"}
    changed = wire.ask("PUT", path, sent, user_token=ada["user-token"]).json()
    assert (changed["name"], changed["objectId"], changed["userStatus"]) == ("Ada", ada["objectId"], "ENABLED")
    assert "user-token" not in changed and isinstance(changed["updated"], int)
    assert server.ask("PUT", path, {"age": 36}).json()["name"] == "Ada"
    refusal(wire.ask("PUT", path, {"email": "bob@example.com"}, user_token=ada["user-token"]), 3033, 409)


def test_a_new_password_keeps_only_the_session_that_set_it(wire: Wire, ada: dict[str, Any]) -> None:
    path = f"/users/{ada['objectId']}"
    assert wire.ask("PUT", path, {"password": "new"}, user_token=ada["user-token"]).status == 200
    assert wire.ask("GET", "/info", user_token=ada["user-token"]).status == 200
    refusal(wire.ask("POST", "/users/login", LOGIN), 3003, 401)
    assert wire.with_key("server").ask("PUT", path, {"password": "newer"}).status == 200
    refusal(wire.ask("GET", "/info", user_token=ada["user-token"]), 3064)


def test_status_is_the_servers_to_set(wire: Wire, ada: dict[str, Any]) -> None:
    path, server = f"/users/{ada['objectId']}/status", wire.with_key("server")
    refusal(wire.ask("PUT", path, {"userStatus": "DISABLED"}, user_token=ada["user-token"]), 3084)
    assert server.ask("PUT", path, {"userStatus": "DISABLED"}).json()["userStatus"] == "DISABLED"
    refusal(wire.ask("GET", "/info", user_token=ada["user-token"]), 3064)
    refusal(wire.ask("POST", "/users/login", LOGIN), 3090)
    refusal(server.ask("PUT", path, {"userStatus": "DISABLED"}), 3085)
    refusal(server.ask("PUT", path, {"userStatus": ["x"]}), 8008)


def test_roles_are_the_servers_to_give_and_count_at_once(wire: Wire, ada: dict[str, Any]) -> None:
    Roles(wire.store).create("Editor")
    server, token = wire.with_key("server"), ada["user-token"]
    body = {"user": ada["objectId"], "roleName": "Editor"}
    refusal(wire.ask("POST", "/users/assignRole", body, user_token=token), 2011)
    assert server.ask("POST", "/users/assignRole", body).status == 200
    expected = ["RestUser", "AuthenticatedUser", "Editor"]
    assert wire.ask("GET", "/users/userroles", user_token=token).json() == expected
    assert wire.ask("GET", f"/users/userroles/{ada['objectId']}", user_token=token).json() == expected
    refusal(wire.ask("GET", f"/users/userroles/{ada['objectId']}"), 3094)
    assert wire.ask("GET", "/users/userroles").json() == ["RestUser", "NotAuthenticatedUser"]
    refusal(wire.ask("GET", "/users/role/Editor"), 1013, 403)
    [found] = server.ask("GET", "/users/role/Editor?loadRoles=true").json()
    assert found["objectId"] == ada["objectId"] and {"rolename": "Editor"} in found["roles"]
    assert server.ask("POST", "/users/unassignRole", {**body, "user": "ADA@example.com"}).status == 200
    assert server.ask("GET", "/users/role/Editor").json() == []
    for change, code in (
        ({"roleName": "Nope"}, 2005),
        ({"roleName": "RestUser"}, 2007),
        ({"user": "x"}, 3057),
        ({"user": None}, 8007),
    ):
        refusal(server.ask("POST", "/users/assignRole", {**body, **change}), code)


def test_passwords_are_checked_for_the_server_only(wire: Wire, ada: dict[str, Any]) -> None:
    path, token, server = "/users/verifypassowrd", ada["user-token"], wire.with_key("server")
    refusal(wire.ask("POST", path, {"password": "engine"}, user_token=token), 3122)
    refusal(server.ask("POST", path, {"password": "engine"}), 3121)
    assert server.ask("POST", path, {"password": "engine"}, user_token=token).json() == {"valid": True}
    assert server.ask("POST", path, {"password": "x"}, user_token=token).json() == {"valid": False}


def test_what_goes_by_mail_says_that_there_is_none(wire: Wire, ada: dict[str, Any]) -> None:
    refusal(wire.ask("GET", "/users/restorepassword/nobody"), 3020)
    refusal(wire.ask("GET", "/users/restorepassword/ada%40example.com"), 5050)
    refusal(wire.ask("POST", "/users/resendconfirmation/nobody"), 3103)
    refusal(wire.ask("POST", "/users/createEmailConfirmationURL/ada@example.com"), 3103)
    refusal(wire.ask("POST", "/users/social/facebook/login", {}), 2000, 501)
    refusal(wire.ask("POST", "/users/oauth/google/request_url", {}), 2000, 501)


def test_a_users_record_is_never_taken_for_an_error(wire: Wire) -> None:
    refusal(wire.ask("POST", "/users/register", {**ADA, "code": 5, "message": "Hi"}), 3039)
    assert wire.ask("POST", "/users/register", {**ADA, "code": 5}).status == 200
    server, ada = wire.with_key("server"), enter(wire)
    refusal(server.ask("PUT", f"/users/{ada['objectId']}", {"message": "Hi"}), 3039)


def test_the_properties_of_users_can_be_asked_for(wire: Wire) -> None:
    assert {entry["name"] for entry in wire.ask("GET", "/users/userclassprops").json()} >= {"objectId", "email"}
