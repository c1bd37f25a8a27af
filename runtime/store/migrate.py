"""Bring a database to the newest schema. What a newer Blockloom wrote is refused, not touched."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, inspect, select, text

from blockloom.runtime.errors import SettingsError
from blockloom.runtime.store import migrations
from blockloom.runtime.store.tables import app

_LOCK = 0x626C6F6F6D  # any number that is ours


def migrate(engine: Engine) -> tuple[int, str]:
    """Run the revisions that are missing; answer the default app's key and id, made the first time."""
    with engine.connect() as connection:
        if _revision(connection) == migrations.HEAD:
            return _default_app(connection)
    with engine.execution_options(writes=True).connect() as connection, alone(connection):
        if _revision(connection) != migrations.HEAD:
            _upgrade(connection)
        default = _default_app(connection)
        connection.commit()  # while we are alone: whoever comes next has to see it
        return default


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


@contextmanager
def alone(connection: Connection) -> Iterator[None]:
    """Let one process change tables at a time. SQLite's write lock does that already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield
    elif connection.dialect.name == "sqlite":
        yield
    else:
        connection.execute(text("SELECT GET_LOCK(CONCAT(DATABASE(), '.blockloom'), 60)"))
        try:
            yield
        finally:
            connection.execute(text("SELECT RELEASE_LOCK(CONCAT(DATABASE(), '.blockloom'))"))


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    found = _revision(connection)
    if found is not None and found not in known:
        raise SettingsError(
            f"The store was written by a newer Blockloom (its schema is {found}, this one knows {migrations.HEAD}). "
            "Update Blockloom, or name another store."
        )
    command.upgrade(config, "head")


def _default_app(connection: Connection) -> tuple[int, str]:
    row = connection.execute(select(app.c.pk, app.c.app_id).order_by(app.c.pk).limit(1)).first()
    if row is None:
        values = {"app_id": str(uuid.uuid4()), "name": "default", "created_at": time.time_ns() // 1_000_000}
        connection.execute(insert(app), values)
        return _default_app(connection)
    return row.pk, str(row.app_id).upper()
