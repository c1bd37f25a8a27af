"""The last runs of an app: what went in, what came out, and the trace."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, delete, insert, select

from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import run

KEPT = 200


@dataclass(slots=True)
class RunRecord:
    """One run. ``started`` is in milliseconds since 1970 UTC; ``trace`` holds one plain record an event."""

    id: str
    flow: str
    started: int
    seconds: float
    status: str
    device: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)
    result: Any = None
    error: dict[str, Any] | None = None
    log: list[str] = field(default_factory=list)
    trace: list[dict[str, Any]] = field(default_factory=list)


def save_run(store: Store, record: RunRecord) -> None:
    """Keep this run, and of the app's runs only the newest 200."""
    values = {"app_pk": store.app_pk, "run_id": record.id, **asdict(record)}
    del values["id"]
    newest = select(run.c.pk).where(run.c.app_pk == store.app_pk).order_by(run.c.pk.desc())

    def work(connection: Connection) -> None:
        connection.execute(insert(run), values)
        last = connection.scalar(newest.offset(KEPT).limit(1))
        if last is not None:
            connection.execute(delete(run).where(run.c.app_pk == store.app_pk, run.c.pk <= last))

    store.write(work)


def recent_runs(store: Store, limit: int = KEPT) -> list[RunRecord]:
    """The newest runs, newest first, without their traces."""
    columns = [column for column in _columns() if column.name != "trace"]
    ask = select(*columns).where(run.c.app_pk == store.app_pk).order_by(run.c.pk.desc()).limit(limit)
    with store.reading() as connection:
        return [RunRecord(**row) for row in connection.execute(ask).mappings()]


def find_run(store: Store, id: str) -> RunRecord | None:
    """The run with this id, trace and all; ``None`` if it is not kept."""
    ask = select(*_columns()).where(run.c.app_pk == store.app_pk, run.c.run_id == id)
    with store.reading() as connection:
        row = connection.execute(ask).mappings().first()
    return None if row is None else RunRecord(**row)


def _columns() -> list[Any]:
    kept: list[Column[Any]] = [column for column in run.c if column.name not in ("pk", "app_pk", "run_id")]
    return [run.c.run_id.label("id"), *kept]
