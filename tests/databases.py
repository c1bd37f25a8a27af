"""Fixtures: ``store``, an open empty store, once for each database that can be had on this machine."""

from __future__ import annotations

import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from blockloom.runtime.store import Store
from tests import servers

DATABASES = ["sqlite", "postgresql", *(["mariadb"] if servers.mariadb_programs() else [])]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[servers.Server]:
    with servers.postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[servers.Server]:
    with servers.mariadb() as server:
        yield server


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest) -> str | None:
    """The URL of an empty database; None for a SQLite file in ``tmp_path``."""
    if request.param == "sqlite":
        return None
    server: servers.Server = request.getfixturevalue(request.param)
    return server.fresh()


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """As ``empty_url``; but a server's database may hold an unused store, which is there sooner than one is made."""
    if request.param == "postgresql":
        server: servers.Server = request.getfixturevalue("postgresql")
        with server.copied(request.getfixturevalue("unused_url")) as url:
            yield url
    else:
        yield None if request.param == "sqlite" else request.getfixturevalue(request.param).fresh()


@pytest.fixture(scope="session")
def unused_url(postgresql: servers.Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a PostgreSQL database with an unused store."""
    url = postgresql.whole()
    Store.open(url, tmp_path_factory.mktemp("unused")).close()
    return url


@pytest.fixture(params=DATABASES)
def queue_url(request: pytest.FixtureRequest) -> str | None:
    """As ``database_url``; nobody else's queues are in it."""
    if request.param == "sqlite":
        return None
    server: servers.Server = request.getfixturevalue(request.param)
    return server.whole()


@pytest.fixture(scope="session")
def put_store(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], None]:
    """Puts the file of an unused store into a folder, sooner than one is made. Each has an app of its own."""
    made = tmp_path_factory.mktemp("unused")
    Store.open(None, made).close()

    def put(folder: Path) -> None:
        file = shutil.copy(made / "app.db", folder)
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("UPDATE app SET app_id = ?", [str(uuid.uuid4())])

    return put


@pytest.fixture
def store(database_url: str | None, tmp_path: Path, put_store: Callable[[Path], None]) -> Iterator[Store]:
    if database_url is None:
        put_store(tmp_path)
    store = Store.open(database_url, tmp_path)
    yield store
    store.close()
