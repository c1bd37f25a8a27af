"""For whom a run acts: for the app itself, for a caller, or for the user who logged in within it.

Whoever it is, blocks may do for them what calls of theirs may do over REST.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from blockloom.runtime.context import UsersDoor
from blockloom.runtime.errors import FlowError
from blockloom.runtime.permissions import LOOPBACK, Policy, Rights
from blockloom.runtime.store import Store
from blockloom.runtime.users import Passwords, Roles, Session, SessionRules, Sessions, User, Users
from blockloom.runtime.users.properties import email_of, identity_of, own_properties, password_of
from blockloom.runtime.users.users import ENABLED, taken
from blockloom.runtime.wording import sentence

NOBODY = 3023


class Acting(UsersDoor):
    """The users' rules for one run.

    ``rights`` are the caller's with whom it begins; without them it is the app itself, which may do all until somebody
    logs in. ``session`` is the caller's, and ends when the run logs out. ``told`` is called with the new rights when
    they change; ``confirm`` is as for ``Users``. A login within a run opens no session: it ends with the run, and
    nobody is logged out elsewhere.
    """

    def __init__(
        self,
        store: Store,
        passwords: Passwords,
        rights: Rights | None = None,
        session: Session | None = None,
        policy: Policy = LOOPBACK,
        rules: SessionRules | None = None,
        told: Callable[[Rights | None], None] = lambda rights: None,
        confirm: Callable[[User], None] | None = None,
    ) -> None:
        self._users = Users(store, passwords, confirm=confirm)
        self._sessions = Sessions(store, passwords, rules)
        self._roles = Roles(store)
        self._began = rights if rights is None else replace(rights, user=None)
        self._client = self._began or Rights(store, policy=policy)
        self._user = rights.user if rights is not None else None
        self._session = session
        self._told = told

    def register(self, given: dict[str, Any]) -> dict[str, Any]:
        """As ``Users.register``: the user's record. FlowError 3011, 3013, 3033, 3040, 3050, 3063, 5050, 8000, 8008,
        999."""
        return self._users.register(given).record()

    def login(self, login: Any, password: Any) -> dict[str, Any]:
        """As ``Sessions.proven``: the user's record. FlowError 3003, 3006, 3036, 3050, 3087, 3090, 999."""
        user = self._sessions.proven({"login": login, "password": password})
        self._act_for(user)
        return user.record()

    def logout(self) -> None:
        """FlowError 3023 if the run acts for no user."""
        if self._user is None:
            raise FlowError(NOBODY, sentence("Nobody is logged in, so nobody can be logged out."))
        if self._session is not None:
            self._sessions.end(self._session)
        self._act_for(None)

    def current(self) -> dict[str, Any] | None:
        return None if self._user is None else self._user.record()

    def roles(self) -> list[str]:
        return self._roles.held(self._user, self._client.kind)

    def _act_for(self, user: User | None) -> None:
        self._user, self._session = user, None
        self._told(self._began if user is None else replace(self._client, user=user))


class RehearsedUsers(Acting):
    """The same for a dry run and a flow's own tests: who is registered is known to it alone. ``effects`` tells in
    sentences what would have been done."""

    def __init__(self, store: Store, effects: list[str], told: Callable[[Rights | None], None]) -> None:
        super().__init__(store, Passwords(), told=told)
        self._made: dict[str, tuple[User, str]] = {}
        self.effects = effects

    def register(self, given: dict[str, Any]) -> dict[str, Any]:
        email, password, own = email_of(given), password_of(given), own_properties(given)
        if identity_of(email) in self._made or self._users.by_login(email) is not None:
            raise taken()
        now, id = time.time_ns() // 1_000_000, str(uuid.uuid4()).upper()
        user = User(0, id, email, ENABLED, own, 0, now, None, None)
        self._made[identity_of(email)] = user, password
        self.effects.append(f"Would register the user {email}.")
        return user.record()

    def login(self, login: Any, password: Any) -> dict[str, Any]:
        user, known = self._made.get(identity_of(login), (None, "")) if isinstance(login, str) else (None, "")
        if user is None or password != known:
            return super().login(login, password)
        self._act_for(user)
        return user.record()
