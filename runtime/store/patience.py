"""A time limit for a single statement whose cost depends on what somebody asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from blockloom.runtime.errors import FlowError
from blockloom.runtime.wording import sentence

SECONDS, SQLITE_STEPS = 2, 20_000_000
_EVERY = 1_000
_INTERRUPTED, _CANCELLED, _MAX_TIME = 9, "57014", 1969


@contextmanager
def limited(connection: Connection) -> Iterator[None]:
    """Statements inside the ``with`` block may take 2 s together; on SQLite, of the processor's time, and 20,000,000 of
    its own steps: about 0.2 s, and a pause of Python's does not count.

    FlowError "slow" after that; the transaction has to be given up.
    """
    try:
        with _SETTINGS[connection.dialect.name](connection):
            yield
    except DBAPIError as error:
        if _ran_out(error.orig):
            raise FlowError(
                "slow", sentence("The store looked through too many rows for too long. Ask for less.")
            ) from error
        raise


@contextmanager
def _on_sqlite(connection: Connection) -> Iterator[None]:
    driver: Any = connection.connection.driver_connection
    end, turns = time.thread_time() + SECONDS, iter(range(SQLITE_STEPS // _EVERY))
    driver.set_progress_handler(lambda: next(turns, None) is None or time.thread_time() > end, _EVERY)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


@contextmanager
def _on_postgresql(connection: Connection) -> Iterator[None]:
    connection.execute(text(f"SET LOCAL statement_timeout = {round(SECONDS * 1000)}"))
    yield


@contextmanager
def _on_mariadb(connection: Connection) -> Iterator[None]:
    connection.execute(text(f"SET SESSION max_statement_time = {SECONDS}"))
    try:
        yield
    finally:
        connection.execute(text("SET SESSION max_statement_time = 0"))


_SETTINGS = {
    "sqlite": _on_sqlite,
    "postgresql": _on_postgresql,
    "mariadb": _on_mariadb,
    "mysql": _on_mariadb,
}


def _ran_out(cause: Any) -> bool:
    if (number := getattr(cause, "sqlite_errorcode", None)) is not None:
        return bool(number & 0xFF == _INTERRUPTED)
    if getattr(cause, "sqlstate", None) == _CANCELLED:
        return True
    return bool(cause and cause.args) and cause.args[0] == _MAX_TIME
