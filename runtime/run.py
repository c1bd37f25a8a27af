"""Runs a program: inputs in, doors open, steps counted, time watched; an Outcome out, whatever happens."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from blockloom.runtime.compile import PLAIN, STEPS, TRACED, Code
from blockloom.runtime.context import Doors, enter, leave
from blockloom.runtime.errors import DeadlinePassed, FlowError, OutputSpent, Stopped, Unavailable
from blockloom.runtime.inputs import complete_inputs
from blockloom.runtime.limits import Limits
from blockloom.runtime.meter import Meter
from blockloom.runtime.nested import NestedFlows
from blockloom.runtime.program import Program
from blockloom.runtime.secrets import Hiding
from blockloom.runtime.trace import Event, StepTrace, Tracer
from blockloom.runtime.values import plain, sized
from blockloom.runtime.watch import WATCHDOG, StopSignal, Watched
from blockloom.runtime.wording import sentence


@dataclass(slots=True)
class Outcome:
    """How a run ended. ``status`` is ``ok``, ``error`` (a step failed) or ``stopped`` (a limit, or Stop).

    ``error`` is {code, message, path, line}, whose message is a Sentence where the words are ours; it is
    ``unavailable`` where the store was. ``_names`` maps the slots in ``_frame`` to the flow's variables.
    """

    status: Literal["ok", "error", "stopped"] = "ok"
    result: Any = None
    log: list[str] = field(default_factory=list)
    error: dict[str, Any] | None = None
    unavailable: bool = False
    steps: int = 0
    seconds: float = 0.0
    _frame: dict[str, Any] = field(default_factory=dict, repr=False)
    _names: dict[str, str] = field(default_factory=dict, repr=False)
    _hiding: Hiding = field(default_factory=Hiding, repr=False)

    @property
    def variables(self) -> dict[str, Any]:
        """The flow's variables as they were at the end, by name."""
        frame = self._frame
        return {name: self.clean(_shown(frame[slot])) for slot, name in self._names.items() if slot in frame}

    def clean(self, value: Any) -> Any:
        """A value that the run left elsewhere, without the secrets that the run has read."""
        return self._hiding.clean(value)

    def as_dict(self) -> dict[str, Any]:
        return {
            "status": self.status,
            "result": self.result,
            "log": self.log,
            "error": self.error,
            "variables": self.variables,
            "steps": self.steps,
            "seconds": round(self.seconds, 6),
        }


def run_flow(
    program: Program,
    inputs: dict[str, Any] | None = None,
    *,
    doors: Doors,
    limits: Limits | None = None,
    listener: Callable[[Event], None] | StepTrace | None = None,
    stop: StopSignal | None = None,
) -> Outcome:
    """Run a program that has no errors (NotRunnable otherwise).

    What the flow does wrong is in the outcome, never an exception. ``listener`` gets every event as it happens, in the
    run's thread, or is a StepTrace; ``stop`` ends the run at once from any other.
    """
    limits = limits or _DEFAULT
    code = program.code(PLAIN if listener is None else STEPS if isinstance(listener, StepTrace) else TRACED)
    return _Run(program, code, doors, limits, listener, stop or _UNSTOPPED).go(inputs or {})


def _shown(value: Any) -> Any:
    try:
        return plain(value)
    except FlowError as error:
        return str(error)


def _forget(frame: dict[str, Any]) -> None:
    """The variables of a flow that is a part of a run are nobody's."""


_DEFAULT = Limits()
_UNSTOPPED = StopSignal()


class _Run:
    __slots__ = (
        "program", "code", "limits", "hiding", "outcome", "meter", "turns", "watched", "listener", "tracer", "steps",
        "printed", "given",
    )  # fmt: skip

    def __init__(
        self,
        program: Program,
        code: Code,
        doors: Doors,
        limits: Limits,
        listener: Callable[[Event], None] | StepTrace | None,
        stop: StopSignal,
    ) -> None:
        self.program = program
        self.code = code
        self.limits = limits
        self.hiding = Hiding(doors.secrets)
        self.outcome = Outcome(_names=code.variables, _hiding=self.hiding)
        self.meter = Meter(limits.steps)
        self.turns = self.meter.turns()
        self.watched = Watched(limits.seconds, stop)
        self.steps = listener if isinstance(listener, StepTrace) else None
        self.listener = None if isinstance(listener, StepTrace) else listener
        self.tracer = Tracer(self.tell, code.paths, self.watched) if self.listener is not None else None
        self.printed = 0
        self.given = doors

    def go(self, inputs: dict[str, Any]) -> Outcome:
        start = time.perf_counter()
        try:
            values = complete_inputs(self.code.inputs, inputs)
            given = self.given
            flows = NestedFlows(given.flows, self.start)
            token = enter(given.within(say=self.say, left=self.watched.left, secrets=self.hiding, flows=flows))
            try:
                self.outcome.result = self.hiding.clean(plain(self.call(values)))
            finally:
                leave(token)
        except Exception as error:
            self.fail("error", self.code.teller.told(error))
        except Stopped as stopped:
            self.fail("stopped", FlowError(stopped.code, self.words(stopped), self.code.teller.path_of(stopped)))
        self.outcome.steps = self.meter.end()
        self.outcome.seconds = time.perf_counter() - start
        return self.outcome

    def call(self, values: list[Any]) -> Any:
        tracer, steps = self.tracer, self.steps
        at = tracer.at if tracer is not None else steps.begin(self.code.paths) if steps is not None else None
        saw = tracer.saw if tracer is not None else None
        meter = self.meter
        WATCHDOG.enter(self.watched)
        try:
            try:
                return self.code.main(self.turns, meter.chunks, meter.refund, self.passed, at, saw, self.keep, *values)
            finally:
                WATCHDOG.leave(self.watched)
        except Stopped:
            WATCHDOG.leave(self.watched)  # again, since it may have been raised right there
            raise

    def start(self, code: Code, values: list[Any]) -> Any:
        """Run another flow as a part of this run."""
        meter = self.meter
        return code.main(self.turns, meter.chunks, meter.refund, self.passed, None, None, _forget, *values)

    def passed(self, value: Any) -> Any:
        """What a door answered: time to end the run if that is due, and within the language's limits."""
        self.watched.check()
        return sized(value)

    def words(self, stopped: Stopped) -> str:
        if isinstance(stopped, DeadlinePassed):
            return sentence("The run was stopped after its limit of {seconds:g} s.", seconds=self.limits.seconds)
        return stopped.args[0] if stopped.args else sentence("The run was stopped.")

    def keep(self, frame: dict[str, Any]) -> None:
        """Keep the flow's variables, whatever their number; what else is in the frame would hold the run in memory."""
        for name in self.code.machinery:
            frame.pop(name, None)
        self.outcome._frame = frame

    def tell(self, event: Event) -> None:
        """An event for the listener, without the secrets that the run has read."""
        assert self.listener is not None
        self.listener(event._replace(value=self.hiding.clean(event.value)) if self.hiding else event)

    def say(self, text: str) -> None:
        text = self.hiding.clean(text)
        self.printed += len(text) + 1
        if self.printed > self.limits.output:
            raise OutputSpent(
                sentence("The run printed more than its limit of {output:,} characters.", output=self.limits.output)
            )
        self.outcome.log.append(text)
        if self.tracer is not None:
            self.tracer.said(text)
        self.given.say(text)

    def fail(self, status: Literal["error", "stopped"], error: FlowError) -> None:
        line = self.program.line_of(error.path)
        self.outcome.status = status
        self.outcome.unavailable = isinstance(error, Unavailable)
        self.outcome.error = self.hiding.clean({**error.record(), "message": error.message, "line": line})
        if self.tracer is not None:
            self.tracer.failed(error.path, error.message)
