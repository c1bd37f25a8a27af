"""Secrets that go to users by e-mail, each good once and for a while. Whoever has one has nothing else."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Any, ClassVar

from blockloom.runtime.context import ClockDoor, SystemClock
from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store
from blockloom.runtime.store import recoveries as rows
from blockloom.runtime.users.users import User, user_of

OVER = "over"


class OneTime:
    """The secrets of one ``purpose``, for users of all apps who have this ``status``; ``lifetime`` is in milliseconds.

    ``words`` are said of one that is over.
    """

    purpose: ClassVar[str]
    lifetime: ClassVar[int]
    status: ClassVar[str]
    words: ClassVar[str]

    def __init__(self, store: Store, clock: ClockDoor | None = None) -> None:
        self._store = store
        self._clock = clock or SystemClock()

    def begin(self, user: User) -> str:
        """A new secret for the user. It is over when it was used, after its lifetime, and with another password, e-mail
        or status of the user's."""
        token, now = secrets.token_urlsafe(32), self._clock.now()
        rows.add_recovery(self._store, user.pk, self.purpose, _digest(token), now, now - self.lifetime)
        return token

    def user(self, token: str) -> User:
        """Whose secret it is. FlowError ``over`` if it is over, or none."""
        return user_of(self._row(token))

    def _row(self, token: str) -> Any:
        row = rows.find_recovery(self._store, self.purpose, _digest(token), self._clock.now() - self.lifetime)
        if row is None or row.status != self.status:
            raise self._over()
        return row

    def _use(self, token: str, row: Any, **changes: Any) -> User:
        """Change the user whose secret it is; their other secrets are over, and with a new password their sessions."""
        now = self._clock.now()
        if not rows.redeem(self._store, self.purpose, _digest(token), now - self.lifetime, changes, now):
            raise self._over()
        user = user_of(row)
        self._store.for_app(row.app_pk, str(row.app_id).upper()).note(self.purpose, f"user {user.id}, by e-mail")
        return user

    def _over(self) -> FlowError:
        return FlowError(OVER, self.words)


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()
