"""Logging in and out, and when a session ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store
from blockloom.runtime.store.tables import user_session
from blockloom.runtime.users import Passwords, SessionRules, Sessions, Users
from tests.runtime.messaging.support import HandClock
from tests.runtime.users.test_users import ADA, code

LOGIN = {"login": "ada@EXAMPLE.com", "password": "engine"}
DAY = 24 * 3600 * 1000
passwords = Passwords()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def users(store: Store, clock: HandClock) -> Users:
    users = Users(store, passwords, clock)
    users.register(ADA)
    return users


@pytest.fixture
def sessions(store: Store, users: Users, clock: HandClock) -> Sessions:
    return Sessions(store, passwords, clock=clock)


def dead(sessions: Sessions, token: str) -> bool:
    return sessions.find(token) is None and code(lambda: sessions.require(token)) == 3064


def test_a_login_opens_a_session_of_which_only_a_hash_is_kept(sessions: Sessions, store: Store) -> None:
    user, token = sessions.login(LOGIN)
    found = sessions.require(token)
    assert found.user == user and user.email == "Ada@example.com" and len(token) == 43
    with store.reading() as connection:
        [row] = connection.execute(select(user_session)).all()
    assert bytes(row.digest) == sha256(token.encode()).digest()
    assert dead(sessions, token.upper()) and dead(sessions, "") and dead(sessions, "\udcff\x00")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({**LOGIN, "password": "wrong"}, 3003),
        ({**LOGIN, "login": "nobody@example.com"}, 3003),
        ({**LOGIN, "login": "\x00\udcff"}, 3003),
        ({**LOGIN, "login": 12}, 3003),
        ({**LOGIN, "login": None}, 3006),
        ({**LOGIN, "login": ""}, 3006),
        ({**LOGIN, "login": True}, 3006),
        ({**LOGIN, "login": ["ada"]}, 3006),
        ({**LOGIN, "password": None}, 3006),
        ({**LOGIN, "password": ""}, 3006),
        ({"login": "a"}, 3006),
        ({**LOGIN, "password": 5}, 3050),
    ],
)
def test_a_login_that_is_refused(sessions: Sessions, given: dict[str, Any], expected: int) -> None:
    assert code(lambda: sessions.login(given)) == expected


def test_a_guest_can_not_log_in_but_has_a_session(sessions: Sessions, users: Users) -> None:
    guest, token = sessions.open(users.add_guest())
    other, _ = sessions.open(users.add_guest())
    assert sessions.require(token).user == guest != other and guest.status == "GUEST"
    assert code(lambda: sessions.login({"login": guest.id, "password": "None"})) == 3003


def test_a_second_login_ends_the_first_session(sessions: Sessions) -> None:
    _, first = sessions.login(LOGIN)
    _, second = sessions.login(LOGIN)
    assert first != second and dead(sessions, first) and sessions.find(second)


def test_a_second_login_is_refused_where_the_first_is_kept(store: Store, users: Users, clock: HandClock) -> None:
    sessions = Sessions(store, passwords, SessionRules(keeps_first=True), clock)
    _, first = sessions.login(LOGIN)
    assert code(lambda: sessions.login(LOGIN)) == 3002 and sessions.find(first)
    clock.time += 15 * DAY
    assert sessions.login(LOGIN), "a dead session is no session"


def test_several_sessions_where_the_rules_allow_them(store: Store, users: Users, clock: HandClock) -> None:
    sessions = Sessions(store, passwords, SessionRules(sessions=2), clock)
    tokens = [sessions.login(LOGIN)[1] for _ in range(2)]
    assert all(map(sessions.find, tokens)) and code(lambda: sessions.login(LOGIN)) == 3044
    sessions.end(sessions.require(tokens[0]))
    _, third = sessions.login(LOGIN)
    assert dead(sessions, tokens[0]) and sessions.find(tokens[1]) and sessions.find(third)
    clock.time += 15 * DAY
    assert sessions.login(LOGIN), "dead sessions do not count"


def test_many_logins_at_once_leave_one_session(sessions: Sessions, users: Users) -> None:
    user = users.by_login("ada@example.com")
    assert user
    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(lambda _: sessions.open(user)[1], range(16)))
    assert sum(sessions.find(token) is not None for token in tokens) == 1


def test_a_session_ends_by_logging_out_by_idling_and_by_age(sessions: Sessions, clock: HandClock) -> None:
    _, token = sessions.login(LOGIN)
    sessions.end(sessions.require(token))
    assert dead(sessions, token)
    _, token = sessions.login(LOGIN)
    clock.time += 14 * DAY - 1
    assert sessions.find(token)
    for _ in range(9):
        clock.time += 8 * DAY
        assert sessions.find(token), "use keeps it alive"
    clock.time += 4 * DAY + 1
    assert dead(sessions, token), "but not for ever"
    _, token = sessions.login(LOGIN)
    clock.time += 14 * DAY
    assert dead(sessions, token)


def test_disabling_and_a_new_password_end_sessions(sessions: Sessions, users: Users) -> None:
    user, token = sessions.login(LOGIN)
    session = sessions.require(token)
    users.update(user, {"name": "Ada"})
    assert sessions.find(token)
    user = users.update(user, {"password": "new"}, keep=session.digest)
    assert sessions.find(token) and code(lambda: sessions.login(LOGIN)) == 3003
    user = users.update(user, {"password": "newer"})
    assert dead(sessions, token)
    _, token = sessions.login({**LOGIN, "password": "newer"})
    user = users.set_status(user, "DISABLED")
    assert dead(sessions, token) and code(lambda: sessions.login({**LOGIN, "password": "newer"})) == 3090
    users.set_status(user, "ENABLED")
    assert dead(sessions, token) and sessions.login({**LOGIN, "password": "newer"})


def test_wrong_passwords_lock_only_where_the_rules_say_so(store: Store, users: Users, clock: HandClock) -> None:
    open_door, strict = Sessions(store, passwords), Sessions(store, passwords, SessionRules(lock_after=2))
    wrong = {**LOGIN, "password": "wrong"}
    for _ in range(3):
        assert code(lambda: open_door.login(wrong)) == 3003
    assert code(lambda: strict.login(wrong)) == 3003
    assert strict.login(LOGIN), "a right one in between counts from nothing again"
    assert [code(lambda: strict.login(wrong)) for _ in range(3)] == [3003, 3003, 3036]
    assert code(lambda: strict.login(LOGIN)) == 3036, "else the answer would tell which guess was right"
    user = users.by_login("ada@example.com")
    assert user
    users.set_status(user, "ENABLED")
    assert strict.login(LOGIN)


def test_more_than_a_few_at_once_are_refused_at_once() -> None:
    pool, busy, go = Passwords(at_once=1, waiting=2), threading.Event(), threading.Event()

    def hold() -> None:
        with pool._turn():
            busy.set()
            go.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    assert busy.wait(20)
    with ThreadPoolExecutor(2) as waiting:
        answers = [waiting.submit(pool.check, "x", None) for _ in range(2)]
        deadline = time.monotonic() + 20
        while pool._places._value and time.monotonic() < deadline:
            time.sleep(0.01)
        asked = time.monotonic()
        with pytest.raises(FlowError) as raised:
            pool.hash("x")
        assert raised.value.code == 999 and time.monotonic() - asked < 5
        go.set()
        assert [answer.result() for answer in answers] == [False, False]
    holder.join(20)
    assert pool.check("x", pool.hash("x")), "and then there is room again"


def test_an_unknown_user_costs_as_much_as_a_known_one() -> None:
    def lasted(check: Callable[[], bool]) -> float:
        taken = []
        for _ in range(5):
            began = time.thread_time()
            check()
            taken.append(time.thread_time() - began)
        return min(taken)

    kept = passwords.hash("engine")
    known, unknown = lasted(lambda: passwords.check("x", kept)), lasted(lambda: passwords.check("x", None))
    assert known / 4 < unknown < known * 4
