"""Logging in and out. A session is known by a token of which the server keeps the SHA-256 alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from blockloom.runtime.context import ClockDoor, SystemClock
from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store
from blockloom.runtime.store import sessions as rows
from blockloom.runtime.users.passwords import Passwords
from blockloom.runtime.users.properties import login_of
from blockloom.runtime.users.users import DISABLED, PENDING, User, Users, user_of
from blockloom.runtime.wording import sentence

WRONG, ELSEWHERE, LOCKED, TOO_MANY, OFF, DEAD = 3003, 3002, 3036, 3044, 3090, 3064
NOT_CONFIRMED = 3087
_DAY = 24 * 3600 * 1000
_SEEN_EVERY = 60_000


@dataclass(frozen=True, slots=True)
class SessionRules:
    """``sessions`` is how many a user can have: with 1 a second login ends the first, unless it ``keeps_first`` and
    refuses the second; with more one too many is refused.

    A session ends after ``idle`` days without a call, and after ``longest`` days in any case. ``lock_after`` wrong
    passwords in a row lock a user until an administrator enables them again; 0 never locks.
    """

    sessions: int = 1
    keeps_first: bool = False
    idle: float = 14
    longest: float = 90
    lock_after: int = 0


@dataclass(frozen=True, slots=True)
class Session:
    """Whose session it is; ``digest`` is what the server knows it by."""

    user: User
    digest: bytes


class Sessions:
    """The sessions of the store's app."""

    def __init__(
        self, store: Store, passwords: Passwords, rules: SessionRules | None = None, clock: ClockDoor | None = None
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._rules = rules or SessionRules()
        self._clock = clock or SystemClock()
        self._users = Users(store, passwords, self._clock)

    def login(self, given: dict[str, Any]) -> tuple[User, str]:
        """The user with this login and password, and the token of a new session. FlowError as ``proven``, ``open``."""
        return self.open(self.proven(given))

    def proven(self, given: dict[str, Any]) -> User:
        """The user with this login and password.

        FlowError 3003 for a wrong pair, whichever is wrong; 3006, 3036, 3050, 3087, 3090; 999 when too many try.
        """
        login, password = login_of(given)
        user = self._users.by_login(login)
        right = self._passwords.check(password, user.password if user else None)
        if user is not None and 0 < self._rules.lock_after <= user.failures:
            raise FlowError(
                LOCKED, sentence("Too many wrong passwords: this user is locked until an administrator helps.")
            )
        if user is None or not right:
            if user is not None and self._rules.lock_after:
                rows.count_failure(self._store, user.pk)
            raise FlowError(WRONG, sentence("Login or password is wrong."))
        return enabled(user)

    def open(self, user: User) -> tuple[User, str]:
        """A new session for the user, without asking for a password. FlowError 3002, 3044, 3087, 3090."""
        enabled(user)
        token = secrets.token_urlsafe(32)
        now = self._clock.now()
        rules = self._rules
        in_place = rules.sessions == 1 and not rules.keeps_first
        if not rows.open_session(self._store, user.pk, _digest(token), now, rules.sessions, self._since(now), in_place):
            if rules.sessions == 1:
                raise FlowError(ELSEWHERE, sentence("This user is logged in elsewhere. Log out there first."))
            raise FlowError(
                TOO_MANY,
                sentence("This user has {sessions} sessions already. Log out of one first.", sessions=rules.sessions),
            )
        return user, token

    def find(self, token: str) -> Session | None:
        """The live session with this token; ``None`` if there is none."""
        now = self._clock.now()
        row = rows.find_session(self._store, _digest(token), self._since(now))
        if row is None or row.status == DISABLED:
            return None
        if now - row.seen_at > _SEEN_EVERY:
            rows.see_session(self._store, row.session_pk, now)
        return Session(user_of(row), bytes(row.digest))

    def require(self, token: str) -> Session:
        """The live session with this token. FlowError 3064 if there is none: the words are those that SDKs know."""
        session = self.find(token)
        if session is None:
            shown = token[:256]
            raise FlowError(
                DEAD, sentence("Not existing user token - {shown}. Relogin user to update your user token", shown=shown)
            )
        return session

    def end(self, session: Session) -> None:
        """Log out. The token is dead once this has returned."""
        rows.end_session(self._store, session.digest)

    def check_password(self, user: User, password: str) -> bool:
        """Whether that is the user's password. FlowError 999 when too many ask at once."""
        return self._passwords.check(password, user.password)

    def _since(self, now: int) -> tuple[int, int]:
        return now - int(self._rules.longest * _DAY), now - int(self._rules.idle * _DAY)


def enabled(user: User) -> User:
    """The user. FlowError 3090 if an administrator has disabled them, 3087 if they have to confirm their address."""
    if user.status == DISABLED:
        raise FlowError(OFF, sentence("This user is disabled."))
    if user.status == PENDING:
        raise FlowError(NOT_CONFIRMED, sentence("Confirm your e-mail address first: a link was sent to it."))
    return user


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()
