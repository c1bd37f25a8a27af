"""The schema that the revisions build is the one that the tables describe."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from blockloom.runtime.store import Store, migrations
from blockloom.runtime.store.tables import metadata


def test_revisions_and_tables_agree(store: Store) -> None:
    def differences(connection: object) -> list[object]:
        options = {"compare_type": True, "compare_server_default": True, "include_schemas": False}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))  # type: ignore[arg-type]

    assert store.write(differences) == []


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
