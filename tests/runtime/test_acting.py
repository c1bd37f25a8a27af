"""For whom a run acts, and what that lets its blocks do."""

from __future__ import annotations

from typing import Any

from blockloom import catalog, read_flow, run_flow
from blockloom.runtime import Doors, Outcome
from blockloom.runtime.acting import Acting, RehearsedUsers
from blockloom.runtime.messaging import Device, Messaging, rehearse
from blockloom.runtime.permissions import PUBLIC, Permissions, Rights
from blockloom.runtime.store import Store
from blockloom.runtime.users import Passwords, Roles, Users

PASSWORDS = Passwords()
PHONE = Device("phone-1", "token-1", "ANDROID", "14")
FLOW = """flow: 1
do:
- login: {login: ada@example.com, password: engine}
- register_device: {channels: [ads]}
  on_error: continue
- logout: {}
- return: =current_user()
"""


def run(text: str, messaging: Messaging, users: Acting) -> Outcome:
    program = read_flow(text, catalog(), "test.flow.yaml")
    return run_flow(program, doors=Doors(messaging, users=users, say=lambda line: None))


def ada(store: Store) -> Any:
    return Users(store, PASSWORDS).register({"email": "ada@example.com", "password": "engine"})


def test_a_device_that_a_user_registers_is_the_users(store: Store) -> None:
    user, messaging = ada(store), Messaging(store, PHONE)
    outcome = run(FLOW, messaging, Acting(store, PASSWORDS, told=messaging.act_as))
    assert (outcome.status, outcome.result) == ("ok", None)
    rights = Rights(store, policy=PUBLIC, user=user)
    [found] = Messaging(store, PHONE, rights=rights).registrations()
    assert found["deviceToken"] == "token-1", "shown to the user and to nobody else"


def test_who_logs_in_may_do_what_the_users_roles_may(store: Store) -> None:
    user = ada(store)
    Roles(store).create("Listener")
    Roles(store).assign(user, "Listener")
    Permissions(store).set("Listener", "register", "ads", False)
    messaging = Messaging(store, PHONE)
    steps = FLOW.replace("  on_error: continue\n", "")
    outcome = run(steps, messaging, Acting(store, PASSWORDS, told=messaging.act_as))
    assert outcome.error is not None and outcome.error["code"] == 1011
    before = "flow: 1\ndo:\n- register_device: {channels: [ads]}\n"
    begun = run(before, Messaging(store, PHONE), Acting(store, PASSWORDS))
    assert begun.status == "ok", "before anybody logs in, the app itself acts"


def test_a_rehearsal_registers_nobody_and_knows_who_is_there(store: Store) -> None:
    ada(store)
    text = """flow: 1
do:
- register_user: {email: bob@example.com, password: x}
- login: {login: bob@example.com, password: x}
- register_device: {}
- login: {login: ada@example.com, password: engine}
- register_device: {channels: [ads]}
- return: =current_user().email
"""
    with rehearse(store, PHONE) as messaging:
        outcome = run(text, messaging, RehearsedUsers(store, messaging.effects, messaging.act_as))
        assert outcome.result == "ada@example.com", outcome.error
        assert messaging.effects[0] == "Would register the user bob@example.com."
        again = "flow: 1\ndo:\n- register_user: {email: ADA@example.com, password: x}\n"
        taken = run(again, messaging, RehearsedUsers(store, [], messaging.act_as))
        assert taken.error is not None and taken.error["code"] == 3033
    assert Users(store, PASSWORDS).by_login("bob@example.com") is None
