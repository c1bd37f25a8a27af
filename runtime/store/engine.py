"""An engine for each kind of database, set up so that what was acknowledged is on disk."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import StaticPool

from blockloom.runtime.errors import SettingsError

BUSY_SECONDS = 5
_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mariadb+pymysql",
    "mariadb": "mariadb+pymysql",
}
_EXTRA = {"postgresql+psycopg": "postgres", "mariadb+pymysql": "mariadb"}


def parse_url(url: str | None, data: Path) -> URL:
    """The database's address; ``None`` means the file ``app.db`` in ``data``. SettingsError if it can't be one."""
    if url is None:
        return URL.create("sqlite+pysqlite", database=str(data / "app.db"))
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise SettingsError(
            "The database URL can't be read. It should look like postgresql://user:password@host/name, "
            "mariadb://user:password@host/name or sqlite:////folder/app.db."
        ) from None
    driver = _DRIVERS.get(parsed.drivername.partition("+")[0])
    if driver is None:
        raise SettingsError(
            f'The database URL starts with "{parsed.drivername}:", which Blockloom doesn\'t know. '
            "It keeps data in SQLite (sqlite:), PostgreSQL (postgresql:) or MariaDB (mariadb:)."
        )
    if driver == "sqlite+pysqlite" and parsed.database in (None, "", ":memory:"):
        raise SettingsError("A store in memory forgets everything. Name a file: sqlite:////folder/app.db.")
    return parsed.set(drivername=driver)


FROZEN = 20
"""Seconds after which PostgreSQL lets go of what a process holds that froze in the middle of a transaction."""


def engine_for(url: URL) -> Engine:
    """An engine for ``url``. SettingsError if its driver is not installed or the SQLite file can't be made."""
    if url.get_backend_name() == "sqlite":
        _make_private(Path(url.database or ""))
        return _sqlite(create_engine(url, connect_args=_SQLITE, pool_size=32))
    try:
        engine = create_engine(
            url, isolation_level="READ COMMITTED", paramstyle="format", pool_size=32, pool_pre_ping=True
        )
    except ModuleNotFoundError as missing:
        extra = _EXTRA[url.drivername]
        raise SettingsError(
            f"{url.get_backend_name()} needs the package {missing.name}: pip install 'blockloom[{extra}]'."
        ) from None
    check = _check_postgresql if url.get_backend_name() == "postgresql" else _check_mariadb
    event.listen(engine, "connect", check)
    return engine


def memory_engine() -> Engine:
    """A database that lives as long as the engine, for rehearsals."""
    return _sqlite(create_engine("sqlite+pysqlite://", connect_args=_SQLITE, poolclass=StaticPool))


def queue_file(data: Path) -> Path:
    """The file in which DBOS keeps its queues beside a store in SQLite."""
    return data / "engine.db"


def queue_engine(data: Path) -> Engine:
    """An engine for that file.

    Several connections write there. SQLite before 3.51.3 can, very seldom, damage a file in WAL mode that way, so it
    keeps its own journal then, at EXTRA, which syncs that journal's folder too.
    """
    file = queue_file(data)
    _make_private(file)
    engine = create_engine(URL.create("sqlite+pysqlite", database=str(file)), connect_args={"timeout": 30})
    wal = sqlite3.sqlite_version_info >= (3, 51, 3)

    def prepare(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = "IMMEDIATE"
        cursor = connection.cursor()
        for pragma in (
            f"journal_mode = {'WAL' if wal else 'DELETE'}",
            f"synchronous = {'FULL' if wal else 'EXTRA'}",
            "fullfsync = ON",
            "foreign_keys = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine, "connect", prepare)
    return engine


_SQLITE: dict[str, Any] = {
    "isolation_level": None,  # we say BEGIN ourselves, so that a write takes its lock at once
    "timeout": BUSY_SECONDS,
    "check_same_thread": False,  # the pool hands a connection to one thread at a time
    "cached_statements": 512,
}


def _sqlite(engine: Engine) -> Engine:
    if sqlite3.sqlite_version_info < (3, 35):
        raise SettingsError(f"SQLite {sqlite3.sqlite_version} is too old; Blockloom needs 3.35 or newer.")
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    (mode,) = cursor.fetchone() or ("",)
    if mode not in ("wal", "memory"):
        raise SettingsError(f"SQLite can't use WAL there (it answered {mode!r}). Keep the file on a local disk.")
    for pragma in ("synchronous = FULL", "fullfsync = ON", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _make_private(file: Path) -> None:
    """Create the file, or take over one that is there, so that only its owner reads it. SQLite copies the mode
    to the files it keeps beside it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        file.chmod(0o600)
    except OSError as error:
        raise SettingsError(f"The store {file} can't be written: {error.strerror}.") from None


def _check_postgresql(connection: DBAPIConnection, _record: object) -> None:
    if _asked(connection, "SHOW synchronous_commit") == "off":
        raise SettingsError(
            "PostgreSQL has synchronous_commit = off, so a saved registration could be lost in a crash. "
            "Switch it on for this role: ALTER ROLE ... SET synchronous_commit = on."
        )
    _asked(connection, f"SELECT set_config('idle_in_transaction_session_timeout', '{FROZEN}s', false)")


def _check_mariadb(connection: DBAPIConnection, _record: object) -> None:
    if _asked(connection, "SELECT @@innodb_flush_log_at_trx_commit") != 1:
        raise SettingsError(
            "MariaDB has innodb_flush_log_at_trx_commit other than 1, so a saved registration could be lost in a "
            "crash. Put innodb_flush_log_at_trx_commit = 1 into its configuration."
        )
    _asked(connection, "SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')")


def _asked(connection: DBAPIConnection, question: str) -> Any:
    cursor = connection.cursor()
    cursor.execute(question)
    row = cursor.fetchone()
    cursor.close()
    connection.commit()
    return row[0] if row else None
