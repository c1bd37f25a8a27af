"""Tables and columns, made when they are first used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blockloom.runtime.data.values import COLUMNS, TABLES, check_kinds
from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store
from blockloom.runtime.store.rowtables import NOTHING, RowTable, find_table, make_table
from blockloom.runtime.values import kind_name, too_large
from blockloom.runtime.wording import sentence


class Tables:
    """The tables as one run has come to know them; others may meanwhile have made more of them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, RowTable] = {}

    def fitted(self, name: str, values: Mapping[str, Any]) -> RowTable:
        """The table with a column for each of the values; made, or made wider, where it has to be.

        FlowError "wrong_kind" for a value of another kind than its column's, "too_large" for too many tables or
        columns.
        """
        wanted = {column: kind_name(value) for column, value in values.items()}
        table = self._known.get(name)
        if table is None or not all(_takes(table, column, kind) for column, kind in wanted.items()):
            table = self._known[name] = self._made(name, wanted)
        check_kinds(name, table.kinds, values)
        return table

    def forget(self, name: str) -> None:
        """Look the table up anew the next time."""
        self._known.pop(name, None)

    def _made(self, name: str, wanted: Mapping[str, str]) -> RowTable:
        with self._store.reading() as connection:
            found = find_table(connection, self._store.app_pk, name)
        if found is not None:
            misfits = [column for column, kind in wanted.items() if not _takes(found, column, kind)]
            if not misfits or any(found.kinds.get(column, NOTHING) != NOTHING for column in misfits):
                return found
        return make_table(self._store, name, wanted, _room)


def _room(tables: int, columns: int) -> None:
    if tables >= TABLES:
        raise FlowError(
            "too_large",
            sentence("An app has at most {most} tables of rows, and this one has so many.", most=TABLES),
        )
    if columns > COLUMNS:
        too_large("The table", COLUMNS, "columns")


def _takes(table: RowTable, column: str, kind: str) -> bool:
    """Whether a column is there that can hold a value of this kind."""
    return column in table.kinds and kind in (NOTHING, table.kinds[column])
