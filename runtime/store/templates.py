"""Templates by kind, platform and name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update
from sqlalchemy import delete as delete_from

from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import template


def find(store: Store, kind: str, platform: str, name: str | None = None) -> Sequence[Row[*tuple[Any, ...]]]:
    """The app's templates, or the one with this name: template_id, name, body. By name."""
    wanted = _of(store, kind, platform) + ([] if name is None else [template.c.name == name])
    ask = select(template.c.template_id, template.c.name, template.c.body).where(*wanted)
    with store.reading() as connection:
        return sorted(connection.execute(ask), key=lambda row: str(row.name))


def add(store: Store, kind: str, platform: str, name: str, id: str, body: dict[str, Any], now: int) -> bool:
    """Keep one; False if the name is taken."""
    row = {"template_id": id, "app_pk": store.app_pk, "kind": kind, "platform": platform, "name": name, "body": body}
    row |= {"created_at": now, "updated_at": now}

    def work(connection: Connection) -> bool:
        if _taken(connection, store, kind, platform, name):
            return False
        connection.execute(insert(template), row)
        return True

    return store.write(work)


def change(store: Store, kind: str, platform: str, old: str, name: str, body: dict[str, Any], now: int) -> bool:
    """Put another one in the place of one, under this name; False if that is another one's."""
    own = [*_of(store, kind, platform), template.c.name == old]

    def work(connection: Connection) -> bool:
        if name != old and _taken(connection, store, kind, platform, name):
            return False
        connection.execute(update(template).where(*own).values(name=name, body=body, updated_at=now))
        return True

    return store.write(work)


def delete(store: Store, kind: str, platform: str, names: Sequence[str]) -> int:
    """Take these away; answer how many there were."""
    going = delete_from(template).where(*_of(store, kind, platform), template.c.name.in_(names))
    return store.write(lambda connection: connection.execute(going).rowcount)


def _taken(connection: Connection, store: Store, kind: str, platform: str, name: str) -> bool:
    ask = select(template.c.pk).where(*_of(store, kind, platform), template.c.name == name)
    return connection.scalar(ask) is not None


def _of(store: Store, kind: str, platform: str) -> list[ColumnElement[bool]]:
    return [template.c.app_pk == store.app_pk, template.c.kind == kind, template.c.platform == platform]
