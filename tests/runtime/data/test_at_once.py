"""Many threads at once, in one process or several: no row is lost, and a table or a column is made once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from blockloom.runtime.data import Data
from blockloom.runtime.store import Store
from blockloom.runtime.store.rowtables import drop_table
from tests.runtime.messaging.test_at_once import THREADS, all_at_once

ROWS = 5


@pytest.fixture(params=[1, 3], ids=["one store", "three stores"])
def stores(request: pytest.FixtureRequest, database_url: str | None, tmp_path: Path) -> Iterator[list[Store]]:
    with ExitStack() as opened:
        stores = [Store.open(database_url, tmp_path) for _ in range(request.param)]
        for store in stores:
            opened.callback(store.close)
        yield stores


def test_a_table_that_is_not_there_yet(stores: list[Store]) -> None:
    def work(number: int) -> set[str]:
        data = Data(stores[number % len(stores)])
        return {data.save("new", {"thread": number, "turn": turn})["objectId"] for turn in range(ROWS)}

    ids = set[str]().union(*all_at_once(work))
    data = Data(stores[0])
    found = data.find("new", limit=1000)
    assert {row["objectId"] for row in found} == ids and len(ids) == THREADS * ROWS
    assert {(row["thread"], row["turn"]) for row in found} == {(t, n) for t in range(THREADS) for n in range(ROWS)}
    assert data.tables() == ["new"] and data.columns("new") == {"thread": "number", "turn": "number"}


def test_columns_that_are_not_there_yet(stores: list[Store]) -> None:
    def work(number: int) -> None:
        data = Data(stores[number % len(stores)])
        for turn in range(ROWS):
            data.save("wide", {f"c{(number + turn) % 8}": f"{number}-{turn}", "always": True})
            data.find("wide", "always", limit=5)

    all_at_once(work)
    data = Data(stores[0])
    assert data.count("wide", "always") == THREADS * ROWS
    assert data.columns("wide") == {"always": "boolean", **{f"c{number}": "text" for number in range(8)}}
    found = [value for row in data.find("wide", limit=1000) for name, value in row.items() if name[0] == "c" and value]
    assert sorted(value for value in found if isinstance(value, str)) == sorted(
        f"{thread}-{turn}" for thread in range(THREADS) for turn in range(ROWS)
    )


def test_making_changing_deleting_and_dropping_cross(stores: list[Store]) -> None:
    def work(number: int) -> None:
        store = stores[number % len(stores)]
        data = Data(store)
        for turn in range(ROWS):
            data.save("t", {"n": number, f"c{turn}": turn})
            data.change("t", "n = :n", {"n": number}, {"n": number})  # may be what makes the dropped table anew
            data.find("t", "n >= :n", {"n": number}, sorted_by="n")
            data.delete("t", "n = :n", {"n": number})
            if number == 0:
                drop_table(store, "t")

    all_at_once(work)
    data = Data(stores[0])
    data.save("t", {"n": 1})
    assert data.delete("t", "true") == 1 and data.count("t") == 0
