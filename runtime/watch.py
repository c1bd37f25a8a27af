"""Ends runs, and steps, that are told to stop or have had their time, from a thread of its own.

CPython can raise an exception in another thread between two of its instructions. That is done only while the thread is
in a flow's code or in the blocks and operations it calls, never inside a door, a lock or a listener.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, get_ident
from time import monotonic, sleep
from types import FrameType

from blockloom.runtime.errors import Cancelled, DeadlinePassed, StepTimeout, Stopped

GRACE = 1.0
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


@dataclass(slots=True)
class Limit:
    """Until when a step may take. ``passed``: its time is over, and the deadline is that of what cleans up after it."""

    deadline: float
    passed: bool = False


class Watched:
    """A run that is going on in this thread, for so many seconds. ``over`` says what it has to be ended with.

    ``limits`` are those of the steps around what is going on; ``files`` names code that is a flow's, too.
    """

    __slots__ = ("deadline", "limits", "signal", "thread", "fired", "over", "lock", "files", "outer", "since")

    def __init__(self, seconds: float, signal: StopSignal) -> None:
        self.deadline = monotonic() + seconds
        self.limits: list[Limit] = []
        self.signal = signal
        self.thread = get_ident()
        self.fired = False
        self.over: type[Stopped] | None = None
        self.lock = Lock()
        self.files: set[str] = set()
        self.outer: Watched | None = None
        self.since: float | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let no time pass for the run while it is held. A wish that it ends is heard all the same, by ``due``."""
        self.since = monotonic()
        try:
            yield
        finally:
            with self.lock:
                passed, self.since = monotonic() - self.since, None
                self.deadline += passed
                for limit in self.limits:
                    limit.deadline += passed

    def due(self) -> type[Stopped] | None:
        """What the run has to be ended with by now."""
        if self.signal.wanted:
            return Cancelled
        now = monotonic() if self.since is None else self.since
        if now >= self.deadline:
            return DeadlinePassed
        if self.limits and any(now >= limit.deadline for limit in self.limits):
            return StepTimeout
        return None

    def check(self) -> None:
        """Raise if the run has to end; doors and the trace ask, since no exception is raised inside them."""
        kind = self.over or self.due()
        if kind is not None:
            with self.lock:
                self.spend()
            raise kind

    def left(self) -> float:
        """Seconds until the run, or a step around what is going on, has to end; raises if that is now."""
        self.check()
        return self.nearest() - monotonic()

    def nearest(self) -> float:
        """When the first of the deadlines passes."""
        return min([self.deadline, *(limit.deadline for limit in self.limits)])

    def limit(self, seconds: float) -> int:
        """Give what follows so much time; answer what ``lift`` has to be told."""
        with self.lock:
            self.limits.append(Limit(monotonic() + seconds))
            return len(self.limits) - 1

    def spend(self) -> None:
        """Note which limits have passed, as it is raised; what cleans up after them has a little time of its own."""
        now = monotonic()
        for limit in self.limits:
            if now >= limit.deadline:
                limit.passed, limit.deadline = True, now + GRACE
        if self.over is StepTimeout:
            self.over = None

    def lift(self, depth: int) -> bool:
        """Take a limit away, with those inside it and with what was raised because of them and has not arrived.

        Answers whether one around it has passed, too.
        """
        with self.lock:
            del self.limits[depth:]
            if self.over is StepTimeout:
                self.over = None
            self.forget()
            return any(limit.passed for limit in self.limits)

    def forget(self) -> None:
        """Let what was raised in the thread and has not arrived never do so."""
        if self.fired:
            self.fired = False
            _raise_in(self.thread, None)

    def let_pass(self, seconds: float) -> None:
        """Count so much time as passed for the steps' limits; raises what has to end then."""
        with self.lock:
            for limit in self.limits:
                limit.deadline -= seconds
        self.check()


class Watchdog:
    """Looks after all runs of the process: each says when it enters its flow and when it leaves it."""

    def __init__(self) -> None:
        self._runs: set[Watched] = set()
        self._wake = threading.Event()
        self._awake = False
        self._thread: threading.Thread | None = None
        self._here = threading.local()

    @property
    def current(self) -> Watched | None:
        """The run that is going on in this thread."""
        return getattr(self._here, "run", None)

    def enter(self, run: Watched) -> None:
        """Watch over a run from now on."""
        here = self._here
        run.outer, here.run = getattr(here, "run", None), run
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
        self._here.run = run.outer
        with run.lock:
            if run.fired:
                run.forget()

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
                pause = min(pause, self._look_at(run))
            sleep(pause)

    def _look_at(self, run: Watched) -> float:
        """End a run if that is due; answer how long it can be left alone."""
        with run.lock:
            kind = run.due()
            if kind is None and run.since is not None:
                return _IDLE
            if kind is None:
                return max(run.nearest() - monotonic(), _EAGER)
            run.over = kind
            if _end(run, kind, self._runs):
                run.spend()
            return _EAGER

    def _forget(self) -> None:
        """A forked child has no watching thread yet."""
        self._awake, self._thread = False, None
        self._runs.clear()


WATCHDOG = Watchdog()
os.register_at_fork(after_in_child=WATCHDOG._forget)


def _end(run: Watched, kind: type[Stopped], running: set[Watched]) -> bool:
    """Raise in the run's thread if it stands where that is harmless; else the next look tries again."""
    frame = sys._current_frames().get(run.thread)
    if frame is not None and _harmless(frame, run.files) and run in running:
        run.fired = True
        _raise_in(run.thread, kind)
        return True
    return False


def _harmless(frame: FrameType | None, files: set[str]) -> bool:
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(_FLOW) or name in files:
            return True
        if name not in _PURE and not name.startswith(_BLOCKS):
            return False
        frame = frame.f_back
    return False


def _raise_in(thread: int, kind: type[Stopped] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(kind) if kind else None)
