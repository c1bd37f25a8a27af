"""Breakpoints: a run that is watched stands still where somebody asked for it, and goes on when told to.

While it stands still no time passes for its deadline and for the limits of its steps. Stop ends it as ever.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from blockloom.runtime.compile import TRACED, Code
from blockloom.runtime.context import Doors
from blockloom.runtime.errors import FlowError
from blockloom.runtime.limits import Limits
from blockloom.runtime.program import Program
from blockloom.runtime.questions import Question, condition_of
from blockloom.runtime.trace import Event
from blockloom.runtime.values import plain
from blockloom.runtime.watch import WATCHDOG, StopSignal
from blockloom.runtime.wording import sentence

LONGEST = 15 * 60.0
"""Seconds that a run stands still at most; then it is stopped, so that it holds its place for nobody."""
_NAP = 0.05
_ASKED = Limits(steps=10_000, seconds=1.0)
_INNER = ".<locals>."


class Pauses:
    """Where a run stands still: ``points`` has conditions by steps' addresses (an empty one always holds); ``stepping``
    stops at the next step, whichever it is. FlowError ``condition`` for a condition that is none.

    Once it is ``attached``, ``tell`` hears an event of kind ``pause`` when the run stands still: its value says why,
    where that is no matter of course. ``stop`` ends the run also then.
    """

    def __init__(self, program: Program, points: Mapping[str, str], stepping: bool = False) -> None:
        self._program, self._stepping = program, stepping
        self._stop = StopSignal()
        self._tell: Callable[[Event], None] = _unheard
        self._gone = threading.Event()
        self._points: dict[str, Question | None] = {}
        self.standing = False
        self.set(points)

    def attached(self, stop: StopSignal, tell: Callable[[Event], None]) -> Pauses:
        """The same, for the run that ``stop`` ends and whose events ``tell`` hears."""
        self._stop, self._tell = stop, tell
        return self

    def set(self, points: Mapping[str, str]) -> None:
        """Stand still at these steps from now on."""
        self._points = {
            path: condition_of(self._program, text) if text.strip() else None for path, text in points.items()
        }

    def go(self, stepping: bool) -> None:
        """Go on, to the next step or as far as the run gets."""
        self._stepping = stepping
        self._gone.set()

    def met(self, event: Event) -> None:
        """Called in the run's own thread with each of its events: stands still where that was asked for."""
        if event.kind != "step" or not (self._stepping or event.path in self._points):
            return
        why = "" if self._stepping else self._why(event.path)
        if why is None or WATCHDOG.current is None:
            return
        self._gone.clear()
        self.standing = True
        self._tell(Event("pause", event.path, event.at, None, why or None))
        watched = WATCHDOG.current
        with watched.held():
            end = time.monotonic() + LONGEST
            while not self._gone.wait(_NAP) and not self._stop.wanted:
                if time.monotonic() > end:
                    self._stop.stop()
        self.standing = False
        watched.check()

    def _why(self, path: str) -> str | None:
        """Why the run stands still here, in words if they are needed; None if it does not."""
        question = self._points[path]
        if question is None:
            return ""
        try:
            holds = question.answer(variables_now(self._program.code(TRACED)), Doors(), _ASKED)
        except FlowError as error:
            return sentence("The condition could not be worked out: {reason}", reason=error.message)
        return None if holds is False else "" if holds is True else sentence("The condition is neither true nor false.")


def _unheard(event: Event) -> None:
    """Nobody listens."""


def variables_now(code: Code) -> dict[str, Any]:
    """The flow's variables where this thread's run stands: those of the function that runs, else the flow's own."""
    frame, found = sys._getframe(), dict[str, Any]()
    filename = code.main.__code__.co_filename
    while frame.f_back is not None and frame.f_code.co_filename != filename:
        frame = frame.f_back
    scope = _scope(frame.f_code.co_qualname, code)
    names = code.scopes.get(scope, code.variables)
    while (
        frame is not None and frame.f_code.co_filename == filename and _scope(frame.f_code.co_qualname, code) == scope
    ):
        known = frame.f_locals
        found = {name: known[slot] for slot, name in names.items() if slot in known} | found
        if frame.f_code.co_name == (scope or "flow"):
            break
        frame = frame.f_back  # type: ignore[assignment]
    return {name: plain(value) for name, value in found.items()}


def _scope(qualname: str, code: Code) -> str:
    """The function of the flow to which a part of the code belongs; "" for the flow's own steps."""
    inner = qualname.split(_INNER)[1:2]
    return inner[0] if inner and inner[0] in code.scopes else ""
