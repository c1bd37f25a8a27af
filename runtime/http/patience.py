"""How long one request may take, asked every few milliseconds by whatever waits for it."""

from __future__ import annotations

import time

from blockloom.runtime.context import here
from blockloom.runtime.errors import FlowError
from blockloom.runtime.wording import sentence

SECONDS = 20.0
NAP = 0.05
"""Seconds after which a wait is interrupted to ask."""


class Patience:
    """The time of one request, redirects included: ``seconds`` from now, or less if the run has less."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, more than 0. FlowError ``timeout`` when they are over; what ends the run when that is due."""
        ours, runs = self._end - time.monotonic(), here().left()
        if min(ours, runs) <= 0:
            message = sentence("No whole answer came in the time that was left.")
            if ours <= 0:
                message = sentence("No whole answer came within {seconds:g} s.", seconds=self._seconds)
            raise FlowError("timeout", message)
        return min(ours, runs)

    def nap(self) -> float:
        """Seconds to wait before asking again."""
        return min(NAP, self.left())
