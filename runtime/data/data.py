"""Rows in tables that are made when they are first used, columns and all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blockloom.runtime.context import ClockDoor, DataDoor, SystemClock
from blockloom.runtime.data.fitting import Fitting, check_column, check_given
from blockloom.runtime.data.making import Tables
from blockloom.runtime.data.names import table_name
from blockloom.runtime.data.values import checked_values
from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store, rows
from blockloom.runtime.store.conditions import Column, Comparison, Condition, Constant
from blockloom.runtime.store.rows import Row
from blockloom.runtime.store.rowtables import drop_table, find_table, table_names
from blockloom.runtime.values import shown
from blockloom.runtime.wording import sentence

PAGE, LARGEST_PAGE, FURTHEST = 100, 1_000, 1_000_000
_NO_ROW, _WRONG_PAGE = 1000, 1025
_EVERY = Constant(True)
_GIVEN: dict[str, Any] = {}


class Data(DataDoor):
    """The tables of one app. A row is an object: ``objectId`` (a random id), ``created`` and ``updated`` (milliseconds
    since 1970 UTC), then its columns in the order in which the table got them.

    A condition is a text such as ``paid = false and total > :limit``; ``given`` holds a value for each ``:name``. No
    condition means every row. Every method fails with "wrong_name" for a table that can't be, and where there is a
    condition with 1017 for one that can't be asked.
    """

    def __init__(self, store: Store, clock: ClockDoor | None = None) -> None:
        self._store = store
        self._clock = clock or SystemClock()
        self._tables = Tables(store)

    def save(self, table: str, row: dict[str, Any]) -> Row:
        """Save a new row, or change the one whose ``objectId`` the row carries; answer it as it is then.

        Table and columns are made where they are missing. FlowError 1000 if there is no row with that id, "wrong_kind"
        for a value of another kind than its column's, "wrong_name", "wrong_text", "too_large", "too_deep".
        """
        name, id = self._name(table), row.get("objectId")
        if id is None:
            values = checked_values({key: value for key, value in row.items() if key != "objectId"})
            return self._insert(name, values)
        system = ("objectId", "created", "updated")
        values = checked_values({key: value for key, value in row.items() if key not in system})
        changed = self._replace(name, _with_id(id), values)
        if not changed:
            raise FlowError(
                _NO_ROW,
                sentence(
                    "{name} has no row with the objectId {value}.", name=name, value=shown(id).removeprefix("the text ")
                ),
            )
        return changed[0]

    def find(
        self,
        table: str,
        where: str | None = None,
        given: Mapping[str, Any] = _GIVEN,
        sorted_by: str | None = None,
        descending: bool = False,
        limit: int = PAGE,
        offset: int = 0,
    ) -> list[Row]:
        """The rows that ``where`` holds for, from ``offset`` on, at most ``limit``; an empty list if there is no table.

        Sorted as they were saved, or by a column; rows that hold nothing there come last. FlowError 1025 for a limit
        outside 1 to 1,000 or an offset outside 0 to 1,000,000, "wrong_column" for what can't be sorted by.
        """
        name, condition = self._name(table), _condition(where, given)
        if not 1 <= limit <= LARGEST_PAGE:
            raise FlowError(
                _WRONG_PAGE,
                sentence("limit goes from 1 to {most:,}. You gave {limit}.", most=LARGEST_PAGE, limit=limit),
            )
        if not 0 <= offset <= FURTHEST:
            raise FlowError(
                _WRONG_PAGE,
                sentence("offset goes from 0 to {most:,}. You gave {offset}.", most=FURTHEST, offset=offset),
            )
        with self._store.reading() as connection:
            found = find_table(connection, self._store.app_pk, name)
            if found is None:
                return []
            if sorted_by is not None:
                check_column(name, found.kinds, sorted_by)
            wanted = Fitting(name, found.kinds, given).of(condition)
            return rows.find_rows(connection, found, wanted, (sorted_by, descending), limit, offset)

    def get(self, table: str, id: str) -> Row | None:
        """The row with this ``objectId``; nothing if there is none."""
        found = self.find(table, "objectId = :id", {"id": id}, limit=1)
        return found[0] if found else None

    def count(self, table: str, where: str | None = None, given: Mapping[str, Any] = _GIVEN) -> int:
        """How many rows ``where`` holds for."""
        name, condition = self._name(table), _condition(where, given)
        with self._store.reading() as connection:
            found = find_table(connection, self._store.app_pk, name)
            if found is None:
                return 0
            return rows.count_rows(connection, found, Fitting(name, found.kinds, given).of(condition))

    def change(self, table: str, where: str | None, given: Mapping[str, Any], changes: dict[str, Any]) -> int:
        """Set columns of every row that ``where`` holds for; answer how many those are. Fails as ``save`` does."""
        name, condition, values = self._name(table), _condition(where, given), checked_values(changes)
        with self._store.reading() as connection:
            found = find_table(connection, self._store.app_pk, name)
            if found is None:
                return 0
            Fitting(name, found.kinds, given).of(condition)  # fails before a column is made
        self._tables.fitted(name, values)

        def work(connection: Any) -> int:
            found = find_table(connection, self._store.app_pk, name)
            if found is None:
                return 0
            wanted = Fitting(name, found.kinds, given).of(condition)
            return rows.change_rows(connection, found, wanted, values, self._clock.now())

        return self._store.write(work)

    def delete(self, table: str, where: str | None, given: Mapping[str, Any] = _GIVEN) -> int:
        """Take away every row that ``where`` holds for; answer how many those were."""
        name, condition = self._name(table), _condition(where, given)

        def work(connection: Any) -> int:
            found = find_table(connection, self._store.app_pk, name)
            if found is None:
                return 0
            return rows.delete_rows(connection, found, Fitting(name, found.kinds, given).of(condition))

        return self._store.write(work)

    def tables(self) -> list[str]:
        """The names of the app's tables, sorted."""
        return table_names(self._store)

    def drop(self, table: str) -> bool:
        """Take a table away with all its rows; answer whether there was one."""
        return drop_table(self._store, self._name(table))

    def columns(self, table: str) -> dict[str, str]:
        """A table's own columns and the kind of value that each holds ("nothing" while it held none)."""
        with self._store.reading() as connection:
            found = find_table(connection, self._store.app_pk, self._name(table))
            return {} if found is None else dict(found.kinds)

    def _name(self, table: str) -> str:
        return table_name(table)

    def _insert(self, name: str, values: dict[str, Any]) -> Row:
        while True:
            table = self._tables.fitted(name, values)
            try:
                return rows.insert_row(self._store, table, values, self._clock.now())
            except rows.Gone:  # somebody dropped it meanwhile: it is made anew
                self._tables.forget(name)

    def _replace(self, name: str, wanted: Condition, values: dict[str, Any]) -> list[Row]:
        def look(connection: Any) -> list[Row]:
            found = find_table(connection, self._store.app_pk, name)
            return [] if found is None else rows.find_rows(connection, found, wanted, (None, False), 1)

        def work(connection: Any) -> list[Row]:
            found = find_table(connection, self._store.app_pk, name)
            if found is None:
                return []
            rows.change_rows(connection, found, wanted, values, self._clock.now())
            return rows.find_rows(connection, found, wanted, (None, False), 1)

        with self._store.reading() as connection:
            if not look(connection):
                return []
        self._tables.fitted(name, values)
        return self._store.write(work)


def _with_id(id: Any) -> Condition:
    if not isinstance(id, str):
        raise FlowError("wrong_kind", sentence("An objectId is a text. You gave {value}.", value=shown(id)))
    return Comparison("=", Column("objectId"), Constant(id))


def _condition(where: str | None, given: Mapping[str, Any]) -> Condition:
    from blockloom.runtime.data.where import parameters, parsed  # sqlglot takes a while to be imported

    condition = _EVERY if where is None else parsed(where)
    check_given(parameters(condition), given)
    return condition
