"""Confirming the address that a user registered with or changed to, in apps whose users have to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from blockloom.runtime import apps
from blockloom.runtime.context import ClockDoor
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import letters
from blockloom.runtime.messaging.publishing import Announce
from blockloom.runtime.store import Store
from blockloom.runtime.users import Passwords, User, Users
from blockloom.runtime.users.users import PENDING
from blockloom.runtime.wording import sentence

CONFIRMED, OFF, UNKNOWN = 3102, 3103, 3104


@dataclass(frozen=True, slots=True)
class Confirming:
    """How a process has addresses confirmed: with links to a ``page``, which ``announce`` has sent."""

    page: str
    announce: Announce
    clock: ClockDoor

    def ask(self, store: Store) -> Callable[[User], None]:
        """What sends a user of the store's app the link."""
        return lambda user: letters.keep(store, letters.CONFIRM, user, self.page, self.clock.now(), self.announce)

    def link(self, store: Store, user: User) -> str:
        """A link for who is sent it another way."""
        return letters.link(store, letters.CONFIRM, user, self.page, self.clock)


def pending(store: Store, identity: str) -> User:
    """The user who logs in with this address and has still to confirm it.

    FlowError 3103 where users of the app don't have to, 3104 if nobody logs in so, 3102 if it is confirmed.
    """
    if not apps.confirms(store):
        raise FlowError(
            OFF, sentence("Users of this app don't have to confirm their address: there is nothing to send.")
        )
    user = Users(store, Passwords()).by_login(identity)
    if user is None:
        raise FlowError(UNKNOWN, sentence("No user logs in with this address."))
    if user.status != PENDING:
        raise FlowError(CONFIRMED, sentence("The user has confirmed this address already."))
    return user
