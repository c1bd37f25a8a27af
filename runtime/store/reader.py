"""Small questions to SQLite that are asked with every call, on a connection that is kept open for them: taking one from
the pool costs ten times as much as the answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.engine.interfaces import DBAPICursor

Answer = TypeVar("Answer")


class Reader:
    """One connection for any number of threads, opened when it is first needed. It sees what was committed before."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = threading.Lock()
        self._connection: PoolProxiedConnection | None = None
        self._cursor: DBAPICursor | None = None

    def read(self, work: Callable[[DBAPICursor], Answer]) -> Answer:
        """What ``work`` answers; it asks one question and fetches all of the answer, and so ends what it has read."""
        with self._turn:
            if self._cursor is None:
                self._connection = self._engine.raw_connection()
                self._cursor = self._connection.cursor()
            return work(self._cursor)

    def close(self) -> None:
        with self._turn:
            if self._connection is not None:
                self._connection.close()
            self._connection = self._cursor = None
