"""Who may do what with an app's messaging: one answer for REST and for flows that a user starts.

A rule allows or denies a role an operation, on one channel or on all. The channel's own rules go before those for all
channels; there a user's own roles go before the session's, and these before the key's; where roles of one kind
disagree, a denial holds. What no rule speaks of is as the server's ``Policy`` has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from blockloom.runtime.apps import CLIENT, SERVER
from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store
from blockloom.runtime.store import permissions as rows
from blockloom.runtime.store.bounds import Bounds
from blockloom.runtime.store.permissions import Rule
from blockloom.runtime.users import Roles, User
from blockloom.runtime.wording import sentence

REGISTER: Final = "register"
PUSH, PUBSUB = "publish.push", "publish.pubsub"
STATUS: Final = "read.status"
MANAGE: Final = "manage"
START: Final = "start"
OPERATIONS = {
    REGISTER: sentence("register devices"),
    PUSH: "publish what is pushed to devices, and cancel it",
    PUBSUB: "publish what is told to programs that listen, and cancel it",
    STATUS: sentence("ask what became of a message"),
    MANAGE: sentence("delete channels"),
    START: sentence("start flows by their names"),
}
"""Each operation and what it means."""
_DENIED = OPERATIONS | {
    PUSH: sentence("publish what is pushed to devices"),
    PUBSUB: sentence("publish what is told to programs that listen"),
}
GROUPS = {"publish": (PUSH, PUBSUB), "read": (STATUS,), **{name: (name,) for name in OPERATIONS}}
"""What a person may say instead of an operation's name."""
ALL_CHANNELS = ""
APP_ITSELF, ADMINISTRATOR = "the app itself", "an administrator"
"""In the audit log, where no caller of the API is behind it."""
CREATE, UPDATE, FIND, DELETE, PUBLISH, ACCESS = 1011, 1012, 1013, 1014, 5007, 14008
_CODES = {REGISTER: CREATE, PUSH: PUBLISH, PUBSUB: PUBLISH, STATUS: FIND, MANAGE: DELETE, START: ACCESS}


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds without rules. Client keys may do all but what is ``withheld``, servers' keys all.

    With ``private`` the devices of users are their users' and the server's alone, and so are tokens and searches:
    anybody who has an app has its client key. ``bounds`` are how much apps and devices may take.
    """

    withheld: frozenset[str] = frozenset()
    private: bool = False
    bounds: Bounds | None = None


LOOPBACK = Policy()
_DAY = 24 * 3600 * 1000
PUBLIC = Policy(frozenset({PUSH, PUBSUB, MANAGE, START}), private=True, bounds=Bounds(1_000, 100, _DAY))


@dataclass(frozen=True, slots=True)
class Rights:
    """What a caller may do: who holds a key of a ``kind`` (client or server) and is, or is not, logged in."""

    store: Store
    kind: str = CLIENT
    user: User | None = None
    policy: Policy = LOOPBACK

    @property
    def trusted(self) -> bool:
        """Whether the app's own server calls, which may act for any user."""
        return self.kind == SERVER

    @property
    def who(self) -> str:
        """The caller in words, for the audit log."""
        return f"{self.kind} key, user {self.user.id}" if self.user else f"{self.kind} key"

    @property
    def user_pk(self) -> int | None:
        return self.user.pk if self.user else None

    def may(self, operation: str, channel: str = ALL_CHANNELS) -> bool:
        """Whether the caller may do that on the channel; without one, where no channel has rules of its own."""
        return self._may(rows.known_rules(self.store), operation, channel)

    def _may(self, rules: rows.Rules, operation: str, channel: str = ALL_CHANNELS) -> bool:
        if rules:
            for place in dict.fromkeys((channel, ALL_CHANNELS)):
                if said := rules.get((operation, place)):
                    for roles in Roles(self.store).ranked(self.user, self.kind):
                        if verdicts := [said[role] for role in roles if role in said]:
                            return all(verdicts)
        return self.trusted or operation not in self.policy.withheld

    def may_somewhere(self, operation: str) -> bool:
        """Whether there is any channel on which the caller may do that."""
        rules = rows.known_rules(self.store)
        return self._may(rules, operation) or any(
            self._may(rules, operation, channel) for named, channel in rules if named == operation
        )

    def require(self, operation: str, channels: Iterable[str] = (ALL_CHANNELS,)) -> None:
        """FlowError if the caller may not do that on each channel: 5007 for publishing, 14008 for starting flows,
        1011 to 1014 for the rest."""
        rules = rows.known_rules(self.store)
        for channel in channels:
            if not self._may(rules, operation, channel):
                raise denied(operation, channel)

    def require_any(self, operations: Iterable[str], channel: str | None = None) -> None:
        """As ``require``, where one of the operations, on this or (``None``) on any channel, will do."""
        wanted = list(operations)
        if not any(self.may_somewhere(one) if channel is None else self.may(one, channel) for one in wanted):
            raise denied(wanted[0], channel or ALL_CHANNELS)

    @property
    def bounds(self) -> Bounds | None:
        """How much the caller may take; the app's own server any number."""
        return None if self.trusted else self.policy.bounds

    def may_touch(self, owner: str | None) -> bool:
        """Whether the caller may read and cancel a device of the user with this id (``None``: of nobody)."""
        return owner is None or self.may_see_token(owner)

    def may_see_token(self, owner: str | None) -> bool:
        """Whether the caller may see the token of such a device."""
        return not self.policy.private or self.trusted or (self.user is not None and owner == self.user.id)


def denied(operation: str, channel: str = ALL_CHANNELS) -> FlowError:
    lacking = sentence(
        'This call may not {what}: it lacks the permission "{operation}".', what=_DENIED[operation], operation=operation
    )
    if channel:
        lacking = sentence(
            'This call may not {what} on the channel "{channel}": it lacks the permission "{operation}".',
            what=_DENIED[operation],
            channel=channel[:100],
            operation=operation,
        )
    mend = sentence("Use the server key, or log in as a user with a role that has it.")
    return FlowError(_CODES[operation], sentence("{message} {more}", message=lacking, more=mend))


class Permissions:
    """The rules of the store's app, for whoever administers it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def rules(self) -> list[Rule]:
        """All rules, by channel, role and operation."""
        return rows.rules(self._store)

    def set(self, role: str, operation: str, channel: str, allowed: bool) -> None:
        """Allow or deny. ``operation`` may be a group such as "publish". FlowError 2005 for an unknown role."""
        if not Roles(self._store).exists(role):
            raise FlowError(2005, sentence('The app has no role called "{role}".', role=role[:100]))
        rows.set_rules(self._store, _rules(role, operation, channel, allowed))
        self._store.note(
            "permission", ADMINISTRATOR, role=role, operation=operation, channel=channel or None, allowed=allowed
        )

    def reset(self, role: str, operation: str, channel: str) -> None:
        """Leave it to the other rules and to the policy again."""
        rows.drop_rules(self._store, _rules(role, operation, channel, False))
        self._store.note("permission", ADMINISTRATOR, role=role, operation=operation, channel=channel or None)


def _rules(role: str, operation: str, channel: str, allowed: bool) -> list[Rule]:
    if operation not in GROUPS:
        raise FlowError(
            "operation",
            sentence(
                "There is no operation called {operation}. Use {groups}.",
                operation=operation[:100],
                groups=", ".join(GROUPS),
            ),
        )
    return [Rule(channel, role, one, allowed) for one in GROUPS[operation]]
