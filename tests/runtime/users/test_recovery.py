"""Choosing a new password with a secret that came by e-mail."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store, recoveries
from blockloom.runtime.users import Confirmation, Passwords, Recovery, Sessions, User, Users
from blockloom.runtime.users.onetime import OVER
from tests.runtime.messaging.support import HandClock

LOGIN = {"login": "ada@example.com", "password": "engine"}


def test_a_secret_is_good_once_and_within_the_hour(store: Store) -> None:
    clock, passwords = HandClock(), Passwords()
    users, recovery = Users(store, passwords), Recovery(store, passwords, clock)
    sessions = Sessions(store, passwords, clock=clock)
    ada = users.register({"email": "ada@example.com", "password": "engine"})
    bob = users.register({"email": "bob@example.com", "password": "engine"})
    _, session = sessions.login(LOGIN)

    def over(*tokens: str) -> None:
        for token in tokens:
            for ask in (recovery.user, lambda token: recovery.redeem(token, NEW)):
                with pytest.raises(FlowError) as refused:
                    ask(token)
                assert refused.value.code == OVER

    first, second, others = recovery.begin(ada), recovery.begin(ada), recovery.begin(bob)
    assert recovery.user(first).id == ada.id and first != second
    with pytest.raises(FlowError):
        Confirmation(store, clock).redeem(first)
    for password, code in (("", 3011), ("x" * 1001, 8000)):
        with pytest.raises(FlowError) as refused:
            recovery.redeem(first, {"password": password})
        assert refused.value.code == code
    assert sessions.find(session), "nothing has happened yet"
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda word: redeemed(recovery, first, word), ["a", "b", "c", "d"]))
    assert sorted(done, key=bool)[:3] == [None] * 3
    [word] = filter(None, done)
    assert sessions.proven({**LOGIN, "password": word}).id == ada.id and sessions.find(session) is None
    over(first, second, "", "guess", "\ud800")
    assert recovery.user(others).id == bob.id
    clock.time += Recovery.lifetime - 1
    assert recovery.user(others).id == bob.id
    clock.time += 1
    over(others)

    ends: list[Callable[[User], object]] = [
        lambda user: users.update(user, {"password": "other"}),
        lambda user: users.update(user, {"email": "ada@example.org"}),
        lambda user: users.set_status(user, "DISABLED"),
    ]
    for end in ends:
        token = recovery.begin(ada)
        users.update(ada, {"name": "Ada"})
        assert recovery.user(token).id == ada.id
        end(ada)
        over(token)
    users.set_status(users.find(ada.id), "ENABLED")
    over(token)
    kept = recovery.begin(ada)
    recoveries.forget(store, Recovery.purpose, clock.now() - 1)
    assert recovery.user(kept)
    recoveries.forget(store, Recovery.purpose, clock.now())
    over(kept)


NEW = {"password": "new"}


def redeemed(recovery: Recovery, token: str, password: str) -> str | None:
    try:
        recovery.redeem(token, {"password": password})
        return password
    except FlowError:
        return None
