"""The schema that the revisions build is the one that the tables describe, whichever of them a database comes from."""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Table, column, create_engine, insert, table

from blockloom.runtime.messaging import Device, Messaging
from blockloom.runtime.store import Store, migrations, tables
from blockloom.runtime.store.engine import engine_for, parse_url
from blockloom.runtime.store.migrate import migrate
from blockloom.runtime.store.runs import recent_runs
from blockloom.runtime.store.tables import metadata

THEN = {"created_at": 1_700_000_000_000}
NOW = {**THEN, "updated_at": 1_700_000_000_000}
PHONE = Device("phone-1", "token-1", "ANDROID", "14")


def differences(connection: Any) -> list[object]:
    options = {"compare_type": True, "compare_server_default": True, "include_schemas": False}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def test_revisions_and_tables_agree(store: Store) -> None:
    assert store.write(differences) == []


def test_a_database_of_the_first_revision_keeps_what_it_holds(
    empty_url: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, upgrade = engine_for(parse_url(empty_url, tmp_path)), command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda config, _: upgrade(config, "0001"))
    app_pk, app_id = migrate(engine)
    monkeypatch.undo()
    made = uuid.uuid4()
    with engine.execution_options(writes=True).begin() as connection:
        own = {"app_pk": app_pk}
        put(connection, tables.channel, pk=1, **own, name="ads", **THEN)
        put(connection, tables.device, pk=1, **own, device_id="phone-1", os="ANDROID", os_version="14", **NOW)
        digest = hashlib.sha256(b"token-1").digest()
        token = {"provider": "FCM", "token_hash": digest, "token": "token-1", "updated_at": 1_700_000_000_000}
        put(connection, tables.push_token, pk=1, **own, device_pk=1, **token)
        put(connection, tables.registration, pk=1, **own, registration_id=str(made), channel_pk=1, device_pk=1, **NOW)
        ended = {"status": "ok", "device": "phone-1", "inputs": {}, "result": 7, "error": None, "log": ["hi"]}
        put(connection, tables.run, pk=1, **own, run_id="r", flow="mine", started=1, seconds=0.5, trace=[], **ended)
    engine.dispose()
    store = Store.open(empty_url, tmp_path)
    assert (store.app, store.write(differences)) == (app_id, [])
    assert Messaging(store, PHONE).register(["ads"]) == {"ads": str(made).upper()}
    [run] = recent_runs(store)
    assert (run.flow, run.result, run.log) == ("mine", 7, ["hi"])
    store.close()


def put(connection: Connection, into: Table, **values: Any) -> None:
    """A row with the columns of its time."""
    connection.execute(insert(table(into.name, *(column(name, into.c[name].type) for name in values))), values)


def test_to_the_letter_on_sqlite(tmp_path: Path) -> None:
    Store.open(None, tmp_path).close()
    metadata.create_all(create_engine(f"sqlite:///{tmp_path / 'tables.db'}"))

    def schema(file: Path) -> set[tuple[str, str, str]]:
        with sqlite3.connect(file) as connection:
            rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE name <> 'alembic_version'")
            found = {(kind, name, normal(sql or "")) for kind, name, sql in rows}
        connection.close()
        return found

    def normal(sql: str) -> str:
        head, _, body = " ".join(sql.split()).partition("(")
        return head + "|".join(sorted(part.strip(" )") for part in body.split(", ")))

    migrated = {row for row in schema(tmp_path / "app.db") if "alembic_version" not in row[1]}
    assert migrated == schema(tmp_path / "tables.db")


def test_head_is_the_newest_revision() -> None:
    assert ScriptDirectory(str(Path(migrations.__file__).parent)).get_heads() == [migrations.HEAD]
