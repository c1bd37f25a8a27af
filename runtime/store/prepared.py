"""Statements that SQLAlchemy compiles once and that then run on the driver's own cursor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ClauseElement, ColumnElement, Insert, Table, not_
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.engine import Dialect

Changes = Callable[[Any], dict[str, Any]]
Unless = Callable[[Any], ColumnElement[bool]]
_MARIADB = ("mysql", "mariadb")


def compiled(statement: ClauseElement, dialect: Dialect, *parameters: str) -> str:
    """The statement's SQL. ``parameters`` are the names it takes, in the order in which the caller passes them; for
    an insert without values they are its columns."""
    columns = parameters if isinstance(statement, Insert) and {*parameters} <= {*statement.table.c.keys()} else None
    program: Any = statement.compile(dialect=dialect, column_keys=columns)
    if tuple(program.positiontup) != parameters:
        raise TypeError(f"This statement takes {program.positiontup}, not {parameters}:\n{program}")
    return str(program)


def add_missing(table: Table, key: tuple[str, ...] | None, dialect: Dialect) -> Insert:
    """Insert a row unless there is one with its ``key`` (``None``: with anything that must be unique). The row that is
    there is neither changed nor locked."""
    if dialect.name in _MARIADB:
        return mysql.insert(table).inline().prefix_with("IGNORE")
    return _insert(table, dialect).on_conflict_do_nothing(index_elements=key)


def upsert(
    table: Table, key: tuple[str, ...], dialect: Dialect, changes: Changes, unless: Unless | None = None
) -> Insert:
    """Insert a row, or change the one that has its ``key``.

    ``changes`` is called with the columns of the refused row and answers what to set; ``unless``, which MariaDB does
    not know, says when the row may as well stay as it is. MariaDB works from left to right there: a later entry sees
    what an earlier one has set.
    """
    if dialect.name in _MARIADB:
        replace = mysql.insert(table).inline()
        return replace.on_duplicate_key_update(list(changes(replace.inserted).items()))
    insert = _insert(table, dialect)
    where = None if unless is None else not_(unless(insert.excluded))
    return insert.on_conflict_do_update(index_elements=key, set_=changes(insert.excluded), where=where)


def _insert(table: Table, dialect: Dialect) -> sqlite.Insert | postgresql.Insert:
    return (sqlite.insert(table) if dialect.name == "sqlite" else postgresql.insert(table)).inline()
