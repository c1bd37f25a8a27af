"""Users: register, read, change."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from blockloom.runtime.context import ClockDoor, SystemClock
from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store, apps
from blockloom.runtime.store import users as rows
from blockloom.runtime.users.passwords import Passwords
from blockloom.runtime.users.properties import email_of, identity_of, own_properties, password_of
from blockloom.runtime.wording import sentence

ENABLED, DISABLED, GUEST = "ENABLED", "DISABLED", "GUEST"
PENDING = "PENDING"
"""Of a user who has to confirm the address; apps know it as SAID."""
SAID = {PENDING: "EMAIL_CONFIRMATION_PENDING"}
NO_MAIL = 5050
EXISTS, UNKNOWN, ALREADY_DISABLED, ALREADY_ENABLED, MISSING, NOT_VALID = 3033, 3057, 3085, 3086, 8007, 8008
_UUID = re.compile("[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")


@dataclass(frozen=True, slots=True)
class User:
    """One user of an app. Times are milliseconds since 1970 UTC; ``password`` is the hash, absent for guests."""

    pk: int
    id: str
    email: str | None
    status: str
    properties: dict[str, Any]
    failures: int
    created: int
    updated: int | None
    password: str | None = field(repr=False)

    def record(self) -> dict[str, Any]:
        """What may be told of the user: everything but the password."""
        return {
            **self.properties,
            "objectId": self.id,
            "email": self.email,
            "userStatus": SAID.get(self.status, self.status),
            "created": self.created,
            "updated": self.updated,
            "ownerId": self.id,
            "___class": "Users",
        }


class Users:
    """The users of the store's app. ``confirm`` asks who gives an address to confirm it, in apps whose users have to;
    without it nobody can register or change the address there."""

    def __init__(
        self,
        store: Store,
        passwords: Passwords,
        clock: ClockDoor | None = None,
        confirm: Callable[[User], None] | None = None,
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._clock = clock or SystemClock()
        self._confirm = confirm

    def register(self, given: dict[str, Any]) -> User:
        """Add a user with email, password and properties of their own.

        FlowError 3011, 3013, 3033 (taken), 3040, 3050, 3063, 8000, 8008; 5050 where the address can't be confirmed;
        999 when too many ask at once.
        """
        email, password, own = email_of(given), password_of(given), own_properties(given)
        if not apps.confirms(self._store):
            return self._add(email, self._passwords.hash(password), own, ENABLED)
        confirm = self._asking()
        user = self._add(email, self._passwords.hash(password), own, PENDING)
        confirm(user)
        return user

    def _asking(self) -> Callable[[User], None]:
        if self._confirm is None:
            raise FlowError(NO_MAIL, sentence("No e-mail is sent from here, so nobody could confirm the address."))
        return self._confirm

    def add_guest(self) -> User:
        """Add a user who has no login: whoever holds the session is the user."""
        return self._add(None, None, {}, GUEST)

    def _add(self, email: str | None, password: str | None, own: dict[str, Any], status: str) -> User:
        id = str(uuid.uuid4()).upper()
        values = {
            "object_id": id,
            "identity": None if email is None else identity_of(email),
            "email": email,
            "password": password,
            "status": status,
            "properties": own,
            "created_at": self._clock.now(),
        }
        if not rows.add_user(self._store, values):
            raise taken()
        return self.find(id)

    def find(self, id: str, unknown: int = UNKNOWN) -> User:
        """The user with this id. FlowError ``unknown`` if the app has none."""
        id = id.upper()
        row = rows.find_user(self._store, object_id=id) if _UUID.fullmatch(id) else None
        if row is None:
            raise FlowError(unknown, sentence("The app has no user with that id."))
        return user_of(row)

    def some(self, limit: int, offset: int) -> list[User]:
        """The app's users, oldest first, at most ``limit`` from ``offset`` on."""
        return [user_of(row) for row in rows.some_users(self._store, limit, offset)]

    def count(self) -> int:
        """How many users the app has."""
        return rows.count_users(self._store)

    def by_login(self, login: str) -> User | None:
        """The user who logs in with this address, in any letter case; ``None`` if nobody does."""
        row = rows.find_user(self._store, identity=identity_of(login)) if login.isprintable() else None
        return None if row is None else user_of(row)

    def named(self, identity: Any) -> User:
        """The user with this id or address. FlowError 8007 without one, 3057 if nobody has it."""
        if identity is None or identity == "":
            raise FlowError(MISSING, sentence("Property 'user' is missing. Say which user."))
        text = identity if isinstance(identity, str) else ""
        user = None if _UUID.fullmatch(text.upper()) else self.by_login(text)
        return user or self.find(text)

    def is_to_confirm(self, user: User, given: dict[str, Any]) -> bool:
        """Whether the user has to confirm the address in what is given. Guests need none; whom an administrator
        disabled, they enable again."""
        return _other_email(user, given) and user.status in (ENABLED, PENDING) and apps.confirms(self._store)

    def update(self, user: User, given: dict[str, Any], keep: bytes | None = None) -> User:
        """Set the given properties and leave the others. A new password ends the user's sessions but ``keep``. Who has
        to confirm a new address keeps them, and logs in again once that is done.

        FlowError as ``register``.
        """
        changes: dict[str, Any] = {"updated_at": self._clock.now()}
        confirm = self._asking() if self.is_to_confirm(user, given) else None
        if _other_email(user, given):
            email = email_of(given)
            changes |= {"email": email, "identity": identity_of(email)}
        if confirm is not None:
            changes["status"] = PENDING
        own_properties({**user.properties, **given})
        if given.get("password") is not None:
            changes["password"] = self._passwords.hash(password_of(given))
        if not rows.change_user(self._store, user.pk, changes, keep, lambda held: own_properties({**held, **given})):
            raise taken()
        changed = self.find(user.id)
        if confirm is not None:
            confirm(changed)
        return changed

    def set_status(self, user: User, status: Any) -> User:
        """Enable (and unlock) or disable the user, whose sessions end. FlowError 3085, 3086, 8008."""
        if status not in (ENABLED, DISABLED):
            raise FlowError(
                NOT_VALID, sentence("userStatus has to be {enabled} or {disabled}.", enabled=ENABLED, disabled=DISABLED)
            )
        if status == user.status and not user.failures:
            code = ALREADY_ENABLED if status == ENABLED else ALREADY_DISABLED
            raise FlowError(code, sentence("The user is {status} already.", status=status.lower()))
        rows.change_user(self._store, user.pk, {"status": status, "failures": 0, "updated_at": self._clock.now()})
        return self.find(user.id)


def _other_email(user: User, given: dict[str, Any]) -> bool:
    return given.get("email") is not None and given["email"] != user.email


def user_of(row: rows.UserRow) -> User:
    """The user that a row of the store describes."""
    return User(
        row.pk,
        str(row.object_id).upper(),
        row.email,
        row.status,
        row.properties,
        row.failures,
        row.created_at,
        row.updated_at,
        row.password,
    )


def taken() -> FlowError:
    """What is said to who wants another user's email."""
    return FlowError(EXISTS, sentence("Another user has this email."))
