"""A flow's own tests: run it with what is given, then hold its expectations against how it ended."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing, contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from blockloom.runtime.absent import NoFlows
from blockloom.runtime.acting import RehearsedUsers
from blockloom.runtime.context import Doors, FlowsDoor, SystemClock
from blockloom.runtime.data import give_rows, rehearse_data
from blockloom.runtime.errors import BlockloomError, FlowError
from blockloom.runtime.format.given import moment_of
from blockloom.runtime.http import GivenHttp, given_answers
from blockloom.runtime.limits import Limits
from blockloom.runtime.messaging import Device, make_device, rehearse, stable_device
from blockloom.runtime.model import Test, Value
from blockloom.runtime.program import Program
from blockloom.runtime.questions import names_read
from blockloom.runtime.run import Outcome, run_flow
from blockloom.runtime.secrets import StandInSecrets
from blockloom.runtime.store import Store
from blockloom.runtime.trace import StepTrace
from blockloom.runtime.unmet import Looking
from blockloom.runtime.watch import WATCHDOG
from blockloom.runtime.wording import sentence

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TestResult:
    """How one test ended; ``message`` says what was expected and is not so, and what was found instead.

    ``path`` is the step at which the flow failed, empty where it did not; ``steps`` says how often each step began.
    """

    __test__ = False
    name: str
    ok: bool
    message: str = ""
    path: str = field(default="", compare=False)
    steps: dict[str, int] = field(default_factory=dict, compare=False)


@dataclass(slots=True)
class FixedClock:
    """A clock that moves only while the flow waits, in milliseconds since 1970 UTC. Steps' timeouts go by it, too."""

    moment: int

    def now(self) -> int:
        return self.moment

    def wait(self, seconds: float) -> None:
        self.moment += round(seconds * 1000)
        if WATCHDOG.current is not None:
            WATCHDOG.current.let_pass(seconds)


def run_tests(program: Program, limits: Limits | None = None, flows: FlowsDoor | None = None) -> list[TestResult]:
    """Run a program's own tests, each from scratch on an empty store; raises NotRunnable if the program has errors.

    ``flows`` knows the flows that it runs.
    """
    tests = program.runnable().tests
    if not tests:
        return []
    with empty_store() as store:
        named = ((test.name or f"test {number}", test) for number, test in enumerate(tests, 1))
        known = NoFlows() if flows is None else flows
        return [_run_test(program, name, test, store, limits or Limits(), known) for name, test in named]


@contextmanager
def empty_store() -> Iterator[Store]:
    """A store without anything in it, which is gone when the ``with`` block ends."""
    with TemporaryDirectory(prefix="blockloom-") as folder, closing(Store.open(None, Path(folder))) as store:
        yield store


@contextmanager
def given_world(given: dict[str, Any], store: Store, flows: FlowsDoor) -> Iterator[tuple[Doors, list[dict[str, Any]]]]:
    """The doors of a run that is given what a test says, and the messages that it publishes through them."""
    clock = _clock(given.get("clock"))
    with rehearse(store, _device(given.get("device"), store), clock) as messaging, rehearse_data(store, clock) as data:
        give_rows(data, given.get("rows", {}))
        messaging.give(given.get("messages", []))
        doors = Doors(
            messaging,
            clock,
            random.Random(given.get("random", 0)),
            lambda text: None,
            http=GivenHttp(given_answers(given.get("http", []))),
            data=data,
            secrets=StandInSecrets(),
            flows=flows,
            users=RehearsedUsers(store, messaging.effects, messaging.act_as),
        )
        yield doors, messaging.sent


def _run_test(program: Program, name: str, test: Test, store: Store, limits: Limits, flows: FlowsDoor) -> TestResult:
    went, failed = StepTrace(), ""
    try:
        with given_world(test.given, store, flows) as (doors, sent):
            outcome = run_flow(program, test.given.get("inputs") or {}, doors=doors, limits=limits, listener=went)
            failed = (outcome.error or {}).get("path", "")
            message = _judged(program, test, outcome, sent, doors, limits)
    except BlockloomError as error:
        message = error.args[0]
    return TestResult(name, not message, message, failed if message else "", went.counts())


def _judged(
    program: Program, test: Test, outcome: Outcome, sent: list[dict[str, Any]], doors: Doors, limits: Limits
) -> str:
    """What of a test is not so; empty if all is."""
    error = outcome.error and {**outcome.error, "message": str(outcome.error["message"])}
    seen = {**outcome.variables, "result": outcome.result, "log": outcome.log, "error": error, "sent": sent}
    expects_error = any("error" in names_read(value) for value in test.expect)
    if outcome.error is not None and not expects_error:
        where = sentence(" (line {line})", line=outcome.error["line"]) if outcome.error["line"] else ""
        return sentence("The flow failed: {error}{where}", error=outcome.error["message"], where=where)
    unmet = [
        told for value in test.expect if (told := _unmet(Looking(program, seen, doors, limits), value)) is not None
    ]
    return reduce(lambda one, other: sentence("{one} {other}", one=one, other=other), unmet) if unmet else ""


def _unmet(looking: Looking, value: Value) -> str | None:
    line, text = value.place.line, looking.text(value)
    again = replace(looking, doors=replace(looking.doors, random=copy(looking.doors.random)))  # draws the same
    try:
        held = looking.answer(value)
    except FlowError as error:
        return sentence(
            "Line {line}: {text} could not be looked at: {reason}", line=line, text=text, reason=error.message
        )
    if held is True:
        return None
    if found := again.found(value):
        return sentence("Line {line}: {text} does not hold: {found}.", line=line, text=text, found=found)
    return sentence("Line {line}: {text} does not hold.", line=line, text=text)


def _device(given: dict[str, str] | None, store: Store) -> Device:
    return stable_device(store) if given is None else make_device(given, store)


def _clock(given: Any) -> FixedClock:
    if given is None:
        return FixedClock(SystemClock().now())
    return FixedClock(round((moment_of(given) - _EPOCH) / timedelta(milliseconds=1)))
