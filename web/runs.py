"""The runs of a server: those that people start from the pages, and those of apps that call a flow; a few at once."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from blockloom.runtime import Limits, Outcome, run_flow
from blockloom.runtime.acting import Acting
from blockloom.runtime.context import Doors
from blockloom.runtime.library import FlowFile
from blockloom.runtime.messaging import Device
from blockloom.runtime.messaging.confirming import Confirming
from blockloom.runtime.messaging.publishing import Announce, unannounced
from blockloom.runtime.pausing import Pauses
from blockloom.runtime.permissions import LOOPBACK, Policy, Rights
from blockloom.runtime.repeat import Moment, Repeat
from blockloom.runtime.store import Store
from blockloom.runtime.store.runs import RunRecord, save_run
from blockloom.runtime.users import Passwords, Session, SessionRules
from blockloom.web.answers import Refusal
from blockloom.web.counting import TOO_OFTEN
from blockloom.web.live import LiveRun
from blockloom.web.noting import Noted
from blockloom.web.recording import Recorder
from blockloom.web.registering import Registering
from blockloom.web.words import gettext

log = logging.getLogger("blockloom.web")

REMEMBERED = 20


@dataclass(frozen=True, slots=True)
class Starter:
    """For whom a run works: on the app's ``store``, as a ``device`` with a ``name`` if any, with the ``rights`` and the
    ``session`` of a caller. Without rights it works for whoever has the server, and may do all. ``caller`` says in
    words which call of an app's it is."""

    store: Store
    device: Device | None = None
    name: str = ""
    rights: Rights | None = None
    session: Session | None = None
    caller: str | None = None


@dataclass(frozen=True, slots=True)
class World:
    """What all runs share: ``doors`` makes the doors to an app's data, ``announce`` is told of each message that a run
    publishes and ``ended`` of the end of each run, ``mailing`` says whether a mail server is set up, and users log in
    as ``passwords``, ``policy`` and ``sessions`` say; ``confirming`` has their addresses confirmed."""

    doors: Callable[[Store], Doors]
    passwords: Passwords
    policy: Policy = LOOPBACK
    sessions: SessionRules = SessionRules()
    announce: Announce = unannounced
    mailing: bool = False
    ended: Callable[[], None] = lambda: None
    confirming: Confirming | None = None

    def noted(self, starter: Starter, repeat: Repeat) -> Noted | None:
        """What takes note of what the world gives a run, if that is a device's."""
        if starter.device is None:
            return None
        return Noted(repeat.around(self.doors(starter.store)), starter.device, repeat.tape.seeds[0])

    def of(
        self,
        starter: Starter,
        say: Callable[[str], None],
        noted: Noted | None = None,
        telling: Callable[[dict[str, Any]], None] | None = None,
        repeat: Repeat | None = None,
    ) -> Doors:
        """The doors of one run; ``telling`` hears what becomes of its phone, ``repeat`` tapes them."""
        doors, announce = self.doors(starter.store), self.announce
        if noted is not None:
            doors, announce = noted.doors, noted.announcing(announce)
        messaging = Registering(starter.store, starter.device, None, starter.rights, announce, self.mailing)
        messaging.telling = telling
        users = Acting(
            starter.store,
            self.passwords,
            starter.rights,
            starter.session,
            self.policy,
            self.sessions,
            messaging.act_as,
            self.confirming.ask(starter.store) if self.confirming is not None else None,
        )
        own = {"messaging": messaging, "users": users}
        taped = {name: repeat.door(name, door) for name, door in own.items()} if repeat else own
        return replace(doors, say=say, **taped)


class Runs:
    """The live runs of one server. Any number of threads may share it."""

    def __init__(self, limits: Limits, at_once: int, world: World) -> None:
        self._limits = limits
        self._at_once = at_once
        self._world = world
        self._runs: OrderedDict[str, LiveRun] = OrderedDict()
        self._lock = threading.Lock()
        self._recorder = Recorder()

    def start(
        self,
        file: FlowFile,
        inputs: dict[str, Any],
        starter: Starter,
        pauses: Pauses | None = None,
        moment: Moment | None = None,
    ) -> LiveRun:
        """Run a checked flow in a thread, and save the run when it ends. Refusal 429 if too many are running.

        ``pauses`` says where it stands still, and ``moment``, until when it repeats an earlier run.
        """
        run = self._admitted(file, inputs, starter)
        run.repeat = Repeat(moment, run.hear)
        run.pauses = pauses and pauses.attached(run.stop, run.hear)
        threading.Thread(target=self._carry_out, args=(run, starter), name=f"run {run.id}", daemon=True).start()
        return run

    def call(self, file: FlowFile, inputs: dict[str, Any], starter: Starter) -> Outcome:
        """Run a checked flow here and now, for a caller who waits for what it answers. How it ended and what it printed
        is kept a moment later; what goes in and out is the caller's. Refusal 429 if too many are running."""
        run = self._admitted(file, inputs, starter)
        try:
            doors = self._world.of(starter, run.say)
            outcome = run_flow(run.program, inputs, doors=doors, limits=self._limits, stop=run.stop)
            self._recorder.add(starter.store, ending_of(run, outcome))
            return outcome
        finally:
            run.ended.set()
            with self._lock:
                del self._runs[run.id]

    def carry_out(self, file: FlowFile, starter: Starter, id: str) -> None:
        """Run a checked flow under this id, here and now, without inputs, and keep the run with its steps. Refusal 429
        if too many are running."""
        self._carry_out(self._admitted(file, {}, starter, id), starter)

    def settle(self) -> None:
        """Have all runs that ended in the store."""
        self._recorder.settle()

    def _admitted(self, file: FlowFile, inputs: dict[str, Any], starter: Starter, id: str | None = None) -> LiveRun:
        now = time.time_ns() // 1_000_000
        run = LiveRun(id or str(uuid.uuid4()), file.key, file.program, inputs, starter.name, now, starter.caller)
        with self._lock:
            if sum(not other.ended.is_set() for other in self._runs.values()) >= self._at_once:
                raise Refusal(
                    429,
                    gettext(
                        "{count} runs are going on, as many as there can be. Stop one, or wait a moment.",
                        count=self._at_once,
                    ),
                    TOO_OFTEN,
                    wait=2,
                )
            self._runs[run.id] = run
            self._forget()
        return run

    def get(self, run_id: str) -> LiveRun | None:
        """A run that is going on or has just ended."""
        with self._lock:
            return self._runs.get(run_id)

    def close(self, seconds: float = 5.0) -> None:
        """Stop every run and wait for the ends."""
        with self._lock:
            runs = list(self._runs.values())
        for run in runs:
            run.stop.stop()
        deadline = time.monotonic() + seconds
        for run in runs:
            run.ended.wait(max(0.0, deadline - time.monotonic()))
        self._recorder.close()

    def _forget(self) -> None:
        """Let go of the oldest ended runs; they are in the store."""
        ended = [run.id for run in self._runs.values() if run.ended.is_set()]
        for run_id in ended[: max(0, len(ended) - REMEMBERED)]:
            del self._runs[run_id]

    def _carry_out(self, run: LiveRun, starter: Starter) -> None:
        try:
            repeat = run.repeat or Repeat()
            noted = run.noted = self._world.noted(starter, repeat)
            doors = self._world.of(starter, run.say, noted, run.told, repeat)
            outcome = run_flow(
                run.program, run.inputs, doors=doors, limits=self._limits, listener=run.listen, stop=run.stop
            )
            run.outcome = repeat.ended(outcome)
            save_run(starter.store, record_of(run))
        except Exception:
            log.exception("run %s could not be finished or saved", run.id)
        finally:
            self._world.ended()
            run.ended.set()


def ending_of(run: LiveRun, outcome: Outcome) -> RunRecord:
    """How a run ended, as the store keeps it."""
    return RunRecord(
        id=run.id,
        flow=run.key,
        started=run.started,
        seconds=outcome.seconds,
        status=outcome.status,
        device=run.device,
        error=outcome.error,
        log=outcome.log,
        caller=run.caller,
    )


def record_of(run: LiveRun) -> RunRecord:
    """The ended run as the store keeps it; its variables are the value of a last event of kind ``end``."""
    outcome = run.outcome
    assert outcome is not None
    end = {"kind": "end", "value": outcome.variables, "steps": outcome.steps}
    return replace(
        ending_of(run, outcome),
        inputs=outcome.clean(run.inputs),
        result=outcome.result,
        trace=[*run.trace(), end],
    )
