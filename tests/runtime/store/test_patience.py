"""A question that takes too long is given up, on every database, and the store goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert

from blockloom.runtime.data import Data
from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store, patience
from blockloom.runtime.store.rowtables import find_table

ROWS = 20_000
SLOW = "t like '%a%b%c%d%e%f%g%h%i%' or t like '%j%i%h%g%f%e%d%c%b%a'"
ASKED: dict[str, Callable[[Data], Any]] = {
    "find": lambda data: data.find("big", SLOW),
    "find sorted": lambda data: data.find("big", sorted_by="t", offset=ROWS - 1),
    "count": lambda data: data.count("big", SLOW),
    "change": lambda data: data.change("big", SLOW, {}, {"n": 1}),
    "delete": lambda data: data.delete("big", f"not ({SLOW})"),
}


@pytest.fixture
def big(store: Store) -> Data:
    data = Data(store)
    data.save("big", {"t": "first", "n": 0})
    with store.reading() as connection:
        table = find_table(connection, store.app_pk, "big")
    assert table is not None
    text, number = table.columns["t"].name, table.columns["n"].name
    rows = [
        {"object_id": f"{at}", "created_at": 0, "updated_at": 0, text: "abcdefgh" * 20 + str(at), number: 0}
        for at in range(ROWS)
    ]
    store.write(lambda connection: connection.execute(insert(table.table), rows))
    return data


def test_a_question_that_takes_too_long(big: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, ask in ASKED.items():
        with monkeypatch.context() as short:
            short.setattr(patience, "SQLITE_STEPS", 5_000)
            short.setattr(patience, "SECONDS", 0.001)
            with pytest.raises(FlowError, match="too many rows for too long") as caught:
                ask(big)
        assert caught.value.code == "slow", name
        assert big.find("big", "n = 0", limit=1)[0]["t"] == "first"
    assert big.count("big", "n = 0") == ROWS + 1
    assert big.save("big", {"t": "after"})["t"] == "after"


def test_what_is_asked_in_earnest_is_in_time(big: Data) -> None:
    assert big.count("big", "t like 'abc%9'") == ROWS / 10
    assert len(big.find("big", sorted_by="n", limit=1000)) == 1000
