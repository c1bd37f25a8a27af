"""The runs that people start from the pages: a thread each, a few at once, saved when they end."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections import OrderedDict
from dataclasses import replace
from typing import Any

from blockloom.runtime import Limits, run_flow
from blockloom.runtime.context import Doors
from blockloom.runtime.library import FlowFile
from blockloom.runtime.messaging import Device, Messaging
from blockloom.runtime.messaging.publishing import Announce, unannounced
from blockloom.runtime.phones import Phone
from blockloom.runtime.store import Store
from blockloom.runtime.store.runs import RunRecord, save_run
from blockloom.web.answers import Refusal
from blockloom.web.live import LiveRun
from blockloom.web.noting import Noted

log = logging.getLogger("blockloom.web")

REMEMBERED = 20


class Runs:
    """The live runs of one server. Any number of threads may share it.

    ``doors`` are those that all runs share; each run speaks for its own device and prints its own lines. ``announce``
    is told of each message that a run publishes.
    """

    def __init__(
        self, store: Store, limits: Limits, at_once: int, doors: Doors, announce: Announce = unannounced
    ) -> None:
        self._store = store
        self._limits = limits
        self._at_once = at_once
        self._doors = doors
        self._announce = announce
        self._runs: OrderedDict[str, LiveRun] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, file: FlowFile, inputs: dict[str, Any], phone: Phone) -> LiveRun:
        """Run a checked flow as this phone, in a thread. Refusal 429 if too many are running."""
        run = LiveRun(str(uuid.uuid4()), file.key, file.program, inputs, phone.name, time.time_ns() // 1_000_000)
        with self._lock:
            if sum(not other.ended.is_set() for other in self._runs.values()) >= self._at_once:
                raise Refusal(
                    429,
                    f"{self._at_once} runs are going on, as many as there can be. Stop one, or wait a moment.",
                    wait=2,
                )
            self._runs[run.id] = run
            self._forget()
        threading.Thread(target=self._carry_out, args=(run, phone.device), name=f"run {run.id}", daemon=True).start()
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

    def _forget(self) -> None:
        """Let go of the oldest ended runs; they are in the store."""
        ended = [run.id for run in self._runs.values() if run.ended.is_set()]
        for run_id in ended[: max(0, len(ended) - REMEMBERED)]:
            del self._runs[run_id]

    def _carry_out(self, run: LiveRun, device: Device) -> None:
        try:
            noted = run.noted = Noted(self._doors, device)
            messaging = Messaging(self._store, device, announce=noted.announcing(self._announce))
            doors = replace(noted.doors, messaging=messaging, say=run.say)
            run.outcome = run_flow(
                run.program, run.inputs, doors=doors, limits=self._limits, listener=run.hear, stop=run.stop
            )
            save_run(self._store, record_of(run))
        except Exception:
            log.exception("run %s could not be finished or saved", run.id)
        finally:
            run.ended.set()


def record_of(run: LiveRun) -> RunRecord:
    """The ended run as the store keeps it; its variables are the value of a last event of kind ``end``."""
    outcome = run.outcome
    assert outcome is not None
    end = {"kind": "end", "value": outcome.variables, "steps": outcome.steps}
    return RunRecord(
        id=run.id,
        flow=run.key,
        started=run.started,
        seconds=outcome.seconds,
        status=outcome.status,
        device=run.device,
        inputs=outcome.clean(run.inputs),
        result=outcome.result,
        error=outcome.error,
        log=outcome.log,
        trace=[*run.trace(), end],
    )
