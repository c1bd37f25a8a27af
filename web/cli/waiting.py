"""What a person sees while they wait: a bar for work that can be counted, a spinner for work whose end is not known.

Both are for a person at a terminal only, and on stderr. The spinner comes after a quiet second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from rich.progress import Progress

from blockloom.web.cli.console import err, out

Item = TypeVar("Item")
QUIET = 1.0
"""Seconds without a line before the spinner shows."""


class Waiting:
    """What a person sees while they wait. ``make_room(show)`` calls ``show`` with the spinner out of the way."""

    def __init__(self, words: str) -> None:
        self._status = err.status(words)
        self._lock = threading.RLock()
        self._shown = False
        self._since = time.monotonic()
        self._over = threading.Event()

    def make_room(self, show: Callable[[], None]) -> None:
        with self._lock:
            if self._shown:
                self._status.stop()
                self._shown = False
            self._since = time.monotonic()
            show()

    def _watch(self) -> None:
        while not self._over.wait(0.2):
            with self._lock:
                if not self._shown and not self._over.is_set() and time.monotonic() - self._since > QUIET:
                    self._status.start()
                    self._shown = True

    @contextmanager
    def going_on(self) -> Iterator[None]:
        watcher = threading.Thread(target=self._watch, name="spinner", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            self._over.set()
            self.make_room(lambda: None)


@contextmanager
def waiting(words: str) -> Iterator[Waiting]:
    """Show that something is going on, where a person is looking; a pipe or a file sees nothing of it."""
    spinner = Waiting(words)
    if not err.is_terminal:
        yield spinner
        return
    with spinner.going_on():
        yield spinner


def counting(items: Sequence[Item], words: str) -> Iterator[Item]:
    """The items one after the other, with a bar that shows how far it is."""
    # lines for a file or a pipe must not go the bar's way, which is stderr
    with Progress(console=err, transient=True, redirect_stdout=out.is_terminal, disable=not err.is_terminal) as bar:
        yield from bar.track(items, description=words)
