"""Ctrl-C and a termination signal press the run's Stop, so that it ends at once and is recorded."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from blockloom.runtime import StopSignal


@contextmanager
def stopped_by_signals(stop: StopSignal) -> Iterator[list[int]]:
    """Yield the list of the signals that came. A second Ctrl-C does not wait for the run: KeyboardInterrupt."""
    came: list[int] = []

    def press(number: int, _: FrameType | None) -> None:
        if came:
            raise KeyboardInterrupt
        came.append(number)
        stop.stop()

    before = {number: signal.signal(number, press) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
