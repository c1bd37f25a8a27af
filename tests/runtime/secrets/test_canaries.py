"""Fifty secrets of every kind of letters, each shown by a flow in every way it can think of: none is found anywhere."""

from __future__ import annotations

import base64
import json
import random
import string
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import select

from blockloom import Doors, Event, Program, catalog, python_of, read_flow, run_flow
from blockloom.runtime.secrets import Vault
from blockloom.runtime.store import Store
from blockloom.runtime.store.runs import RunRecord, save_run
from blockloom.runtime.store.tables import metadata

COUNT = 50
FLOW = """flow: 1
do:
- set: key
  to: {secret: NAME}
- set: all
  to: [=key, {object: {key: =key, text: "x${key}x"}}, "=as_json(key)", "=url_encode(key)", "=base64_encode(key)"]
- print: ${all} ${key}
- set: piece
  to: =repeat_text("x", 150) + key + key + key
- try:
  - raise: =key
    code: =key
  catch:
  - print: =error
- set: broken
  to: =number_from_text(key + "x" + key)
"""


def canaries() -> dict[str, str]:
    """Names and values; no value stands in another one or in the flow."""
    chance = random.Random(20)
    letters = [string.ascii_letters, string.printable.strip(), "äöüßéñçøåЖЩфхцч", "漢字仮名交文🙂🔑", string.digits]
    return {
        f"C{number}": f"{number:02}" + "".join(chance.choices(letters[number % len(letters)], k=chance.randint(8, 90)))
        for number in range(COUNT)
    }


def program() -> Program:
    read = read_flow(FLOW, catalog())
    assert read.ok, read.findings
    return read


def spelled(value: str) -> list[str]:
    data = value.encode()
    in_json = [json.dumps(value)[1:-1], json.dumps(json.dumps(value))[3:-3]]
    return [value, *in_json, quote(value, safe=""), base64.b64encode(data).decode().rstrip("="), data.hex()]


def dumped(store: Store) -> str:
    """Every row of every table, in the ways in which it can be read."""
    with store.reading() as connection:
        rows = [tuple(row) for table in metadata.sorted_tables for row in connection.execute(select(table))]
    texts = [
        cell.decode("latin-1") if isinstance(cell, bytes) else json.dumps(cell, ensure_ascii=False, default=str)
        for row in rows
        for cell in row
    ]
    return "\n".join([*texts, repr(rows)])


def test_no_canary_is_found(store: Store, tmp_path: Path) -> None:
    vault = Vault(store, tmp_path / "keys", {})
    (tmp_path / "keys").mkdir()
    artefacts: list[str] = []
    found = canaries()
    for name, value in found.items():
        vault.set(name, value)
        heard: list[Event] = []
        said: list[str] = []
        flow = read_flow(FLOW.replace("NAME", name), catalog())
        outcome = run_flow(flow, doors=Doors(secrets=vault, say=said.append), listener=heard.append)
        assert outcome.error is not None and outcome.error["code"] == "no_number", outcome.error
        trace = [event.as_dict() for event in heard]
        save_run(
            store,
            RunRecord(name, "canary", 0, 0.0, outcome.status, "", {}, outcome.variables, outcome.error, said, trace),
        )
        told = json.dumps([outcome.as_dict(), trace, said], ensure_ascii=False)
        assert told.count(f"(secret {name})") > 12
        artefacts += [told, repr(outcome), python_of(flow)]
    everything = "\n".join([*artefacts, dumped(store)])
    files = b"\n".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    leaked = [name for name, value in found.items() if any(form in everything for form in spelled(value))]
    assert leaked == []
    assert [
        name for name, value in found.items() if value.encode() in files or value.encode("utf-16-le") in files
    ] == []
