"""The runs of a process: of people at the pages and of apps that call a flow, a few at once, and those of schedules."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections import OrderedDict
from dataclasses import replace
from typing import Any

from blockloom.runtime import Limits, Outcome, run_flow
from blockloom.runtime.library import FlowFile
from blockloom.runtime.pausing import Pauses
from blockloom.runtime.repeat import Moment, Repeat
from blockloom.runtime.store import Store
from blockloom.runtime.store.running import Running
from blockloom.runtime.store.runs import RunRecord, save_run
from blockloom.web.answers import Refusal
from blockloom.web.board import Board
from blockloom.web.counting import TOO_OFTEN
from blockloom.web.live import LiveRun, Way
from blockloom.web.recording import Recorder
from blockloom.web.words import gettext
from blockloom.web.world import Starter, World

log = logging.getLogger("blockloom.web")

REMEMBERED = 20


class Runs:
    """The live runs of one process, and by the ``store`` those of the others that share it. Any number of threads may
    share it."""

    def __init__(self, store: Store, limits: Limits, at_once: int, world: World) -> None:
        self._limits = limits
        self._at_once = at_once
        self._world = world
        self._runs: OrderedDict[str, LiveRun] = OrderedDict()
        self._lock = threading.Lock()
        self._recorder = Recorder()
        self._board = Board(store, self._live)

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
        run = self._admitted(file, inputs, starter, "started")
        run.repeat = Repeat(moment, run.hear)
        run.pauses = pauses and pauses.attached(run.stop, run.hear)
        threading.Thread(target=self._carry_out, args=(run, starter), name=f"run {run.id}", daemon=True).start()
        return run

    def call(self, file: FlowFile, inputs: dict[str, Any], starter: Starter) -> Outcome:
        """Run a checked flow here and now, for a caller who waits for what it answers. How it ended and what it printed
        is kept a moment later; what goes in and out is the caller's. Refusal 429 if too many are running."""
        run = self._admitted(file, inputs, starter, "called")
        try:
            doors = self._world.of(starter, run.say)
            outcome = run_flow(run.program, inputs, doors=doors, limits=self._limits, stop=run.stop)
            self._recorder.add(starter.store, ending_of(run, outcome))
            return outcome
        finally:
            run.ended.set()
            self._drop(run)

    def carry_out(self, file: FlowFile, starter: Starter, id: str) -> None:
        """Run a checked flow under this id, here and now, without inputs, and keep the run with its steps."""
        run = self._admitted(file, {}, starter, "timed", id)
        self._carry_out(run, starter)
        self._drop(run)

    def settle(self) -> None:
        """Have all runs that ended in the store."""
        self._recorder.settle()

    def _admitted(
        self, file: FlowFile, inputs: dict[str, Any], starter: Starter, way: Way, id: str | None = None
    ) -> LiveRun:
        now = time.time_ns() // 1_000_000
        run = LiveRun(id or str(uuid.uuid4()), file.key, file.program, inputs, starter.name, now, starter.caller, way)
        with self._lock:
            others = [other for other in self._runs.values() if other.way != "timed" and not other.ended.is_set()]
            if way != "timed" and len(others) >= self._at_once:
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
        self._board.begun()
        return run

    def get(self, run_id: str) -> LiveRun | None:
        """A run that can be watched, as it goes on or after it has just ended."""
        with self._lock:
            run = self._runs.get(run_id)
        return run if run is not None and run.running.watchable else None

    def going(self) -> list[Running]:
        """The runs that go on, here and in the other processes, the latest first; of the latter those of a second or
        so ago."""
        here = [run.running for run in self._live()]
        return sorted([*here, *self._board.elsewhere()], key=lambda run: run.started, reverse=True)

    def stop(self, run_id: str) -> bool:
        """Stop a run, here at once, in another process within a second or so; answer whether there is such a run. One
        that has ended stays as it is."""
        with self._lock:
            run = self._runs.get(run_id)
        if run is None:
            return self._board.stop(run_id)
        run.stop.stop()
        return True

    def _live(self) -> list[LiveRun]:
        with self._lock:
            return [run for run in self._runs.values() if not run.ended.is_set()]

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
        self._board.close()

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
            run.ended.set()
            self._world.ended()

    def _drop(self, run: LiveRun) -> None:
        with self._lock:
            del self._runs[run.id]


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
