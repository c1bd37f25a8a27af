"""The rows of flows' tables. What is asked often, saving a new row, is compiled once; the rest is plain Core.

Every function works inside the caller's transaction, which also read the table's description, but for ``insert_row``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor

from blockloom.runtime.store.conditions import Condition, Expressions
from blockloom.runtime.store.patience import limited
from blockloom.runtime.store.prepared import compiled
from blockloom.runtime.store.registrations import new_ids
from blockloom.runtime.store.rowtables import RowTable
from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import data_table

Row = dict[str, Any]


class Gone(Exception):
    """The table was taken away since it was described."""


def insert_row(store: Store, table: RowTable, values: Mapping[str, Any], now: int) -> Row:
    """Save a new row of a table that has all these columns, and answer it. Raises Gone, and then nothing was saved."""
    look, put = _kept(store.dialect), _insertion(table, store.dialect)
    (object_id,) = new_ids(1)
    given = [_stored(values.get(name)) for name in table.columns]

    def work(cursor: DBAPICursor) -> Row:
        cursor.execute(look, (table.pk,))
        if not cursor.fetchall():
            raise Gone
        cursor.execute(put, (object_id, now, now, *given))
        return {"objectId": object_id, "created": now, "updated": now} | {
            name: values.get(name) for name in table.kinds
        }

    return store.write_hot(work)


def change_rows(connection: Connection, table: RowTable, wanted: Condition, values: Mapping[str, Any], now: int) -> int:
    """Set columns of every row that a condition holds for; answer how many those were."""
    new = {table.columns[name]: value for name, value in values.items() if name in table.columns}
    change = update(table.table).where(_where(connection, table, wanted))
    with limited(connection):
        return connection.execute(change.values({**new, table.table.c.updated_at: now})).rowcount


def delete_rows(connection: Connection, table: RowTable, wanted: Condition) -> int:
    """Take away every row that a condition holds for; answer how many those were."""
    with limited(connection):
        return connection.execute(delete(table.table).where(_where(connection, table, wanted))).rowcount


def count_rows(connection: Connection, table: RowTable, wanted: Condition) -> int:
    with limited(connection):
        ask = select(func.count()).select_from(table.table).where(_where(connection, table, wanted))
        return connection.execute(ask).scalar_one()


def find_rows(
    connection: Connection,
    table: RowTable,
    wanted: Condition,
    order: tuple[str | None, bool],
    limit: int,
    offset: int = 0,
) -> list[Row]:
    """The rows that a condition holds for, from ``offset`` on, at most ``limit``.

    ``order`` is a column's name (None: as they were saved) and whether it descends; rows that hold nothing there come
    last, equal ones as they were saved.
    """
    ask = select(*table.system.values(), *table.columns.values()).where(_where(connection, table, wanted))
    ask = ask.order_by(*_order(table, *order)).limit(limit).offset(offset)
    with limited(connection):
        return _rows(table, connection.execute(ask).all())


def _where(connection: Connection, table: RowTable, wanted: Condition) -> ColumnElement[bool]:
    return Expressions({**table.system, **table.columns}, connection.dialect).of(wanted)


def _order(table: RowTable, name: str | None, descending: bool) -> list[ColumnElement[Any]]:
    pk = table.table.c.pk
    column = {**table.system, **table.columns}.get(name or "")
    if column is None:
        return [pk.desc() if descending and name is None else pk.asc()]
    return [column.is_(None), column.desc() if descending else column.asc(), pk]


def _rows(table: RowTable, found: Sequence[Sequence[Any]]) -> list[Row]:
    """Rows as objects: the columns that hold nothing anywhere stand among the others, whole numbers become whole."""
    names, empty = [*table.system, *table.columns], dict.fromkeys((*table.system, *table.kinds))
    numbers = [name for name in table.columns if table.kinds[name] == "number"]
    rows = [{**empty, **dict(zip(names, values, strict=True))} for values in found]
    for row in rows:
        for name in numbers:
            value = row[name]
            if value is not None and value.is_integer():
                row[name] = int(value)
    return rows


def _stored(value: Any) -> Any:
    """A value as the driver takes it: whole numbers too are broken ones in a column of numbers."""
    if isinstance(value, list | dict):
        return json.dumps(value)
    return float(value) if type(value) is int else value


@lru_cache(maxsize=256)
def _insertion(table: RowTable, dialect: Dialect) -> str:
    names = ["object_id", "created_at", "updated_at", *(column.name for column in table.columns.values())]
    return compiled(insert(table.table).inline(), dialect, *names)


@lru_cache(maxsize=32)
def _kept(dialect: Dialect) -> str:
    ask = select(data_table.c.pk).where(data_table.c.pk == bindparam("pk"))
    return compiled(ask.with_for_update(read=True, key_share=True), dialect, "pk")
