"""A dry run and a flow's own tests see rows and change a copy of them only."""

from __future__ import annotations

import json
from typing import Any

import pytest

from blockloom import catalog, read_flow, run_tests
from blockloom.runtime.data import Data, rehearse_data
from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store
from tests.runtime.messaging.support import HandClock


def test_nothing_stays(store: Store) -> None:
    real = Data(store)
    row = real.save("orders", {"total": 5, "tags": ["a"], "paid": None})
    real.save("orders", {"total": 6})
    before = real.find("orders")
    with rehearse_data(store) as data:
        assert data.find("orders") == before
        assert data.save("orders", {**row, "total": 7})["total"] == 7
        assert data.save("orders", {"extra": True})["tags"] is None
        assert data.change("orders", "total > 5", {}, {"paid": True}) == 2
        assert data.delete("orders", "total = 6") == 1
        assert data.save("new", {"a": 1})["a"] == 1
        assert data.tables() == ["new", "orders"] and data.count("orders") == 2
        with pytest.raises(FlowError):
            data.save("orders", {"total": "x"})
    assert data.effects == [
        f'Would change the row {row["objectId"]} of "orders".',
        'Would save a row in "orders".',
        'Would change 2 rows of "orders".',
        'Would delete 1 row of "orders".',
        'Would save a row in "new".',
    ]
    assert real.find("orders") == before and real.tables() == ["orders"] and "extra" not in real.columns("orders")


def test_others_neither_wait_nor_see(store: Store) -> None:
    with rehearse_data(store) as data:
        data.save("orders", {"total": 5})
        Data(store).save("orders", {"total": "mine"})
        assert [row["total"] for row in Data(store).find("orders")] == ["mine"]
        assert [row["total"] for row in data.find("orders")] == [5]


def test_a_table_that_is_too_large_for_a_copy(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blockloom.runtime.data.rehearsal.MOST", 2)
    real = Data(store)
    for total in range(3):
        real.save("orders", {"total": total})
    with rehearse_data(store) as data:
        for _ in range(2):
            with pytest.raises(FlowError, match='"orders" has more than 2 rows'):
                data.save("orders", {"total": 9})
        data.save("others", {})
    assert real.count("orders") == 3


def test_the_clock(store: Store) -> None:
    clock = HandClock()
    with rehearse_data(store, clock) as data:
        assert data.save("t", {})["created"] == clock.time


FLOW: dict[str, Any] = {
    "flow": 1,
    "do": [
        {"find_rows": "orders", "where": "paid = false", "save": "open"},
        {"save_row": {"table": "seen", "row": {"object": {"count": "=length(open)"}}}},
        {"return": "=count_rows('seen')"},
    ],
}


def complaints(given: Any, *expect: str) -> list[str]:
    """What a test of the flow complains of."""
    test = {"given": {"rows": given}, "expect": list(expect)}
    program = read_flow(json.dumps({**FLOW, "tests": [test, test]}), catalog(), "t.flow.json")
    assert program.ok, program.findings
    return [result.message for result in run_tests(program) if not result.ok]


def test_a_flows_own_tests_begin_with_the_rows_they_are_given() -> None:
    rows = {"orders": [{"paid": False, "total": 5}, {"paid": True}], "others": []}
    assert complaints(rows, "=length(open) == 1", "=open[1].total == 5", "=result == 1") == []
    assert complaints(rows, "=count_rows('seen', where='count = 1') == 1", "=length(find_rows('orders')) == 2") == []
    assert complaints({}, "=length(open) == 0") == []
    assert len(complaints(rows, "=length(open) == 2")) == 2


def test_rows_that_can_not_be() -> None:
    told = complaints({"orders": [{"total": 1}, {"total": "x"}]}, "=true")
    assert len(told) == 2 and all("holds numbers" in message for message in told)
