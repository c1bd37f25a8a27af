"""Starts flows at the times of their ``schedule`` triggers: once each, over all the processes that share the work.

A run that can't begin within a minute of its time is left out, be it that nothing was at work then or that an earlier
run of the same flow went on. One that went down with its process is not begun again: what it did would be done twice.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from cronsim import CronSim

from blockloom.runtime.context import ClockDoor, SystemClock
from blockloom.runtime.dates import zone_of
from blockloom.runtime.engine import Beat, Engine, Job
from blockloom.runtime.errors import FlowError
from blockloom.runtime.inputs import complete_inputs
from blockloom.runtime.library import FlowFile, FlowLibrary
from blockloom.runtime.model import Trigger
from blockloom.runtime.wording import sentence

AHEAD, LATE = 150_000, 60_000
"""How far ahead a look sees, and how late a run may begin (milliseconds)."""
AT_ONCE = 4
INTERRUPTED = sentence("The server or worker ended in the middle of it. It is not begun again: nothing is done twice.")
Run = Callable[[FlowFile, str, Trigger], None]
Lost = Callable[[str, str, int], None]


class Timing:
    """The schedules of the flows of one app, kept by the ``engine`` that does its ``job`` and its ``beat``.

    ``run`` runs a flow here and now, under a run's id, since a trigger says so. ``lost`` is told which run (id, flow,
    time) went down with its process.
    """

    def __init__(
        self,
        library: FlowLibrary,
        is_foreign: Callable[[str], bool],
        app: str,
        run: Run,
        lost: Lost,
        clock: ClockDoor | None = None,
    ) -> None:
        self._library = library
        self._is_foreign = is_foreign
        self._app = app
        self._run = run
        self._lost = lost
        self._clock = clock or SystemClock()
        self.engine: Engine | None = None
        self._told: dict[str, int] = {}
        self._lock = threading.Lock()
        self.job = Job("timed", self._start, AT_ONCE, self._given_up, one_by_one=True, look=1.0)
        self.beat = Beat("timing", "* * * * *", self.look, apart=True)

    def look(self) -> None:
        """Have runs started that fall due soon."""
        self.take_up(self._library.list(examples=False))

    def take_up(self, files: Iterable[FlowFile]) -> None:
        """As ``look``, for some flows, such as one that was just saved."""
        now = self._clock.now()
        for file in files:
            if schedules(file) and hindrance(file, self._is_foreign) is None:
                for due, _ in times(file, now, now + AHEAD):
                    self._enqueue(file.key, due, now)

    def _enqueue(self, key: str, due: int, now: int) -> None:
        """Tell the engine of a run, unless it was told already: a save is to cost no look into its queues."""
        id = self._id(key, due)
        if id not in self._told:
            self._at_work.enqueue(self.job.name, f"timed:{id}", key, due, at=due, among=f"{self._app}/{key}")
            with self._lock:
                self._told = {told: at for told, at in self._told.items() if at > now} | {id: due}

    @property
    def _at_work(self) -> Engine:
        assert self.engine is not None
        return self.engine

    def _id(self, key: str, due: int) -> str:
        """The run of this flow at this time has one id, however many processes come to it."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self._app}/{key}/{due}"))

    def _start(self, key: str, due: int) -> None:
        mine = uuid.uuid4().hex
        if self._at_work.step("begin", lambda: mine) != mine:
            self._given_up(key, due)
        elif self._clock.now() <= due + LATE:
            found = self._due(key, due)
            if found is not None:
                self._run(found[0], self._id(key, due), found[1])

    def _given_up(self, key: str, due: int) -> None:
        self._lost(self._id(key, due), key, due)

    def _due(self, key: str, due: int) -> tuple[FlowFile, Trigger] | None:
        """The flow as it is by now, and the trigger that starts it then; ``None`` if none does any more."""
        if not self._library.has(key):
            return None
        file = self._library.read(key)
        if hindrance(file, self._is_foreign) is not None:
            return None
        return next(((file, trigger) for _, trigger in times(file, due - 1, due)), None)


def hindrance(file: FlowFile, is_foreign: Callable[[str], bool]) -> str | None:
    """Why no schedule starts a flow: it is an ``example``, which nobody could change; it has ``findings`` to mend; it
    is ``foreign`` and nobody allowed it; it needs ``inputs``, which a clock can't give."""
    if file.example:
        return "example"
    if not file.program.ok:
        return "findings"
    if is_foreign(file.key):
        return "foreign"
    try:
        complete_inputs(file.program.runnable().inputs, {})
    except FlowError:
        return "inputs"
    return None


def schedules(file: FlowFile) -> list[Trigger]:
    """The triggers of a flow that are schedules."""
    return [trigger for trigger in file.program.flow.when if trigger.kind == "schedule"] if file.program.flow else []


def times(file: FlowFile, after: int, upto: int) -> list[tuple[int, Trigger]]:
    """When a flow's schedules start it, after a time and not after another (milliseconds since 1970 UTC), each time
    once and with one of the triggers."""
    found: dict[int, Trigger] = {}
    for trigger in schedules(file):
        for due in _times(trigger, after):
            if due > upto:
                break
            found.setdefault(due, trigger)
    return sorted(found.items())


def next_time(file: FlowFile, after: int) -> tuple[int, Trigger] | None:
    """The first time after a moment at which a schedule starts a flow; ``None`` if there is none."""
    firsts = [(due, trigger) for trigger in schedules(file) for due in [next(_times(trigger, after), None)] if due]
    return min(firsts, key=lambda first: first[0], default=None)


def _times(trigger: Trigger, after: int) -> Iterator[int]:
    zone = zone_of(trigger.settings.get("timezone", "UTC"))
    begin = datetime.fromtimestamp(after / 1000, UTC).astimezone(zone)
    for moment in CronSim(trigger.settings["cron"], begin):
        yield round(moment.timestamp() * 1000)
