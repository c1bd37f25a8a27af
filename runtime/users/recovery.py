"""Choosing a new password without the old one: with a secret that comes by e-mail, once and within the hour."""

from __future__ import annotations

from typing import Any

from blockloom.runtime.context import ClockDoor
from blockloom.runtime.store import Store
from blockloom.runtime.users.onetime import OneTime
from blockloom.runtime.users.passwords import Passwords
from blockloom.runtime.users.properties import password_of
from blockloom.runtime.users.users import ENABLED, User
from blockloom.runtime.wording import sentence


class Recovery(OneTime):
    """The secrets with which users choose a new password."""

    purpose, lifetime, status = "password", 3_600_000, ENABLED
    words = sentence("This link was used, or is older than an hour. Ask the app for another one.")

    def __init__(self, store: Store, passwords: Passwords, clock: ClockDoor | None = None) -> None:
        super().__init__(store, clock)
        self._passwords = passwords

    def redeem(self, token: str, given: dict[str, Any]) -> User:
        """Set ``{password}``; the user's sessions end, and their other secrets are over.

        FlowError ``over``; 3011, 3050, 8000 for the password; 999 when too many ask at once.
        """
        row, password = self._row(token), password_of(given)
        return self._use(token, row, password=self._passwords.hash(password))
