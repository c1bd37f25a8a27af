"""Jobs that are done once and go on after a crash, kept in queues by DBOS. Only this package knows DBOS.

With a store on PostgreSQL the queues are in the same database, in the schema ``dbos``, and several processes share the
work, each under a name of its own. Otherwise they are in the file ``engine.db`` of the data folder, for one process.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, ScheduleInput, StepOptions

from blockloom.runtime.engine import adoption
from blockloom.runtime.engine.outside import options_of
from blockloom.runtime.errors import Unavailable
from blockloom.runtime.store.engine import FROZEN, queue_engine

Answer = TypeVar("Answer")
VERSION = "blockloom-1"
"""Raised when a job of an earlier build could not be gone on with by this one."""
TRIES = 20
_THREADS = 256
_LOOK = 0.2
_PAUSE, _PAUSES = 5.0, 100_000
"""Seconds until a step that could not reach the store is tried again, and how often: for days."""
_ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of work, done by calling ``work`` with the plain values it was enqueued with.

    After a crash ``work`` is called again from its start. What it did in a ``step`` is remembered and not done again;
    all else in it has to come out the same. ``at_once`` is how many of them a process does at a time. ``lost`` is
    called with the same values when the job is called off, since it took one worker after the other down with it.
    Where they go ``one_by_one``, those that are enqueued ``among`` the same wait for one another, over all processes.
    ``look`` is how often a process looks for new ones (seconds).
    """

    name: str
    work: Callable[..., None]
    at_once: int
    lost: Callable[..., None] | None = None
    one_by_one: bool = False
    look: float = _LOOK


@dataclass(frozen=True, slots=True)
class Beat:
    """What is done at the times of a ``cron`` line (UTC), once over all processes; where not all of them can do it
    (``apart``), over those that were given it."""

    name: str
    cron: str
    work: Callable[[], None]
    apart: bool = False


class Engine:
    """The queues of this process. There can be one at a time.

    ``url`` is the store's address if that is PostgreSQL, ``name`` is this process's, the same after each restart.
    """

    def __init__(self, url: str | None, data: Path, jobs: Sequence[Job], beats: Sequence[Beat], name: str) -> None:
        for logger in ("dbos", "sqlalchemy.pool"):
            logging.getLogger(logger).setLevel(logging.ERROR)
        self._jobs = {job.name: job for job in jobs}
        self._beats = beats
        self._own = None if url else queue_engine(data)
        config: DBOSConfig = {
            "name": "blockloom",
            "executor_id": name,
            "application_version": VERSION,
            "serializer": DBOSPortableJSONSerializer(),
            "max_executor_threads": _THREADS,
            "scheduler_polling_interval_sec": 5,
            "sys_db_idle_transaction_timeout_sec": FROZEN,
            "console_log_level": "ERROR",
            "log_level": "ERROR",
            **({"system_database_url": url} if url else {"system_database_engine": self._own}),
        }
        DBOS(config=config)
        DBOS.listen_queues([*self._jobs, *(beat.name for beat in beats if beat.apart)])
        for job in jobs:
            DBOS.workflow(name=job.name, max_recovery_attempts=TRIES)(_function(job))
        self._ticks = [DBOS.workflow(name=beat.name)(_tick(beat)) for beat in beats]

    def start(self) -> None:
        """Take up what is left from before, and whatever comes."""
        DBOS.launch()
        for job in self._jobs.values():
            DBOS.register_queue(
                job.name,
                worker_concurrency=job.at_once,
                partition_concurrency=1 if job.one_by_one else None,
                polling_interval_sec=job.look,
            )
        for beat in self._beats:
            if beat.apart:
                DBOS.register_queue(beat.name, worker_concurrency=1, polling_interval_sec=1.0)
        if self._beats:
            DBOS.apply_schedules(list(map(_schedule, self._beats, self._ticks)))

    def stop(self, patience: int = 20) -> None:
        """Finish the steps that are going on, for ``patience`` seconds; what is left goes on after the next start."""
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=patience)
        if self._own is not None:
            self._own.dispose()

    def enqueue(self, job: str, id: str, *values: Any, at: int | None = None, among: str | None = None) -> None:
        """Have a job done, not before ``at`` (milliseconds since 1970 UTC). The same ``id`` again is no second job.

        ``among`` names those that it is done one by one with.
        """
        DBOS.enqueue_workflow_with_options(options_of(job, id, at, among), *values)

    def step(self, name: str, work: Callable[[], Answer]) -> Answer:
        """Inside a job: do ``work`` and remember its answer, a plain value. A crash can make it happen twice, never
        after its answer was remembered. While the store can't be reached, it is tried again and again."""
        options: StepOptions = {"name": name, "retries_allowed": True, "should_retry": _passes}
        return DBOS.run_step(
            {**options, "interval_seconds": _PAUSE, "backoff_rate": 1.0, "max_attempts": _PAUSES}, work
        )

    def cancel(self, id: str) -> None:
        """Let a job that has not begun never begin, and one that is going on end before its next step."""
        DBOS.cancel_workflow(id)

    def forget(self, before: int, most: int) -> int:
        """Inside a step: forget up to ``most`` jobs that were done before a time (milliseconds since 1970 UTC); answer
        how many. A job that is forgotten could be enqueued again."""
        until = datetime.fromtimestamp(before / 1000, UTC).isoformat()
        found = DBOS.list_workflows(
            status=_ENDED, completed_before=until, limit=most, load_input=False, load_output=False
        )
        if found:
            DBOS.delete_workflows([job.workflow_id for job in found])
        return len(found)

    def requeue(self, name: str) -> int:
        """As ``adoption.requeue``; the jobs that are called off are told so."""
        return adoption.requeue(DBOS, name, self._lost)

    def _lost(self, job: str, values: Sequence[Any]) -> None:
        lost = self._jobs[job].lost if job in self._jobs else None
        if lost is not None:
            lost(*values)


def _passes(error: BaseException) -> bool:
    return isinstance(error, Unavailable)


def _function(job: Job) -> Callable[..., None]:
    def work(*values: Any) -> None:
        job.work(*values)

    return work


def _schedule(beat: Beat, tick: Callable[[datetime, Any], None]) -> ScheduleInput:
    schedule: ScheduleInput = {
        "schedule_name": beat.name,
        "workflow_fn": tick,
        "schedule": beat.cron,
        "context": None,
    }
    return {**schedule, "queue_name": beat.name} if beat.apart else schedule


def _tick(beat: Beat) -> Callable[[datetime, Any], None]:
    def tick(at: datetime, context: Any) -> None:
        beat.work()

    return tick
