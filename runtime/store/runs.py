"""The last runs of an app: what went in, what came out, and the trace; of what callers wait for, how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, RowMapping, delete, func, insert, select

from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import run
from blockloom.runtime.wording import Sentence, unpacked

KEPT = 200
_SENTENCES = "sentences"


@dataclass(slots=True)
class RunRecord:
    """One run. ``started`` is in milliseconds since 1970 UTC; ``trace`` holds one plain record an event. ``caller``
    says in words which call of an app's started it; nothing where that was a person at the server."""

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
    caller: str | None = None


def save_run(store: Store, record: RunRecord) -> None:
    """As ``save_runs``, for one."""
    save_runs(store, [record])


def save_runs(store: Store, records: Sequence[RunRecord]) -> None:
    """Keep these runs, and of the app's runs only the newest 200 of people and the newest 200 of callers: however often
    an app calls, what people tried stays."""
    rows = [{"app_pk": store.app_pk, "run_id": record.id, **_row(record)} for record in records]
    touched = {record.caller is None for record in records}

    def work(connection: Connection) -> None:
        connection.execute(insert(run), rows)
        for people in touched:
            alike = (run.c.app_pk == store.app_pk, run.c.caller.is_(None) if people else run.c.caller.is_not(None))
            last = connection.scalar(select(run.c.pk).where(*alike).order_by(run.c.pk.desc()).offset(KEPT).limit(1))
            if last is not None:
                connection.execute(delete(run).where(*alike, run.c.pk <= last))

    store.write(work)


def recent_runs(store: Store, limit: int = 2 * KEPT, every_app: bool = False) -> list[RunRecord]:
    """The newest runs, newest first, without their traces; of the store's app, or of every one."""
    columns = [column for column in _columns() if column.name != "trace"]
    ask = select(*columns).where(*_own(store, every_app)).order_by(run.c.pk.desc()).limit(limit)
    with store.reading() as connection:
        return [_record(row) for row in connection.execute(ask).mappings()]


def newest_run(store: Store) -> int:
    """The number of the newest run that is kept, of every app; 0 if there is none. The next one's is higher."""
    with store.reading() as connection:
        return connection.scalar(select(func.max(run.c.pk))) or 0


def find_run(store: Store, id: str, every_app: bool = False) -> RunRecord | None:
    """The run with this id, trace and all; ``None`` if it is not kept."""
    ask = select(*_columns()).where(*_own(store, every_app), run.c.run_id == id)
    with store.reading() as connection:
        row = connection.execute(ask).mappings().first()
    return None if row is None else _record(row)


def _row(record: RunRecord) -> dict[str, Any]:
    """The record as the table has it. JSON keeps of a sentence the English text; the sentence goes beside it."""
    row = {field.name: getattr(record, field.name) for field in fields(record) if field.name != "id"}
    row["error"] = record.error and _beside(record.error, "message")
    row["trace"] = [_beside(event, "value") for event in record.trace]
    return row


def _record(row: RowMapping) -> RunRecord:
    record = RunRecord(**row)
    record.error = record.error and _again(record.error, "message")
    record.trace = [_again(event, "value") for event in record.trace]
    return record


def _beside(said: dict[str, Any], key: str) -> dict[str, Any]:
    found = [[place, words.packed()] for place, words in _sentences(said.get(key), [])]
    return {**said, _SENTENCES: found} if found else said


def _sentences(value: Any, place: list[str | int]) -> Iterator[tuple[list[str | int], Sentence]]:
    """Every sentence in a plain value, with the keys and positions that lead to it."""
    if isinstance(value, Sentence):
        yield place, value
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _sentences(inner, [*place, key])


def _again(said: dict[str, Any], key: str) -> dict[str, Any]:
    found = said.pop(_SENTENCES, [])
    for place, words in found:
        holder, last = said, key
        for step in place:
            holder, last = holder[last], step
        holder[last] = unpacked(words)
    return said


def _own(store: Store, every_app: bool) -> list[ColumnElement[bool]]:
    return [] if every_app else [run.c.app_pk == store.app_pk]


def _columns() -> list[Any]:
    kept: list[Column[Any]] = [column for column in run.c if column.name not in ("pk", "app_pk", "run_id")]
    return [run.c.run_id.label("id"), *kept]
