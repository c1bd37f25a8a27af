"""Ends runs that are told to stop or have had their time, from a thread of its own.

CPython can raise an exception in another thread between two of its instructions. That is done only while the thread is
in a flow's code or in the blocks and operations it calls, never inside a door, a lock or a listener.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from pathlib import Path
from types import FrameType

from blockloom.runtime.errors import Cancelled, DeadlinePassed, Stopped

_IDLE, _EAGER = 0.05, 0.002
_HERE = Path(__file__).parent
_PURE = {str(_HERE / name) for name in ("operations.py", "values.py", "json_values.py", "meter.py")}
_BLOCKS = str(_HERE.parent / "blocks")
_FLOW = "<flow "


class StopSignal:
    """Somebody's wish that a run ends. Any thread may call ``stop``; a run looks at the signal it was given."""

    __slots__ = ("wanted",)

    def __init__(self) -> None:
        self.wanted = False

    def stop(self) -> None:
        self.wanted = True


class Watched:
    """A run that is going on in this thread, for so many seconds. ``over`` says what it has to be ended with."""

    __slots__ = ("deadline", "signal", "thread", "fired", "over")

    def __init__(self, seconds: float, signal: StopSignal) -> None:
        self.deadline = time.monotonic() + seconds
        self.signal = signal
        self.thread = threading.get_ident()
        self.fired = False
        self.over: type[Stopped] | None = None

    def due(self) -> type[Stopped] | None:
        """What the run has to be ended with by now."""
        if self.signal.wanted:
            return Cancelled
        return DeadlinePassed if time.monotonic() >= self.deadline else None

    def check(self) -> None:
        """Raise if the run has to end; doors and the trace ask, since no exception is raised inside them."""
        kind = self.over or self.due()
        if kind is not None:
            raise kind

    def left(self) -> float:
        """Seconds until the run has to end; raises if that is now."""
        self.check()
        return self.deadline - time.monotonic()


class Watchdog:
    """Looks after all runs of the process. Use ``with WATCHDOG.over(watched):`` around a run."""

    def __init__(self) -> None:
        self._runs: set[Watched] = set()
        self._wake = threading.Event()
        self._awake = False
        self._thread: threading.Thread | None = None

    def enter(self, run: Watched) -> None:
        """Watch over a run from now on."""
        self._runs.add(run)
        if not self._awake:
            self._rouse()

    def _rouse(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._watch, name="blockloom-watchdog", daemon=True)
            self._thread.start()
        self._wake.set()

    def leave(self, run: Watched) -> None:
        """Call in the run's own thread when its flow has ended."""
        self._runs.discard(run)
        if run.fired:
            _raise_in(run.thread, None)

    def _watch(self) -> None:
        while True:
            if not self._runs:
                self._awake = False
                self._wake.clear()
                if not self._runs:
                    self._wake.wait()
                self._awake = True
            pause = _IDLE
            for run in list(self._runs):
                kind = run.due()
                if kind is not None:
                    run.over = kind
                    pause = _EAGER
                    _end(run, kind, self._runs)
                else:
                    pause = min(pause, max(run.deadline - time.monotonic(), _EAGER))
            time.sleep(pause)

    def _forget(self) -> None:
        """A forked child has no watching thread yet."""
        self._awake, self._thread = False, None
        self._runs.clear()


WATCHDOG = Watchdog()
os.register_at_fork(after_in_child=WATCHDOG._forget)


def _end(run: Watched, kind: type[Stopped], running: set[Watched]) -> None:
    """Raise in the run's thread if it stands where that is harmless; else the next look tries again."""
    frame = sys._current_frames().get(run.thread)
    if frame is not None and _harmless(frame) and run in running:
        run.fired = True
        _raise_in(run.thread, kind)


def _harmless(frame: FrameType | None) -> bool:
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(_FLOW):
            return True
        if name not in _PURE and not name.startswith(_BLOCKS):
            return False
        frame = frame.f_back
    return False


def _raise_in(thread: int, kind: type[Stopped] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(kind) if kind else None)
