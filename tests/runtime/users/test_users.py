"""Registering, reading and changing users."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from blockloom.runtime import apps
from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store
from blockloom.runtime.users import Confirmation, Passwords, Recovery, Roles, Sessions, Users
from tests.runtime.messaging.support import START, HandClock

ADA = {"email": "Ada@example.com", "password": "engine"}
passwords = Passwords()


def code(call: Callable[[], Any]) -> int | str:
    with pytest.raises(FlowError) as raised:
        call()
    return raised.value.code


@pytest.fixture
def users(store: Store) -> Users:
    return Users(store, passwords, HandClock())


def test_a_user_has_own_properties_and_what_the_server_sets(users: Users) -> None:
    own = {"name": "Ada 😀", "tags": [1, {"a": None}], "objectId": "x", "userStatus": "DISABLED", "ownerId": "y"}
    user = users.register({**ADA, **own, "created": 1, "___class": "Admin", "user-token": "t"})
    assert user.record() == {
        "name": "Ada 😀",
        "tags": [1, {"a": None}],
        "objectId": user.id,
        "email": "Ada@example.com",
        "userStatus": "ENABLED",
        "created": START,
        "updated": None,
        "ownerId": user.id,
        "___class": "Users",
    }
    assert users.find(user.id.lower()) == user
    assert user.password and "engine" not in user.password and user.password not in repr(user)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"password": "x"}, 3013),
        ({"email": "", "password": "x"}, 3013),
        *(
            ({"email": email, "password": "x"}, 3040)
            for email in (1, True, "ada", "a b@c", "a@b@c", "a@b\n", "a\x00@b")
        ),
        ({"email": "a@" + "b" * 200, "password": "x"}, 3063),
        ({"email": "a@b"}, 3011),
        ({"email": "a@b", "password": ""}, 3011),
        *(({"email": "a@b", "password": password}, 3050) for password in (1, ["x"], {"a": 1}, True)),
        ({"email": "a@b", "password": "x" * 1001}, 8000),
        ({"email": "a@b", "password": "x", "": 1}, 8008),
        ({"email": "a@b", "password": "x", "a\nb": 1}, 8008),
        ({"email": "a@b", "password": "x", "n" * 101: 1}, 8008),
        ({"email": "a@b", "password": "x", "note": "n" * 66_000}, 8000),
    ],
)
def test_what_can_not_be_a_user(users: Users, given: dict[str, Any], expected: int) -> None:
    assert code(lambda: users.register(given)) == expected
    assert users.by_login("a@b") is None


def test_an_address_is_taken_once_in_any_spelling(users: Users, store: Store) -> None:
    users.register(ADA)
    assert code(lambda: users.register({**ADA, "email": "ADA@EXAMPLE.COM"})) == 3033
    id, _ = apps.create_app(store, "Shop")
    shop = apps.find_app(store, id)
    other = Users(store.for_app(shop.pk, shop.id), passwords)
    assert other.by_login("ada@example.com") is None
    user = other.register(ADA)
    assert code(lambda: users.find(user.id)) == 3057


def test_many_at_once_make_one_user(users: Users) -> None:
    def attempt(_: int) -> int | str:
        try:
            users._add("a@b", None, {}, "ENABLED")
            return 0
        except FlowError as error:
            return error.code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(map(str, pool.map(attempt, range(8)))) == ["0", *["3033"] * 7]


def test_changing_sets_what_is_given_and_keeps_the_rest(users: Users) -> None:
    user = users.register({**ADA, "name": "Ada", "age": 36})
    users.register({"email": "bob@example.com", "password": "x"})
    changed = users.update(user, {**user.record(), "age": 37, "userStatus": "DISABLED", "email": "ada@b"})
    assert (changed.email, changed.properties, changed.status) == ("ada@b", {"name": "Ada", "age": 37}, "ENABLED")
    assert changed.updated == START and changed.password == user.password
    assert code(lambda: users.update(user, {"email": "BOB@example.com"})) == 3033
    assert code(lambda: users.update(user, {"email": "bob"})) == 3040
    assert users.by_login("Ada@b") == changed


def test_changes_at_the_same_time_all_count(users: Users) -> None:
    user = users.register({"email": "eve@example.com", "password": "x"})
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: users.update(user, {f"p{number}": number}), range(16)))
    assert users.find(user.id).properties == {f"p{number}": number for number in range(16)}


@pytest.mark.parametrize(
    "id", ["", "x", "\x00", "\udcff", "00000000-0000-4000-8000-000000000000", "' OR 1=1", 7, None, []]
)
def test_ids_that_nobody_has(users: Users, id: Any) -> None:
    assert code(lambda: users.named(id)) == (8007 if id in ("", None) else 3057)


def test_status(users: Users, store: Store) -> None:
    user = users.register(ADA)
    assert code(lambda: users.set_status(user, "ENABLED")) == 3086
    off = users.set_status(user, "DISABLED")
    assert off.status == "DISABLED" and code(lambda: users.set_status(off, "DISABLED")) == 3085
    assert code(lambda: users.set_status(off, "GUEST")) == code(lambda: users.set_status(off, None)) == 8008
    assert users.set_status(off, "ENABLED").status == "ENABLED"


def test_roles(users: Users, store: Store) -> None:
    user, roles = users.register(ADA), Roles(store)
    roles.create("Editor")
    assert code(lambda: roles.create("Editor")) == code(lambda: roles.create("RestUser")) == 2006
    assert [code(lambda name=name: roles.create(name)) for name in ("", " ", "a\n", "x" * 101)] == [8008] * 4  # type: ignore[misc]
    assert roles.names() == ["Editor"]
    roles.assign(user, "Editor")
    roles.assign(user, "Editor")
    assert roles.held(user, "client") == ["RestUser", "AuthenticatedUser", "Editor"]
    assert roles.held(None, "server") == ["ServerCodeUser", "NotAuthenticatedUser"]
    assert roles.held(users.add_guest(), "client") == ["RestUser", "GuestUser"]
    assert roles.users("Editor") == [user]
    roles.unassign(user, "Editor")
    assert roles.users("Editor") == [] and roles.held(user, "client")[2:] == []
    assert code(lambda: roles.assign(user, "editor")) == code(lambda: roles.users("\x00")) == 2005
    assert code(lambda: roles.assign(user, "GuestUser")) == 2007
    assert code(lambda: roles.unassign(user, "GuestUser")) == 2008
    assert code(lambda: roles.assign(user, None)) == 8007 and code(lambda: roles.assign(user, 1)) == 8008


def test_who_gives_another_address_confirms_it_and_goes_on_meanwhile(store: Store) -> None:
    asked: list[str | None] = []
    users = Users(store, passwords, HandClock(), lambda user: asked.append(user.email))
    sessions, confirmation = Sessions(store, passwords), Confirmation(store)
    ada, guest = users.register(ADA), users.add_guest()
    _, token = sessions.open(ada)
    apps.set_confirms(store, apps.find_app(store, store.app), True)
    recovery = Recovery(store, passwords).begin(ada)
    ada = users.update(ada, {"email": "ada@b"})
    assert ada.status == "PENDING" and sessions.find(token) and code(lambda: sessions.open(ada)) == 3087
    assert code(lambda: Recovery(store, passwords).user(recovery)) == "over", "it went to the other address"
    first = confirmation.begin(ada)
    ada = users.update(ada, {"email": "ada@c"})
    assert asked == ["ada@b", "ada@c"] and code(lambda: confirmation.redeem(first)) == "over"
    confirmation.redeem(confirmation.begin(ada))
    assert sessions.find(token) and users.find(ada.id).status == "ENABLED"
    assert users.update(users.find(ada.id), {"email": "ada@c", "age": 36}).status == "ENABLED"
    off = users.set_status(users.find(ada.id), "DISABLED")
    assert users.update(off, {"email": "ada@d"}).status == "DISABLED"
    assert users.update(guest, {"email": "guest@d"}).status == "GUEST"
    users = Users(store, passwords)
    ada = users.set_status(users.find(ada.id), "ENABLED")
    assert code(lambda: users.update(ada, {"email": "ada@e"})) == 5050 and users.find(ada.id).email == "ada@d"
    assert asked == ["ada@b", "ada@c"]
