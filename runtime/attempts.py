"""The modifiers of a step as functions: several attempts with pauses between them, and a limit of time for all."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from blockloom.runtime.context import entered, here
from blockloom.runtime.errors import FlowError, StepTimeout
from blockloom.runtime.watch import WATCHDOG, StopSignal, Watched
from blockloom.runtime.wording import sentence

LONGEST_PAUSE = 86_400


def attempt(
    step: Callable[[], Any], times: int = 1, wait: float = 0, backoff: float = 1, timeout: float | None = None
) -> Any:
    """What ``step`` answers, tried up to ``times`` times, with a pause of ``wait`` · ``backoff`` ** (n - 1) seconds
    after attempt n (a day at most), all of it within ``timeout`` seconds.

    The last failure goes on. FlowError ``timeout`` if the time is over (``finally`` steps have a second more); what
    ends the run goes through as it is.
    """
    if timeout is None:
        return _repeated(step, times, wait, backoff)
    with _watching() as watched:
        watched.files.add(step.__code__.co_filename)
        depth = watched.limit(timeout)
        try:
            try:
                return _repeated(step, times, wait, backoff)
            finally:
                watched.lift(depth)
        except StepTimeout:
            if watched.lift(depth):  # lifted again, since it may have been raised right there
                raise
            raise FlowError(
                "timeout", sentence("This step took longer than its {timeout:g} s.", timeout=timeout)
            ) from None


def _repeated(step: Callable[[], Any], times: int, wait: float, backoff: float) -> Any:
    for number in range(times - 1):
        try:
            return step()
        except Exception:
            here().clock.wait(min(wait * backoff**number, LONGEST_PAUSE))
    return step()


@contextmanager
def _watching() -> Iterator[Watched]:
    """What watches over the run in this thread; where there is no run, something that only knows of limits."""
    if WATCHDOG.current is not None:
        yield WATCHDOG.current
        return
    alone, doors = Watched(math.inf, StopSignal()), here()
    WATCHDOG.enter(alone)
    try:
        with entered(doors.within(left=alone.left)):
            yield alone
    finally:
        WATCHDOG.leave(alone)
