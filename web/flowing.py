"""What flows run with in any process: the library, the world behind their doors, and their schedules."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import blockloom
from blockloom.runtime.context import Doors, SystemClock
from blockloom.runtime.data import Data
from blockloom.runtime.history import FlowHistory
from blockloom.runtime.http import Http, Reach
from blockloom.runtime.library import FlowFile, FlowLibrary, LibraryFlows
from blockloom.runtime.messaging.confirming import Confirming
from blockloom.runtime.model import Trigger
from blockloom.runtime.secrets import Vault
from blockloom.runtime.store import Store
from blockloom.runtime.store.runs import RunRecord, find_run, save_run
from blockloom.runtime.timing import INTERRUPTED, Timing
from blockloom.runtime.users import Passwords
from blockloom.web.callers import SCHEDULE, told
from blockloom.web.pushing import Pushing
from blockloom.web.runs import Runs
from blockloom.web.settings import ServerSettings
from blockloom.web.world import Starter, World


@dataclass(frozen=True, slots=True)
class Flowing:
    """The flows of a process and what they run with."""

    library: FlowLibrary
    history: FlowHistory
    world: World
    runs: Runs


def flowing(
    settings: ServerSettings, pushing: Pushing, ended: Callable[[], None] = lambda: None, confirm: str = ""
) -> Flowing:
    """For what ``pushing`` delivers in this process, which from its start on keeps the flows' schedules too. ``ended``
    is told of the end of each run. ``confirm`` is where users confirm their address, if there are pages here."""
    store = pushing.store
    library = FlowLibrary(settings.examples, settings.own_flows, blockloom.catalog())
    history = FlowHistory(library, store, blockloom.catalog(), pushing.take_up)
    flows, http = LibraryFlows(library, history.is_foreign), Http(Reach(settings.http_allow))

    def doors(store: Store) -> Doors:
        return Doors(http=http, data=Data(store), secrets=Vault(store, settings.data), flows=flows)

    mailing = settings.smtp is not None
    confirming = Confirming(confirm, pushing.announce, SystemClock()) if mailing and confirm else None
    world = World(doors, Passwords(), settings.policy, settings.sessions, pushing.announce, mailing, ended, confirming)
    runs = Runs(store, settings.limits, settings.runs, world)

    def run(file: FlowFile, id: str, trigger: Trigger) -> None:
        runs.carry_out(file, Starter(store, caller=told(trigger)), id)

    pushing.keep_time(Timing(library, history.is_foreign, store.app, run, lambda *lost: note_lost(store, *lost)), runs)
    return Flowing(library, history, world, runs)


def note_lost(store: Store, id: str, key: str, due: int) -> None:
    """Keep that a run went down with the process that it was in."""
    if find_run(store, id) is None:
        error = {"code": "interrupted", "message": INTERRUPTED, "path": ""}
        now = time.time_ns() // 1_000_000
        moment = datetime.fromtimestamp(due / 1000, UTC).isoformat(timespec="seconds")
        save_run(
            store,
            RunRecord(id, key, due, max(0, now - due) / 1000, "stopped", error=error, caller=f"{SCHEDULE}{moment}"),
        )
