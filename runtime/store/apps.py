"""Apps and their keys. Of a key only the SHA-256 is kept, and what may be shown of it later."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from blockloom.runtime.store.prepared import add_missing
from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import api_key, app


class KeyRow(NamedTuple):
    """A key's ``digest`` and what may be ``shown`` of it."""

    digest: bytes
    shown: str


class FoundKey(NamedTuple):
    """A key and the app that it opens."""

    digest: bytes
    kind: str
    app_pk: int
    app_id: str


def apps(store: Store) -> Sequence[Row[*tuple[Any, ...]]]:
    """Every app, oldest first: pk, app_id, name, created_at."""
    with store.reading() as connection:
        return connection.execute(select(app).order_by(app.c.pk)).all()


def add_app(store: Store, name: str, keys: Mapping[str, KeyRow]) -> str | None:
    """Add an app with one key a kind; answer its id, or ``None`` if another one has the name."""

    def work(connection: Connection) -> str | None:
        if connection.scalar(select(app.c.pk).where(app.c.name == name)) is not None:
            return None
        id = str(uuid.uuid4()).upper()
        made = connection.execute(insert(app), {"app_id": id, "name": name, "created_at": _now()})
        (key,) = made.inserted_primary_key or (0,)
        connection.execute(insert(api_key), [_row(key, kind, row) for kind, row in keys.items()])
        return id

    return store.write(work)


def confirms(store: Store) -> bool:
    """Whether users of the store's app have to confirm their address."""
    with store.reading() as connection:
        return bool(connection.scalar(select(app.c.confirms).where(app.c.pk == store.app_pk)))


def set_confirms(store: Store, app_pk: int, confirms: bool) -> None:
    """Let users of an app who register from now on have to, or not."""
    store.write(lambda connection: connection.execute(update(app).where(app.c.pk == app_pk).values(confirms=confirms)))


def add_keys(store: Store, app_pk: int, keys: Mapping[str, KeyRow]) -> list[str]:
    """Give the app the keys of the kinds that it has none of; answer these kinds."""
    put = add_missing(api_key, ("app_pk", "kind"), store.dialect)
    taken = select(api_key.c.kind).where(api_key.c.digest.in_([row.digest for row in keys.values()]))

    def work(connection: Connection) -> list[str]:
        connection.execute(put, [_row(app_pk, kind, row) for kind, row in keys.items()])
        ours = set(connection.scalars(taken))
        return [kind for kind in keys if kind in ours]

    return store.write(work)


def replace_key(store: Store, app_pk: int, kind: str, row: KeyRow) -> None:
    """Put this key in the place of the app's key of that kind. When this returns, nobody knows the old one any more:
    every process has forgotten it."""
    old = (api_key.c.app_pk == app_pk, api_key.c.kind == kind)
    change = update(api_key).where(*old).values(digest=row.digest, shown=row.shown, created_at=_now())

    def work(connection: Connection) -> None:
        if not connection.execute(change).rowcount:
            connection.execute(insert(api_key), _row(app_pk, kind, row))

    store.write(work)
    store.known_keys.outdate()


def shown_key(store: Store, app_pk: int, kind: str) -> str | None:
    """What may be shown of the app's key of that kind; ``None`` if there is no such key."""
    with store.reading() as connection:
        shown: str | None = connection.scalar(
            select(api_key.c.shown).where(api_key.c.app_pk == app_pk, api_key.c.kind == kind)
        )
    return shown


def find_key(store: Store, digest: bytes) -> FoundKey | None:
    """The key with this SHA-256, as it was at most a second ago; ``None`` if there is none.

    It is asked with every call of the API, and asking the database would cost as much as the call itself.
    """

    def ask() -> FoundKey | None:
        with store.reading() as connection:
            row = connection.execute(_FIND, {"digest": digest}).first()
        return row and FoundKey(bytes(row.digest), row.kind, row.app_pk, str(row.app_id).upper())

    found: FoundKey | None = store.known_keys.get(digest, ask)
    return found


_FIND = (
    select(api_key.c.digest, api_key.c.kind, api_key.c.app_pk, app.c.app_id)
    .join_from(api_key, app)
    .where(api_key.c.digest == bindparam("digest"))
)


def _row(app_pk: int, kind: str, row: KeyRow) -> dict[str, Any]:
    return {"app_pk": app_pk, "kind": kind, **row._asdict(), "created_at": _now()}


def _now() -> int:
    return time.time_ns() // 1_000_000
