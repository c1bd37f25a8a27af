"""Expired registrations: gone for every reader at that millisecond, taken from the table a little later."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Delete, Select, bindparam, delete, literal_column, or_, select

from blockloom.runtime.store.tables import registration


def live(now: Any) -> ColumnElement[bool]:
    """What every query of registrations asks for. ``now`` is a time or an expression of one."""
    return or_(registration.c.expires_at.is_(None), registration.c.expires_at > now)


def expired() -> Select[tuple[int]]:
    """The oldest expired rows that nobody else is working on. Parameters ``now`` and ``most``."""
    return (
        select(registration.c.pk)
        .where(registration.c.expires_at <= bindparam("now"))
        .order_by(registration.c.expires_at)
        .limit(bindparam("most"))
        .offset(literal_column("0"))
        .with_for_update(skip_locked=True)
    )


def removal() -> Delete:
    """Takes one row away. Parameter ``row``."""
    return delete(registration).where(registration.c.pk == bindparam("row"))


def sweep(connection: Connection, now: int, most: int) -> int:
    """Delete up to ``most`` registrations that had expired at ``now``; answer how many."""
    rows = connection.execute(expired(), {"now": now, "most": most}).scalars().all()
    if rows:
        connection.execute(removal(), [{"row": row} for row in rows])
    return len(rows)
