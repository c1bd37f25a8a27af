"""What the tests of the messaging rules share."""

from __future__ import annotations

import re

from blockloom.runtime.messaging import Device

UPPER_UUID = re.compile("[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}")
START = 1_900_000_000_000


class HandClock:
    """A clock that moves only when it is told to, in milliseconds."""

    def __init__(self) -> None:
        self.time = START

    def now(self) -> int:
        return self.time

    def wait(self, seconds: float) -> None:
        self.time += round(seconds * 1000)


def phone(number: int = 1, token: str | None = None) -> Device:
    return Device(f"phone-{number}", token or f"token-{number}", "ANDROID", "14")
