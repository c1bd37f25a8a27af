"""The runs that go on in the processes that share a store, as each of them tells it now and then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from blockloom.runtime.store.clock import database_now
from blockloom.runtime.store.prepared import add_missing
from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import running

GONE = 10_000
"""Milliseconds after which runs of a process that told nothing more are no longer believed to go on."""


@dataclass(frozen=True, slots=True)
class Running:
    """A run that goes on. ``started``, ``device`` and ``caller`` are those of its later ``RunRecord``; ``watchable``
    says whether this process can show its steps."""

    id: str
    flow: str
    started: int
    device: str = ""
    caller: str | None = None
    watchable: bool = False


def tell(store: Store, process: str, going: Sequence[Running]) -> set[str]:
    """Say that these runs go on in a process, and no others; answer the ids of those that somebody wants to end."""
    mine: ColumnElement[bool] = running.c.process == process
    rows = [
        {
            "run_id": run.id,
            "process": process,
            "flow": run.flow,
            "started": run.started,
            "device": run.device,
            "caller": run.caller,
            "heard": 0,
        }
        for run in going
    ]
    ended = and_(mine, running.c.run_id.not_in([run.id for run in going]))
    add = add_missing(running, ("run_id",), store.dialect)

    def work(connection: Connection) -> set[str]:
        connection.execute(delete(running).where(or_(ended, running.c.heard < database_now() - GONE)))
        if rows:
            connection.execute(add, rows)
        connection.execute(update(running).where(mine).values(heard=database_now()))
        return set(connection.scalars(select(running.c.run_id).where(mine, running.c.stopping)))

    return store.write(work)


def elsewhere(store: Store, process: str) -> list[Running]:
    """The runs that go on in other processes."""
    with store.reading() as connection:
        rows = connection.execute(select(running).where(running.c.process != process, _alive())).all()
    return [Running(row.run_id, row.flow, row.started, row.device, row.caller) for row in rows]


def want_end(store: Store, id: str) -> bool:
    """Let the process in which a run goes on know that it is to end; answer whether there is such a run."""
    wish = update(running).where(running.c.run_id == id, _alive()).values(stopping=True)
    return store.write(lambda connection: connection.execute(wish).rowcount > 0)


def _alive() -> ColumnElement[bool]:
    return running.c.heard >= database_now() - GONE
