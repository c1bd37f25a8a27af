"""The store: one database, its connections, and transactions that are tried again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from copy import copy
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    SQLAlchemyError,
    TimeoutError,
)

from blockloom.runtime.errors import SettingsError
from blockloom.runtime.store.audit import Audit
from blockloom.runtime.store.engine import engine_for, memory_engine, parse_url
from blockloom.runtime.store.expiry import sweep
from blockloom.runtime.store.migrate import alone, migrate
from blockloom.runtime.store.remembered import Remembered
from blockloom.runtime.store.retry import Failures, tried_again, unavailable, with_retries
from blockloom.runtime.store.tables import metadata
from blockloom.runtime.store.writer import Writer

Answer = TypeVar("Answer")
_SWEEPS, _SWEPT = 10, 5_000
_UNREACHABLE = (OperationalError, InterfaceError, InternalError, TimeoutError)
"""The third is what PostgreSQL says of a transaction that it ended since it stood still for too long."""
_UNDONE = (*_UNREACHABLE, IntegrityError)
"""The last is what two who write at the same time may come to."""


class Store:
    """An open database. Any number of threads may share it; open one for each SQLite file and process.

    ``app`` is the id of the default app, to which everything belongs that names no other.
    """

    def __init__(self, engine: Engine, app_pk: int, app: str) -> None:
        sqlite = engine.dialect.name == "sqlite"
        self._engine = engine
        self.dialect: Dialect = engine.dialect
        self._writes = engine.execution_options(writes=True)
        # SQLite has one writer: threads queue here in turn, where its own busy wait is a lottery
        self._turn: AbstractContextManager[Any] = threading.Lock() if sqlite else nullcontext()
        self._connection = engine.raw_connection() if sqlite else None
        self._writer = Writer(self._connection.cursor(), self._turn) if self._connection else None
        driver = engine.dialect.loaded_dbapi
        self._failures: Failures = (
            driver.OperationalError,
            driver.InterfaceError,
            driver.InternalError,
            driver.IntegrityError,
            *_UNDONE,
        )
        self.app_pk = app_pk
        self.app = app
        self._views: dict[int, Store] = {}
        self._views_lock = threading.Lock()
        self.known_keys: Remembered[bytes, Any] = Remembered()
        self.known_rules: Remembered[int, Any] = Remembered()
        self.audit = Audit(None)
        self.clean_at = 0  # when a sweep last found the table free of expired rows

    @classmethod
    def open(cls, url: str | None, data: Path) -> Store:
        """Open the database at ``url``, or the file ``app.db`` in the folder ``data``, and bring it up to date.

        SettingsError says what stands in the way: a bad URL, a folder that can't be written, a newer schema.
        """
        engine = engine_for(parse_url(url, data))
        try:
            store = cls(engine, *migrate(engine))
            store.audit = Audit(data / "audit.log")
            store._sweep()
        except BaseException as error:
            engine.dispose()
            if isinstance(error, SQLAlchemyError):
                cause: Any = error.orig if isinstance(error, DBAPIError) else error
                why = str(cause.args[-1] if cause.args else cause).strip()  # MariaDB's driver has its number first
                raise SettingsError(f"The store {_shown(engine)} can't be opened: {why}") from error
            raise
        return store

    @classmethod
    def in_memory(cls, like: Store) -> Store:
        """An empty store for the app of another one; it is gone when it is closed."""
        engine = memory_engine()
        metadata.create_all(engine)
        return cls(engine, like.app_pk, like.app)

    def for_app(self, app_pk: int, app: str) -> Store:
        """This store as another app sees it; the connections are shared. The same app gets the same one each time."""
        if app_pk == self.app_pk:
            return self
        with self._views_lock:
            if app_pk not in self._views:
                view = copy(self)
                view.app_pk, view.app, view._views = app_pk, app, {}
                self._views[app_pk] = view
            return self._views[app_pk]

    def _sweep(self) -> None:
        now = time.time_ns() // 1_000_000
        for _ in range(_SWEEPS):  # a bound, since somebody waits; registrations go on sweeping
            if self.write(lambda connection: sweep(connection, now, _SWEPT)) < _SWEPT:
                return

    def close(self) -> None:
        """Give all connections back. The store can't be used after that."""
        if self._connection is not None:
            self._connection.close()
        self._engine.dispose()

    def note(self, what: str, who: str, **details: Any) -> None:
        """Have the audit log say that ``who`` did ``what`` with this store's app."""
        self.audit.note(self.app, what, who, **details)

    @property
    def url_safe(self) -> str:
        """The database's address without its password, fit to be shown."""
        return _shown(self._engine)

    @property
    def url_for_queues(self) -> str | None:
        """The address, password included, if it is PostgreSQL, which can hold the engine's queues too."""
        url = self._engine.url
        return url.render_as_string(hide_password=False) if url.get_backend_name() == "postgresql" else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to ask things. FlowError 8011 when the database can't answer."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except _UNREACHABLE as error:
            raise unavailable(error) from error

    def write(self, work: Callable[[Connection], Answer]) -> Answer:
        """Do ``work`` in one transaction. It may be called again, so it must change nothing but the database.

        The answer means: it is on disk. FlowError 8011 means: it was not acknowledged.
        """

        def attempt() -> Answer:
            with self._turn, self._writes.begin() as connection:
                return work(connection)

        return with_retries(attempt, _UNDONE)

    def alone(self, work: Callable[[Connection], Answer]) -> Answer:
        """As ``write``, while nobody else makes or changes tables. MariaDB commits at each such change."""

        def attempt() -> Answer:
            with self._turn, self._writes.connect() as connection, alone(connection):
                answer = work(connection)
                connection.commit()
                return answer

        return with_retries(attempt, _UNDONE)

    def write_hot(self, work: Callable[[DBAPICursor], Answer]) -> Answer:
        """As ``write``, on the driver's own cursor, for statements that were compiled beforehand."""
        transaction = self._on_pooled if self._writer is None else self._writer.write
        try:
            return transaction(work)
        except self._failures as error:
            return tried_again(lambda: transaction(work), self._failures, error)

    def _on_pooled(self, work: Callable[[DBAPICursor], Answer]) -> Answer:
        connection = self._engine.raw_connection()
        try:
            answer = work(connection.cursor())
            connection.commit()
            return answer
        except self._failures as error:
            if self.dialect.is_disconnect(error, connection, None):  # type: ignore[arg-type]
                connection.invalidate()
            raise
        finally:
            connection.close()


def _shown(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)
