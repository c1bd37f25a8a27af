"""Proving that an e-mail address is one's own: with a secret that comes to it, once and within a day."""

from __future__ import annotations

from blockloom.runtime.users.onetime import OneTime
from blockloom.runtime.users.users import ENABLED, PENDING, User
from blockloom.runtime.wording import sentence


class Confirmation(OneTime):
    """The secrets with which users confirm their address, who can log in from then on."""

    purpose, lifetime, status = "confirmation", 24 * 3_600_000, PENDING
    words = sentence("This link was used, or is older than a day. If you can't log in, ask the app for another one.")

    def redeem(self, token: str) -> User:
        """Let the user log in. FlowError ``over``."""
        return self._use(token, self._row(token), status=ENABLED)
