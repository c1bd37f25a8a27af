"""Secrets as they lie in the store: sealed, each with the id of the key that opens it. Nothing here can read one."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import app, secret


class Sealed(NamedTuple):
    """A sealed value, and which key it was sealed with."""

    key_id: str
    sealed: bytes


class Listed(NamedTuple):
    """A secret as it can be shown; ``updated`` is in milliseconds since 1970 UTC."""

    name: str
    updated: int


def put_secret(store: Store, name: str, value: Sealed) -> None:
    """Keep a secret of the store's app, in the place of the one with this name."""
    changed = {**value._asdict(), "updated_at": time.time_ns() // 1_000_000}

    def work(connection: Connection) -> None:
        if not connection.execute(update(secret).where(*_one(store, name)).values(changed)).rowcount:
            connection.execute(insert(secret), {"app_pk": store.app_pk, "name": name, **changed})

    store.write(work)


def find_secret(store: Store, name: str) -> Sealed | None:
    """The secret of the store's app with this name; ``None`` if it has none."""
    with store.reading() as connection:
        row = connection.execute(select(secret.c.key_id, secret.c.sealed).where(*_one(store, name))).first()
    return None if row is None else Sealed(*row)


def delete_secret(store: Store, name: str) -> bool:
    """Forget a secret of the store's app; answer whether there was one."""
    return store.write(lambda connection: connection.execute(delete(secret).where(*_one(store, name))).rowcount) > 0


def secret_names(store: Store) -> list[Listed]:
    """Every secret of the store's app by name."""
    ask = select(secret.c.name, secret.c.updated_at).where(secret.c.app_pk == store.app_pk).order_by(secret.c.name)
    with store.reading() as connection:
        return [Listed(*row) for row in connection.execute(ask)]


def seal_again(store: Store, again: Callable[[str, str, Sealed], Sealed]) -> int:
    """Replace every secret of every app by what ``again(app id, name, sealed)`` makes of it; answer how many."""
    ask = select(secret.c.pk, app.c.app_id, secret.c.name, secret.c.key_id, secret.c.sealed).join_from(secret, app)

    def work(connection: Connection) -> int:
        rows = connection.execute(ask.with_for_update(of=secret)).all()
        for row in rows:
            sealed = again(str(row.app_id).upper(), row.name, Sealed(row.key_id, row.sealed))
            connection.execute(update(secret).where(secret.c.pk == row.pk).values(**sealed._asdict()))
        return len(rows)

    return store.write(work)


def _one(store: Store, name: str) -> tuple[Any, Any]:
    return secret.c.app_pk == store.app_pk, secret.c.name == name
