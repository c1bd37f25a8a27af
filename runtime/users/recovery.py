"""Choosing a new password without the old one: with a secret that comes by e-mail, once and within the hour."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Any

from blockloom.runtime.context import ClockDoor, SystemClock
from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store
from blockloom.runtime.store import recoveries as rows
from blockloom.runtime.users.passwords import Passwords
from blockloom.runtime.users.properties import password_of
from blockloom.runtime.users.users import ENABLED, User, user_of
from blockloom.runtime.wording import sentence

LIFETIME = 3_600_000
"""Milliseconds for which a secret is good."""
OVER = "recovery"


class Recovery:
    """The secrets of all apps' users: whoever has one has nothing else."""

    def __init__(self, store: Store, passwords: Passwords, clock: ClockDoor | None = None) -> None:
        self._store = store
        self._passwords = passwords
        self._clock = clock or SystemClock()

    def begin(self, user: User) -> str:
        """A new secret for the user. It is over when it was used, after an hour, and with another password, e-mail or
        status of the user's."""
        token, now = secrets.token_urlsafe(32), self._clock.now()
        rows.add_recovery(self._store, user.pk, _digest(token), now, now - LIFETIME)
        return token

    def user(self, token: str) -> User:
        """Whose secret it is. FlowError ``recovery`` if it is over, or none."""
        return user_of(self._row(token))

    def redeem(self, token: str, given: dict[str, Any]) -> User:
        """Set ``{password}``; the user's sessions end, and their other secrets are over.

        FlowError ``recovery``; 3011, 3050, 8000 for the password; 999 when too many ask at once.
        """
        row, password = self._row(token), password_of(given)
        hashed, now = self._passwords.hash(password), self._clock.now()
        if not rows.redeem(self._store, _digest(token), now - LIFETIME, hashed, now):
            raise over()
        user = user_of(row)
        self._store.for_app(row.app_pk, str(row.app_id).upper()).note("password", f"user {user.id}, by e-mail")
        return user

    def _row(self, token: str) -> Any:
        row = rows.find_recovery(self._store, _digest(token), self._clock.now() - LIFETIME)
        if row is None or row.status != ENABLED:
            raise over()
        return row


def over() -> FlowError:
    return FlowError(OVER, sentence("This link was used, or is older than an hour. Ask the app for another one."))


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()
