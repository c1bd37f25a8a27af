"""The flows that came from elsewhere and that nobody has allowed to run yet."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import foreign_flow


def is_foreign(store: Store, flow: str) -> bool:
    """Whether this flow has to be allowed before it runs."""
    with store.reading() as connection:
        return connection.scalar(select(foreign_flow.c.pk).where(*_of(store, flow))) is not None


def add(store: Store, flow: str, now: int) -> None:
    """Remember that this flow came from elsewhere. ``now`` is in milliseconds since 1970 UTC."""
    row = {"app_pk": store.app_pk, "flow": flow, "since": now}

    def work(connection: Connection) -> None:
        connection.execute(delete(foreign_flow).where(*_of(store, flow)))
        connection.execute(insert(foreign_flow), row)

    store.write(work)


def allow(store: Store, flow: str) -> None:
    """Take the flow as one's own from now on."""
    store.write(lambda connection: connection.execute(delete(foreign_flow).where(*_of(store, flow))))


def move(store: Store, old: str, new: str) -> None:
    """The flow has another name now."""
    change = update(foreign_flow).where(*_of(store, old)).values(flow=new)

    def work(connection: Connection) -> None:
        connection.execute(delete(foreign_flow).where(*_of(store, new)))
        connection.execute(change)

    store.write(work)


def _of(store: Store, flow: str) -> list[ColumnElement[bool]]:
    return [foreign_flow.c.app_pk == store.app_pk, foreign_flow.c.flow == flow]
