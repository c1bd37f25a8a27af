"""Data for dry runs and a flow's own tests: the real rules on a copy, and the effects told instead of done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from blockloom.runtime.context import ClockDoor
from blockloom.runtime.data.data import Data
from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store
from blockloom.runtime.store.copy import copy_rows, empty_copy
from blockloom.runtime.store.rows import Row
from blockloom.runtime.wording import sentence

MOST = 5_000
_GIVEN: dict[str, Any] = {}


class DataRehearsal(Data):
    """Data whose effects end with the rehearsal. A table is copied when it is first asked for.

    ``effects`` tells in sentences what would have been done. FlowError "too_large" for a table of more than 5,000 rows.
    """

    def __init__(self, source: Store, copy: Store, clock: ClockDoor | None, effects: list[str]) -> None:
        super().__init__(copy, clock)
        self._source = source
        self._copied: set[str] = set()
        self.effects = effects

    def save(self, table: str, row: dict[str, Any]) -> Row:
        saved = super().save(table, row)
        done = "save a row in" if row.get("objectId") is None else f"change the row {saved['objectId']} of"
        self.effects.append(f'Would {done} "{table}".')
        return saved

    def change(self, table: str, where: str | None, given: Mapping[str, Any], changes: dict[str, Any]) -> int:
        count = super().change(table, where, given, changes)
        self.effects.append(f'Would change {_rows(count)} of "{table}".')
        return count

    def delete(self, table: str, where: str | None, given: Mapping[str, Any] = _GIVEN) -> int:
        count = super().delete(table, where, given)
        self.effects.append(f'Would delete {_rows(count)} of "{table}".')
        return count

    def tables(self) -> list[str]:
        return sorted({*super().tables(), *Data(self._source).tables()})

    def _name(self, table: str) -> str:
        name = super()._name(table)
        if name not in self._copied:
            if not copy_rows(self._source, self._store, name, MOST):
                message = sentence(
                    '"{name}" has more than {most:,} rows, too many to try something out on a copy of them.',
                    name=name,
                    most=MOST,
                )
                raise FlowError("too_large", message)
            self._copied.add(name)
        return name


@contextmanager
def rehearse_data(
    store: Store, clock: ClockDoor | None = None, effects: list[str] | None = None
) -> Iterator[DataRehearsal]:
    """A door that changes a copy in memory, which is gone when the ``with`` block ends."""
    copy = empty_copy(store)
    try:
        yield DataRehearsal(store, copy, clock, [] if effects is None else effects)
    finally:
        copy.close()


def give_rows(data: Data, given: dict[str, list[dict[str, Any]]]) -> None:
    """Save the rows that a test is given: {table: [{column: value}, …]}."""
    for table, rows in given.items():
        for row in rows:
            data.save(table, row)


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"
