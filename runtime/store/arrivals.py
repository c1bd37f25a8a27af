"""Pushes on simulated phones: what arrived, the newest kept, and what waits until a phone is on again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, delete, func, insert, or_, select

from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import arrival, device, phone, push_token, waiting_push

KEPT = 50
"""Pushes that a phone keeps."""
MOST_WAITING = 100
"""Pushes that wait for a phone; beyond that the oldest are given up."""
_SAME = and_(phone.c.app_pk == device.c.app_pk, phone.c.device_id == device.c.device_id)


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who has a token. ``state`` and ``retry_after`` are nothing for a device that never was a phone of ours."""

    device_pk: int
    os: str
    state: str | None
    retry_after: int | None


def simulated(store: Store, tokens: Collection[str]) -> set[str]:
    """Which of these tokens only the simulated service can push to: those of Windows devices and simulated phones."""
    digests = [sha256(token.encode("utf-8", "replace")).digest() for token in tokens]
    ask = (
        select(push_token.c.token)
        .join_from(push_token, device)
        .outerjoin(phone, _SAME)
        .where(push_token.c.token_hash.in_(digests), or_(push_token.c.provider == "wns", phone.c.pk.is_not(None)))
    )
    with store.reading() as connection:
        return set(connection.scalars(ask))


def receiver(store: Store, token: str) -> Receiver | None:
    """The device that has the token, whichever app it belongs to; ``None`` if no device has it."""
    ask = (
        select(device.c.pk, device.c.os, phone.c.state, phone.c.retry_after)
        .join_from(push_token, device)
        .outerjoin(phone, _SAME)
        .where(push_token.c.token_hash == sha256(token.encode("utf-8", "replace")).digest())
        .limit(1)
    )
    with store.reading() as connection:
        row = connection.execute(ask).first()
    return Receiver(*row) if row else None


def put(store: Store, device_pk: int, tag: str, push: dict[str, Any], now: int) -> None:
    """Let a push arrive on a device, in the place of an earlier one with its ``tag``."""
    store.write(lambda connection: _arrive(connection, device_pk, tag, push, now))


def wait(store: Store, device_pk: int, collapse_key: str, tag: str, push: dict[str, Any], until: int) -> None:
    """Keep a push for a device that is off, in the place of one with its ``collapse_key``, no longer than ``until``."""
    row = {"device_pk": device_pk, "collapse_key": collapse_key, "tag": tag, "push": push, "until": until}

    def work(connection: Connection) -> None:
        _replace(connection, waiting_push, row, MOST_WAITING)

    store.write(work)


def flush(connection: Connection, device_pk: int, now: int) -> None:
    """Let arrive what waits for the device, in its order; what was kept too long is gone."""
    mine = waiting_push.c.device_pk == device_pk
    rows = connection.execute(select(waiting_push).where(mine).order_by(waiting_push.c.pk)).all()
    for row in rows:
        if row.until > now:
            _arrive(connection, device_pk, row.tag, row.push, now)
    connection.execute(delete(waiting_push).where(mine))


def empty(connection: Connection, device_pk: int, pk: int | None = None) -> None:
    """Take a push off the device's tray, or all of them."""
    mine = arrival.c.device_pk == device_pk
    connection.execute(delete(arrival).where(mine if pk is None else and_(mine, arrival.c.pk == pk)))


def forget(connection: Connection, device_pk: int) -> None:
    """Drop what arrived on the device and what waits for it."""
    empty(connection, device_pk)
    connection.execute(delete(waiting_push).where(waiting_push.c.device_pk == device_pk))


def pushes(store: Store, numbers: Iterable[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """The app's pushes with these numbers, oldest first: pk, device_id, push, at."""
    ask = (
        select(arrival.c.pk, device.c.device_id, arrival.c.push, arrival.c.at)
        .join_from(arrival, device)
        .where(device.c.app_pk == store.app_pk, arrival.c.pk.in_(list(numbers)))
        .order_by(arrival.c.pk)
    )
    with store.reading() as connection:
        return connection.execute(ask).all()


def last(store: Store) -> int:
    """The number of the app's newest push, 0 if there is none; each one that arrives has a greater one."""
    ask = select(func.coalesce(func.max(arrival.c.pk), 0)).join_from(arrival, device)
    with store.reading() as connection:
        return int(connection.scalar(ask.where(device.c.app_pk == store.app_pk)) or 0)


def _arrive(connection: Connection, device_pk: int, tag: str, push: dict[str, Any], now: int) -> None:
    row = {"device_pk": device_pk, "collapse_key": tag, "push": push, "at": now}
    _replace(connection, arrival, row, KEPT)


def _replace(connection: Connection, table: Table, row: dict[str, Any], most: int) -> None:
    """Insert a row of a device in the place of the one with its collapse key, and keep the newest ``most``."""
    mine: ColumnElement[bool] = table.c.device_pk == row["device_pk"]
    connection.execute(delete(table).where(mine, table.c.collapse_key == row["collapse_key"]))
    connection.execute(insert(table), row)
    oldest = select(table.c.pk).where(mine).order_by(table.c.pk.desc()).offset(most).limit(most)
    if old := connection.scalars(oldest).all():
        connection.execute(delete(table).where(table.c.pk.in_(old)))
