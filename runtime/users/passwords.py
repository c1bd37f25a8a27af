"""Passwords: hashed dearly, and only a few at a time, so that guessing stops nobody else's work."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from blockloom.runtime.errors import FlowError
from blockloom.runtime.wording import sentence

BUSY = 999
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class Passwords:
    """Hashing and checking with ``at_once`` calls at work and ``waiting`` behind them; further ones are refused.

    Any number of threads may share it.
    """

    def __init__(self, at_once: int | None = None, waiting: int = 4) -> None:
        at_once = at_once or min(4, os.cpu_count() or 1)
        self._turns = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(at_once + waiting)

    @cached_property
    def _nobody(self) -> str:
        """What is checked where there is no hash, so that it takes as long."""
        return _hasher.hash(secrets.token_hex(16))

    def hash(self, password: str) -> str:
        """The text to keep. FlowError 999 when too many ask at once."""
        with self._turn():
            return _hasher.hash(password.encode("utf-8", "replace"))

    def check(self, password: str, kept: str | None) -> bool:
        """Whether it is the one that was hashed to ``kept``; as slow as ever where nothing was. FlowError 999."""
        with self._turn():
            try:
                return _hasher.verify(kept or self._nobody, password.encode("utf-8", "replace")) and kept is not None
            except (VerificationError, InvalidHashError):
                return False

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise FlowError(BUSY, sentence("Too many people log in at this moment. Try again in a second."))
        try:
            with self._turns:
                yield
        finally:
            self._places.release()
