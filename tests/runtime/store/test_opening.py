"""Opening a store: durable settings, private files, kind refusals."""

from __future__ import annotations

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from blockloom.runtime.errors import SettingsError, Unavailable
from blockloom.runtime.messaging import Messaging, stable_device
from blockloom.runtime.store import Store, engine
from tests import servers

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000, "fullfsync": 1}


def test_every_sqlite_connection_is_durable(tmp_path: Path) -> None:
    store = Store.open(None, tmp_path)
    with ExitStack() as held:
        connections = [held.enter_context(store.reading()) for _ in range(5)]
        for connection in connections:
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}
            assert found == PRAGMAS

    def read(cursor: Any) -> dict[str, object]:
        return {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}

    assert store.write_hot(read) == PRAGMAS
    store.close()


def test_a_write_takes_its_lock_at_once(tmp_path: Path) -> None:
    store = Store.open(None, tmp_path)
    other = sqlite3.connect(tmp_path / "app.db", timeout=0)

    def work(_: object) -> str:
        with pytest.raises(sqlite3.OperationalError) as caught:
            other.execute("BEGIN IMMEDIATE")
        return str(caught.value)

    assert store.write(work) == store.write_hot(work) == "database is locked"
    other.close()
    store.close()


def test_only_the_owner_reads_the_files(tmp_path: Path) -> None:
    file = tmp_path / "new" / "app.db"
    store = Store.open(None, file.parent)
    Messaging(store, stable_device(store)).register(["a"])
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    assert modes == {"app.db": 0o600, "app.db-wal": 0o600, "app.db-shm": 0o600}
    store.close()
    file.chmod(0o644)
    Store.open(f"sqlite:///{file}", tmp_path).close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_was_written_is_there_when_it_is_opened_again(empty_url: str | None, tmp_path: Path) -> None:
    store = Store.open(empty_url, tmp_path)
    ids = Messaging(store, stable_device(store)).register(["a"])
    store.close()
    again = Store.open(empty_url, tmp_path)
    assert again.app == store.app
    assert Messaging(again, stable_device(again)).register(["a"]) == ids
    again.close()


def test_many_that_open_a_new_database_at_once_share_one_app(empty_url: str | None, tmp_path: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(lambda _: Store.open(empty_url, tmp_path), range(6)))
    assert len({store.app for store in stores}) == 1
    for store in stores:
        store.close()


def test_the_password_is_not_shown(postgresql: servers.Server, tmp_path: Path) -> None:
    store = Store.open(postgresql.fresh().replace("postgres@", "postgres:secret@"), tmp_path)
    assert "secret" not in store.url_safe and "postgresql" in store.url_safe
    store.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("orders.db", "should look like postgresql://"),
        ("", "should look like postgresql://"),
        ("postgresql://host:port/x", "should look like postgresql://"),
        ("oracle://host/x", 'starts with "oracle:"'),
        ("sqlite://", "forgets everything"),
        ("sqlite:///:memory:", "forgets everything"),
        ("sqlite:////dev/null/app.db", "can't be written"),
        ("postgresql://nobody:hush@localhost:1/x", "can't be opened"),
        ("mariadb://nobody:hush@localhost:1/x", "can't be opened: Can't connect to MySQL server"),
    ],
)
def test_urls_that_lead_nowhere(url: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        Store.open(url, tmp_path)
    assert words in str(caught.value) and "hush" not in str(caught.value)


def test_a_missing_driver_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(SettingsError, match=r"pip install 'blockloom\[postgres\]'"):
        Store.open("postgres://localhost/x", tmp_path)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "app.db").write_text("Dear diary, " * 1000)
    with pytest.raises(SettingsError, match="app.db can't be opened: file is not a database"):
        Store.open(None, tmp_path)


def test_a_newer_database_is_refused_and_left_alone(empty_url: str | None, tmp_path: Path) -> None:
    store = Store.open(empty_url, tmp_path)
    store.write(lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    store.close()
    with pytest.raises(SettingsError, match=r"newer Blockloom \(its schema is 9999.*Update Blockloom"):
        Store.open(empty_url, tmp_path)


def test_a_forgetful_postgresql_is_refused(postgresql: servers.Server, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="synchronous_commit = off"):
        Store.open(postgresql.fresh() + "%20-csynchronous_commit%3Doff", tmp_path)


def test_a_process_that_freezes_in_a_transaction_holds_nobody_up_for_ever(
    postgresql: servers.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "FROZEN", 1)
    store = Store.open(postgresql.fresh(), tmp_path)
    change = text("UPDATE app SET name = name")
    with pytest.raises(Unavailable), store.reading() as frozen:
        frozen.execute(change)
        store.write(lambda connection: connection.execute(change))
        frozen.execute(change)
    store.close()
