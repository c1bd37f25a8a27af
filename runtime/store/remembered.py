"""What a process may believe for a moment without asking the database again."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

SECONDS = 1.0
"""For so long an answer is believed; whoever changes one waits for as long, and then every process knows."""

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Remembered(Generic[Key, Value]):
    """Answers by key. ``None`` is no answer and is never remembered. Any number of threads may share it."""

    def __init__(self) -> None:
        self._known: dict[Key, tuple[float, Value]] = {}

    def get(self, key: Key, ask: Callable[[], Value | None]) -> Value | None:
        """The answer as it was at most a second ago."""
        known = self._known.get(key)
        began = time.monotonic()
        if known is not None and began - known[0] < SECONDS:
            return known[1]
        found = ask()
        if found is None:
            self._known.pop(key, None)
        else:
            self._known[key] = began, found
        return found

    def outdate(self) -> None:
        """Forget all, and return when other processes have forgotten it too."""
        self._known.clear()
        time.sleep(SECONDS)
