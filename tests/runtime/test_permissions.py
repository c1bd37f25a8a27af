"""Which of several rules holds."""

from __future__ import annotations

import pytest

from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import Messaging
from blockloom.runtime.permissions import LOOPBACK, OPERATIONS, PUBLIC, PUBSUB, PUSH, Permissions, Rights
from blockloom.runtime.store import Store
from blockloom.runtime.users import Passwords, Roles, User, Users
from tests.runtime.messaging.support import phone


def editor(store: Store) -> User:
    """A user with the roles Editor and Trainee."""
    user = Users(store, Passwords()).register({"email": "ada@example.com", "password": "engine"})
    for name in ("Editor", "Trainee"):
        Roles(store).create(name)
        Roles(store).assign(user, name)
    return user


def refused(error: pytest.ExceptionInfo[FlowError]) -> int | str:
    return error.value.code


def test_without_rules_the_policy_holds(store: Store) -> None:
    withheld = {name for name in OPERATIONS if not Rights(store, policy=PUBLIC).may(name)}
    assert withheld == {"publish.push", "publish.pubsub", "manage", "start"}
    for rights in (Rights(store), Rights(store, "server", policy=PUBLIC), Rights(store, "server")):
        assert all(rights.may(name) for name in OPERATIONS)


def test_the_channels_rules_go_before_the_apps_and_own_roles_before_the_others(store: Store) -> None:
    user, rules = editor(store), Permissions(store)
    anybody, ada = Rights(store), Rights(store, user=user)
    rules.set("RestUser", "publish", "", False)
    assert not anybody.may(PUSH) and not ada.may(PUSH) and not ada.may(PUBSUB, "ads")
    rules.set("Editor", "publish.push", "", True)
    assert ada.may(PUSH) and not ada.may(PUBSUB) and not anybody.may(PUSH)
    rules.set("Trainee", "publish.push", "", False)
    assert not ada.may(PUSH), "among own roles a denial holds"
    rules.set("AuthenticatedUser", "publish.push", "ads", True)
    assert ada.may(PUSH, "ads") and not ada.may(PUSH, "news") and not anybody.may(PUSH, "ads")
    assert ada.may_somewhere(PUSH) and not anybody.may_somewhere(PUSH)
    rules.set("NotAuthenticatedUser", "publish", "board", True)
    assert anybody.may(PUSH, "board") and anybody.may_somewhere(PUSH)
    assert Rights(store, "server").may(PUSH), "another kind of key"
    rules.reset("RestUser", "publish", "")
    assert anybody.may(PUSH) and not ada.may(PUSH)


def test_apps_have_rules_of_their_own(store: Store) -> None:
    from blockloom.runtime.apps import create_app, find_app

    create_app(store, "Shop")
    shop = find_app(store, "Shop")
    Permissions(store.for_app(shop.pk, shop.id)).set("RestUser", "register", "", False)
    assert Rights(store).may("register") and not Rights(store.for_app(shop.pk, shop.id)).may("register")


def test_a_rule_is_for_roles_and_operations_that_there_are(store: Store) -> None:
    with pytest.raises(FlowError) as error:
        Permissions(store).set("Nobody", "publish", "", True)
    assert refused(error) == 2005
    with pytest.raises(FlowError):
        Permissions(store).set("RestUser", "dance", "", True)
    assert Permissions(store).rules() == []


def test_a_flow_that_speaks_for_a_user_is_held_to_the_users_rights(store: Store) -> None:
    user, rules = editor(store), Permissions(store)
    rules.set("Editor", "register", "staff", False)
    rules.set("Editor", "publish.pubsub", "", False)
    rules.set("Editor", "read", "", False)
    own, of_user = Messaging(store, phone()), Messaging(store, phone(), rights=Rights(store, user=user))
    with pytest.raises(FlowError) as error:
        of_user.register(["ads", "staff"])
    assert refused(error) == 1011 and "staff" in error.value.message
    assert list(own.register(["staff"])) == ["staff"]
    with pytest.raises(FlowError) as error:
        of_user.publish("ads", {"message": 1})
    assert refused(error) == 5007
    message = own.publish("ads", {"message": 1, "publishAt": "2999-01-01"})["messageId"]
    with pytest.raises(FlowError) as error:
        of_user.message_status(message)
    assert refused(error) == 1013
    with pytest.raises(FlowError) as error:
        of_user.cancel_message(message)
    assert refused(error) == 5007
    pushed = of_user.publish("ads", {"message": 1, "publishPolicy": "PUSH", "publishAt": "2999-01-01"})["messageId"]
    assert of_user.cancel_message(pushed)["status"] == own.message_status(pushed)["status"] == "cancelled"
    assert LOOPBACK.withheld == frozenset()
