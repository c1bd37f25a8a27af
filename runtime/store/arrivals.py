"""What arrived on simulated phones: put there by a push, the newest kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import arrival, device, push_token

KEPT = 50
"""Pushes that a phone keeps."""


def put(store: Store, token: str, collapse_key: str, push: dict[str, Any], now: int) -> bool:
    """Let a push arrive on the device that has the token, in the place of an earlier one with its ``collapse_key``;
    answer whether there is such a device."""
    digest = sha256(token.encode("utf-8", "replace")).digest()
    owner = select(push_token.c.device_pk).where(push_token.c.token_hash == digest).limit(1)

    def work(connection: Connection) -> bool:
        device_pk = connection.scalar(owner)
        if device_pk is None:
            return False
        mine = arrival.c.device_pk == device_pk
        connection.execute(delete(arrival).where(mine, arrival.c.collapse_key == collapse_key))
        row = {"device_pk": device_pk, "collapse_key": collapse_key, "push": push, "at": now}
        connection.execute(insert(arrival), row)
        oldest = select(arrival.c.pk).where(mine).order_by(arrival.c.pk.desc()).offset(KEPT).limit(KEPT)
        old = connection.scalars(oldest).all()
        if old:
            connection.execute(delete(arrival).where(arrival.c.pk.in_(old)))
        return True

    return store.write(work)


def simulated(store: Store, tokens: Collection[str]) -> set[str]:
    """Which of these tokens only the simulated service can push to: those of Windows devices."""
    digests = [sha256(token.encode("utf-8", "replace")).digest() for token in tokens]
    ask = select(push_token.c.token).where(push_token.c.token_hash.in_(digests), push_token.c.provider == "wns")
    with store.reading() as connection:
        return set(connection.scalars(ask))


def newest(store: Store, most: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The app's devices with what arrived on them, newest first: device_id, os, os_version, push and at (``None`` for a
    device on which nothing has arrived)."""
    ask = (
        select(device.c.device_id, device.c.os, device.c.os_version, arrival.c.push, arrival.c.at)
        .join_from(device, arrival, arrival.c.device_pk == device.c.pk, isouter=True)
        .where(device.c.app_pk == store.app_pk)
        .order_by(arrival.c.pk.desc(), device.c.updated_at.desc())
        .limit(most)
    )
    with store.reading() as connection:
        return connection.execute(ask).all()


def last(store: Store) -> int:
    """The number of the app's newest push, 0 if there is none; each one that arrives has a greater one."""
    ask = select(func.coalesce(func.max(arrival.c.pk), 0)).join_from(arrival, device)
    with store.reading() as connection:
        return int(connection.scalar(ask.where(device.c.app_pk == store.app_pk)) or 0)
