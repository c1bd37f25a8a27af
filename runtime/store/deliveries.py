"""What became of a message: counts for each chunk of its audience, and single devices where somebody will ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from blockloom.runtime.store.prepared import add_missing
from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import delivery, message_chunk, push_token


@dataclass(frozen=True, slots=True)
class Chunk:
    """The part of a message's audience whose device keys lie above ``after`` and up to ``upto``."""

    message_pk: int
    turn: int
    number: int
    after: int
    upto: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of devices. ``skipped`` are those that have no token any more."""

    sent: int = 0
    failed: int = 0
    skipped: int = 0


def put_chunks(store: Store, chunks: Sequence[Chunk]) -> None:
    """Note these chunks; one that is noted already stays as it is."""
    put = add_missing(message_chunk, ("message_pk", "turn", "number"), store.dialect)
    none = {"sent": 0, "failed": 0, "skipped": 0}
    rows = [{**_key(chunk), "after_pk": chunk.after, "upto_pk": chunk.upto, **none} for chunk in chunks]
    if rows:
        store.write(lambda connection: connection.execute(put, rows))


def close_chunk(store: Store, chunk: Chunk, counts: Counts, now: int) -> None:
    """A chunk is through: these are its counts, however often it was tried."""
    ours = [column == value for column, value in zip(message_chunk.primary_key, _key(chunk).values(), strict=True)]
    values = {"sent": counts.sent, "failed": counts.failed, "skipped": counts.skipped, "done_at": now}
    change = update(message_chunk).where(*ours).values(values)
    store.write(lambda connection: connection.execute(change))


def note(store: Store, chunk: Chunk, outcomes: Mapping[str, str], dead: Sequence[tuple[int, str]], now: int) -> None:
    """Keep what became of single devices {device id: outcome}, and take away the tokens that no app answers to any
    more, each given as (device key, token): a token that was replaced meanwhile stays."""
    shared = {"message_pk": chunk.message_pk, "turn": chunk.turn, "at": now}
    rows = [{**shared, "device_id": device_id, "outcome": outcome} for device_id, outcome in outcomes.items()]
    again = (delivery.c.message_pk == chunk.message_pk, delivery.c.turn == chunk.turn)

    def work(connection: Connection) -> None:
        if rows:
            connection.execute(delete(delivery).where(*again, delivery.c.device_id.in_(list(outcomes))))
            connection.execute(insert(delivery), rows)
        for device_pk, token in dead:
            connection.execute(
                delete(push_token).where(push_token.c.device_pk == device_pk, push_token.c.token == token)
            )

    if rows or dead:
        store.write(work)


def totals(store: Store, message_pk: int) -> Counts:
    """The counts of a message over all its chunks and turns."""
    columns = (message_chunk.c.sent, message_chunk.c.failed, message_chunk.c.skipped)
    ask = select(*(func.coalesce(func.sum(column), 0) for column in columns))
    with store.reading() as connection:
        sums = connection.execute(ask.where(message_chunk.c.message_pk == message_pk)).one()
    return Counts(*(int(number) for number in sums))


def outcomes(store: Store, message_pk: int, most: int = 1_000) -> Sequence[Row[*tuple[Any, ...]]]:
    """What became of single devices, newest turn first: device_id, turn, outcome, at."""
    ask = (
        select(delivery.c.device_id, delivery.c.turn, delivery.c.outcome, delivery.c.at)
        .where(delivery.c.message_pk == message_pk)
        .order_by(delivery.c.turn.desc(), delivery.c.device_id)
        .limit(most)
    )
    with store.reading() as connection:
        return connection.execute(ask).all()


def forget(store: Store, before: int, most: int) -> int:
    """Forget up to ``most`` outcomes of single devices from before a time; answer how many. The counts stay."""
    key = list(delivery.primary_key)
    old = select(*key).where(delivery.c.at < before).limit(most)

    def work(connection: Connection) -> int:
        rows = connection.execute(old).all()
        drop = delete(delivery).where(*(column == bindparam(f"old_{column.name}") for column in key))
        if rows:
            connection.execute(drop, [{f"old_{name}": value for name, value in row._mapping.items()} for row in rows])
        return len(rows)

    return store.write(work)


def _key(chunk: Chunk) -> dict[str, int]:
    return {"message_pk": chunk.message_pk, "turn": chunk.turn, "number": chunk.number}
