"""The tables that flows make: which there are, which columns they have, and the statements that make them.

Each is a real table with typed columns. In the database it and its columns are called by their numbers in the catalogue
(``data_7``, ``c31``): so no name from a flow ever stands in a statement, any name will do, and two names that differ
in capitals only stay two, whatever the database makes of capitals.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Double,
    Index,
    MetaData,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.types import TypeEngine

from blockloom.runtime.store.columns import OptionalData, key, moment, ordered_text, ordered_words
from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import data_column, data_table

NOTHING = "nothing"
"""The kind of a column of which only the name is known: every row so far holds nothing there."""

_UNMADE = ""
"""The name of a table that is being made."""

Room = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class RowTable:
    """A table as one version of the catalogue has it. ``kinds`` are its columns, by name, in the order of first use."""

    pk: int
    name: str
    table: Table
    kinds: Mapping[str, str]
    columns: Mapping[str, Column[Any]]

    @cached_property
    def system(self) -> dict[str, Column[Any]]:
        """The columns that every table has, by the names that people use."""
        own = self.table.c
        return {"objectId": own.object_id, "created": own.created_at, "updated": own.updated_at}


_FIND = (
    select(data_table.c.pk, data_column.c.pk, data_column.c.name, data_column.c.kind)
    .outerjoin_from(data_table, data_column)
    .where(data_table.c.app_pk == bindparam("app"), data_table.c.name == bindparam("name"))
    .order_by(data_column.c.pk)
    .with_for_update(read=True, key_share=True, of=data_table)
)


def find_table(connection: Connection, app_pk: int, name: str) -> RowTable | None:
    """The table of this name, which stays until the transaction ends; None if there is none."""
    found = connection.execute(_FIND, {"app": app_pk, "name": name}).all()
    if not found:
        return None
    return _table(found[0][0], name, tuple((pk, column, kind) for _, pk, column, kind in found if pk is not None))


def table_names(store: Store) -> list[str]:
    """The names of the app's tables, sorted by code point."""
    own = (data_table.c.app_pk == store.app_pk, data_table.c.name != _UNMADE)
    with store.reading() as connection:
        return sorted(connection.scalars(select(data_table.c.name).where(*own)))


def make_table(store: Store, name: str, wanted: Mapping[str, str], room: Room) -> RowTable:
    """The table of this name with at least the ``wanted`` columns (name → kind); makes what is missing.

    A column that is there keeps its kind. ``room`` is told how many tables the app has besides a new one and how many
    columns this one would have; it raises to refuse.
    """

    def work(connection: Connection) -> RowTable:
        own = data_table.c.app_pk == store.app_pk
        pk = connection.scalar(select(data_table.c.pk).where(own, data_table.c.name == name).with_for_update())
        if pk is None:
            room(connection.scalar(select(func.count()).where(own)) or 0, len(wanted))
            return _make(connection, store.app_pk, name, wanted)
        had = _described(connection, pk, name)
        room(0, len({**wanted, **had.kinds}))
        _extend(connection, had, wanted)
        return _described(connection, pk, name)

    return store.alone(work)


def drop_table(store: Store, name: str) -> bool:
    """Take a table away with all its rows; answer whether there was one."""

    def work(connection: Connection) -> bool:
        own = (data_table.c.app_pk == store.app_pk, data_table.c.name == name)
        pk = connection.scalar(select(data_table.c.pk).where(*own).with_for_update())
        if pk is None:
            return False
        connection.execute(delete(data_table).where(data_table.c.pk == pk))
        _table(pk, name, ()).table.drop(connection)
        return True

    return store.alone(work)


def _make(connection: Connection, app_pk: int, name: str, wanted: Mapping[str, str]) -> RowTable:
    """Make a table. It gets its name last, since MariaDB commits what stands in the catalogue before it makes it."""
    connection.execute(delete(data_table).where(data_table.c.app_pk == app_pk, data_table.c.name == _UNMADE))
    pk = _added(connection, data_table, app_pk=app_pk, name=_UNMADE)
    for column, kind in wanted.items():
        _added(connection, data_column, table_pk=pk, name=column, kind=kind)
    made = _described(connection, pk, name)
    made.table.create(connection)
    connection.execute(update(data_table).where(data_table.c.pk == pk).values(name=name))
    return made


def _extend(connection: Connection, had: RowTable, wanted: Mapping[str, str]) -> None:
    """Add the columns that are missing. Each gets its kind last, as a table its name."""
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    change = Operations(MigrationContext.configure(connection))
    again = True if connection.dialect.name in ("mariadb", "mysql") else None  # it keeps what a crash left half done
    for name, kind in wanted.items():
        if name not in had.kinds:
            _added(connection, data_column, table_pk=had.pk, name=name, kind=NOTHING)
        if had.kinds.get(name, NOTHING) == NOTHING != kind:
            mine = (data_column.c.table_pk == had.pk, data_column.c.name == name)
            pk = connection.execute(select(data_column.c.pk).where(*mine)).scalar_one()
            change.add_column(had.table.name, _column(pk, kind), if_not_exists=again)
            connection.execute(update(data_column).where(*mine).values(kind=kind))


def _added(connection: Connection, table: Table, **values: Any) -> int:
    values["created_at"] = time.time_ns() // 1_000_000
    done = connection.execute(insert(table).values(values))
    return int((done.inserted_primary_key or [0])[0])


def _described(connection: Connection, pk: int, name: str) -> RowTable:
    own = select(data_column.c.pk, data_column.c.name, data_column.c.kind).where(data_column.c.table_pk == pk)
    return _table(pk, name, tuple(map(tuple, connection.execute(own.order_by(data_column.c.pk)))))


@lru_cache(maxsize=256)
def _table(pk: int, name: str, columns: tuple[tuple[Any, ...], ...]) -> RowTable:
    table = Table(
        f"data_{pk}",
        MetaData(),
        Column("pk", key(), primary_key=True),
        Column("object_id", ordered_words(36), nullable=False),
        Column("created_at", moment(), nullable=False),
        Column("updated_at", moment(), nullable=False),
        *(_column(number, kind) for number, _, kind in columns if kind != NOTHING),
    )
    Index(f"uq_data_{pk}_object_id", table.c.object_id, unique=True)
    kinds = {column: kind for _, column, kind in columns}
    typed = {column: table.c[f"c{number}"] for number, column, kind in columns if kind != NOTHING}
    return RowTable(pk, name, table, kinds, typed)


def _column(pk: int, kind: str) -> Column[Any]:
    return Column(f"c{pk}", _TYPES[kind]())


_TYPES: dict[str, Callable[[], TypeEngine[Any]]] = {
    "text": ordered_text,
    "number": Double,
    "boolean": Boolean,
    "list": OptionalData,
    "object": OptionalData,
}
