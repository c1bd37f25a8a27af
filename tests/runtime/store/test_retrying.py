"""A transaction is tried again when the database asks for that, and the caller is told when it can't be done."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from blockloom.runtime.errors import FlowError, Unavailable
from blockloom.runtime.messaging import Messaging, stable_device
from blockloom.runtime.store import Store, retry
from tests import servers


def busy() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return error


@pytest.mark.parametrize("failures", [0, 1, 7])
def test_up_to_eight_times(failures: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    errors = [busy() for _ in range(failures)]

    def attempt() -> str:
        if errors:
            raise errors.pop()
        return "done"

    assert retry.with_retries(attempt, (sqlite3.OperationalError,)) == "done"
    assert len(pauses) == failures == len(set(pauses))


@pytest.mark.parametrize(
    ("number", "state", "again"),
    [
        (1205, "HY000", True),
        (1213, "40001", True),
        (1020, "HY000", True),
        (1213, None, True),
        (1062, "23000", True),
        (1048, "23000", False),
    ],
)
def test_what_mariadb_calls_passing(number: int, state: str | None, again: bool) -> None:
    """Newer drivers give a state besides the number, and it says less."""
    error = Exception(number, "Lock wait timeout exceeded")
    error.sqlstate = state  # type: ignore[attr-defined]
    assert retry.wants_again(error) is again


def test_then_the_caller_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    tries: list[int] = []

    def attempt() -> None:
        tries.append(1)
        raise busy()

    with pytest.raises(FlowError) as caught:
        retry.with_retries(attempt, (sqlite3.OperationalError,))
    assert caught.value.code == 8011 and len(tries) == retry.TRIES == 8


def test_a_mistake_of_ours_is_not_hidden(store: Store) -> None:
    for write in (store.write, store.write_hot):
        with pytest.raises(ZeroDivisionError):
            write(lambda _: 1 / 0)
    assert Messaging(store, stable_device(store)).register(["a"])


def test_what_failed_left_nothing(store: Store) -> None:
    door = Messaging(store, stable_device(store))
    door.register(["a"])

    def hot(cursor: Any) -> None:
        cursor.execute("DELETE FROM registration")
        raise KeyError

    with pytest.raises(KeyError):
        store.write_hot(hot)
    assert door.registrations()[0]["channels"] == ["a"]


def test_a_store_that_can_not_be_written(tmp_path: Path) -> None:
    store = Store.open(None, tmp_path)
    door = Messaging(store, stable_device(store))
    door.register(["a"])
    writer = store.write_hot(lambda cursor: cursor.connection)
    writer.execute("PRAGMA query_only = ON")
    with pytest.raises(FlowError) as caught:
        door.register(["b"])
    assert caught.value.code == 8011 and "nothing was saved" in caught.value.message
    writer.execute("PRAGMA query_only = OFF")
    assert door.register(["b"]) and door.channels() == ["a", "b"]
    store.close()


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    store = Store.open(None, tmp_path)
    door = Messaging(store, stable_device(store))
    door.register(["a"])
    writer = store.write_hot(lambda cursor: cursor.connection)
    (pages,) = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(FlowError, match="disk that the store is on is full") as caught:
        door.register([f"{number}".zfill(100) for number in range(100)])
    assert caught.value.code == 8011
    writer.execute("PRAGMA max_page_count = 1000000")
    assert door.channels() == ["a"] and door.register(["b"])
    store.close()


def test_another_program_holds_the_file(tmp_path: Path) -> None:
    store = Store.open(None, tmp_path)
    door = Messaging(store, stable_device(store))
    door.register(["a"])
    other = sqlite3.connect(tmp_path / "app.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert door.channels() == ["a"], "readers don't wait for a writer"
    other.execute("COMMIT")
    other.close()
    assert door.register(["b"])
    store.close()


FREEZE = "SELECT set_config('idle_in_transaction_session_timeout', '50', true)"
CUT = "SELECT pg_terminate_backend(pg_backend_pid())"


@pytest.mark.parametrize("times", [1, 99])
@pytest.mark.parametrize("trouble", [FREEZE, CUT])
def test_a_transaction_that_postgresql_ended_is_done_again_or_told(
    postgresql: servers.Server, tmp_path: Path, capfd: pytest.CaptureFixture[str], trouble: str, times: int
) -> None:
    store, left = Store.open(postgresql.fresh(), tmp_path), [0]

    def work(execute: Callable[[str], Any]) -> int:
        if left[0]:
            left[0] -= 1
            execute(trouble)
            time.sleep(0.15)
        if times > 1:
            execute("SELECT 1")
        return 7

    def asked() -> int:
        with store.reading() as connection:
            return work(lambda said: connection.execute(text(said)))

    ways: list[Callable[[], int]] = [
        lambda: store.write(lambda connection: work(lambda said: connection.execute(text(said)))),
        lambda: store.write_hot(lambda cursor: work(lambda said: cursor.execute(said))),
        asked,
    ]
    for way in ways:
        left[0] = times
        if times == 1 and way is not asked:
            assert way() == 7, "nothing was done yet, so it is done again"
        else:
            with pytest.raises(Unavailable) as told:
                way()
            assert told.value.code == 8011
        left[0] = 0
        assert way() == 7
    store.close()
    assert "Traceback" not in capfd.readouterr().err


def test_a_connection_that_broke_is_replaced(postgresql: servers.Server, tmp_path: Path) -> None:
    url = postgresql.fresh()
    store, other = Store.open(url, tmp_path), Store.open(url, tmp_path)
    door = Messaging(store, stable_device(store))
    ids = door.register(["a"])
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename IS NOT NULL"
    )
    other.write(lambda connection: connection.execute(cut).all())
    assert door.register(["a"]) == ids
    other.write(lambda connection: connection.execute(cut).all())
    assert door.channels() == ["a"]
    other.write(lambda connection: connection.execute(cut).all())
    assert door.cancel() == 0
    store.close()
    other.close()
