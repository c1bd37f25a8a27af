"""Rows that were acknowledged are there after the process was killed, also while tables and columns were being made."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from blockloom.runtime.data import Data
from blockloom.runtime.store import Store
from tests.runtime.store.test_durability import killed_while_writing

WRITER = """
import itertools, sys
from pathlib import Path
from blockloom.runtime.data import Data
from blockloom.runtime.store import Store

url, data, run = sys.argv[1:]
door = Data(Store.open(url or None, Path(data)))
for number in itertools.count():
    row = {"n": number, f"c{number % 50}": f"{run}-{number}"}
    saved = door.save(f"t{number // 20}_{run}", row)
    print(f"t{number // 20}_{run}", saved["objectId"], number, flush=True)
"""


@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=pytest.mark.audit)])
def test_nothing_acknowledged_is_lost_by_a_kill(database_url: str | None, tmp_path: Path, kills: int) -> None:
    chance = random.Random(kills)
    lines: list[str] = []
    for run in range(kills):
        lines += killed_while_writing(database_url, tmp_path, run, chance, WRITER)
    assert len(lines) >= kills
    store = Store.open(database_url, tmp_path)
    data = Data(store)
    for line in lines:
        table, id, number = line.split()
        row = data.get(table, id)
        assert row is not None and row["n"] == int(number)
        assert row[f"c{int(number) % 50}"] == f"{table.partition('_')[2]}-{number}"
    for table in data.tables():  # what was being made at that moment can be used
        assert data.save(table, {"n": 1, "after": True})["after"] is True and data.find(table)
    store.close()
    print(f"{kills} kills, {len(lines)} acknowledged, 0 lost")
