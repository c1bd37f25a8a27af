"""Roles: what the server gives by itself, and what an administrator gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store
from blockloom.runtime.store import users as rows
from blockloom.runtime.users.users import GUEST, User, user_of
from blockloom.runtime.wording import sentence

SYSTEM = frozenset(
    "ASUser AndroidUser AuthenticatedUser DotNetUser FacebookUser GooglePlusUser GuestUser IOSUser JSUser "
    "NotAuthenticatedUser RestUser ServerCodeUser SocialUser TwitterUser".split()
)
UNKNOWN, EXISTS, SYSTEM_ASSIGNED, SYSTEM_UNASSIGNED, MISSING, NOT_VALID = 2005, 2006, 2007, 2008, 8007, 8008
_MOST, _LONGEST = 100, 100


class Roles:
    """The roles of the store's app. Their names are compared to the letter."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def names(self) -> Sequence[str]:
        """The app's own roles, sorted."""
        return rows.roles(self._store)

    def create(self, name: str) -> None:
        """Make a role. FlowError 2006 if there is one with that name, 8008 for a name that can't be one."""
        if not 0 < len(name) <= _LONGEST or not name.isprintable() or name.isspace():
            raise FlowError(NOT_VALID, sentence("Give the role a name of 1 to {longest} letters.", longest=_LONGEST))
        if name in SYSTEM or not rows.add_role(self._store, name):
            raise FlowError(EXISTS, sentence('There is a role called "{name}" already.', name=name))

    def exists(self, name: str) -> bool:
        """Whether there is a role of this name, the server's own included."""
        return name in SYSTEM or name in self.names()

    def held(self, user: User | None, kind: str) -> list[str]:
        """All roles of a call: those of the key's ``kind`` (client or server), of the session, and the user's own."""
        own, session, key = self.ranked(user, kind)
        return [*key, *session, *own]

    def ranked(self, user: User | None, kind: str) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
        """The same by what they say of the caller, the most particular first."""
        own = rows.roles_of(self._store, user.pk) if user else ()
        session = "NotAuthenticatedUser"
        if user is not None:
            session = "GuestUser" if user.status == GUEST else "AuthenticatedUser"
        return own, (session,), ("ServerCodeUser" if kind == "server" else "RestUser",)

    def assign(self, user: User, name: Any) -> None:
        """Give the user a role. FlowError 2005 for an unknown one, 2007 for one that the server gives by itself."""
        self._set(user, name, True, SYSTEM_ASSIGNED)

    def unassign(self, user: User, name: Any) -> None:
        """Take a role from the user. FlowError 2005, 2008."""
        self._set(user, name, False, SYSTEM_UNASSIGNED)

    def _set(self, user: User, name: Any, held: bool, system: int) -> None:
        name = role_name(name)
        if name in SYSTEM:
            raise FlowError(system, sentence("The server itself gives the role {name}; nobody else can.", name=name))
        if not name.isprintable() or not rows.set_role(self._store, user.pk, name, held):
            raise unknown(name)

    def users(self, name: str) -> list[User]:
        """Up to 100 users who hold the role. FlowError 2005 for an unknown one."""
        found = rows.users_in(self._store, name, _MOST) if name.isprintable() else None
        if found is None:
            raise unknown(name)
        return [user_of(row) for row in found]


def role_name(given: Any) -> str:
    """The name. FlowError 8007 without one, 8008 for what is no text."""
    if given is None or given == "":
        raise FlowError(MISSING, sentence("roleName is missing."))
    if not isinstance(given, str):
        raise FlowError(NOT_VALID, sentence("roleName has to be a text."))
    return given


def unknown(name: str) -> FlowError:
    return FlowError(UNKNOWN, sentence('The app has no role called "{name}".', name=name[:_LONGEST]))
