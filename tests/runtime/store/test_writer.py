"""SQLite's one writer: who comes meanwhile is committed together, and nobody pays for another one's mistake."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

import pytest

from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import writer as writer_module
from blockloom.runtime.store.writer import MOST, Writer


class Cursor:
    """The driver's cursor; notes what is executed and fails where it is told to."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._cursor = connection.cursor()
        self.connection = connection
        self.said: list[str] = []
        self.failing: dict[str, BaseException] = {}

    def execute(self, sql: str, *parameters: Any) -> None:
        self.said.append(sql)
        if sql in self.failing:
            raise self.failing.pop(sql)
        self._cursor.execute(sql, *parameters)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "t.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (n INTEGER PRIMARY KEY)")
    return tmp_path / "t.db"


@pytest.fixture
def cursor(file: Path) -> Iterator[Cursor]:
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as connection:
        yield Cursor(connection)


@pytest.fixture
def writer(cursor: Cursor) -> Writer:
    return Writer(cursor, threading.Lock())  # type: ignore[arg-type]


def put(number: int) -> Callable[[Any], int]:
    def work(cursor: Any) -> int:
        cursor.execute("INSERT INTO t VALUES (?)", (number,))
        return number

    return work


def on_disk(file: Path) -> set[int]:
    with closing(sqlite3.connect(file)) as other:
        return {n for (n,) in other.execute("SELECT n FROM t")}


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.001)


def at_once(writer: Writer, works: list[Callable[[Any], Any]]) -> list[Any]:
    """What each work answers or raises, all of them called while a first one (number 0) keeps the writer busy."""
    held, go = threading.Event(), threading.Event()
    answers: list[Any] = [None] * len(works)

    def first(cursor: Any) -> None:
        put(0)(cursor)
        held.set()
        assert go.wait(20)

    def call(at: int) -> None:
        try:
            answers[at] = writer.write(works[at])
        except BaseException as error:
            answers[at] = error

    threads = [threading.Thread(target=writer.write, args=(first,))]
    threads[0].start()
    assert held.wait(20)
    threads += [threading.Thread(target=call, args=(at,)) for at in range(len(works))]
    for waiting, thread in enumerate(threads[1:], 1):  # one after another, so that their order is known
        thread.start()
        deadline = time.monotonic() + 20
        while len(writer._waiting) < waiting and thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.001)
    go.set()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    wait_until(lambda: not writer._busy)
    assert not writer._busy and not writer._waiting
    return answers


def test_a_lone_caller_works_on_its_own_thread_without_more_ado(writer: Writer, cursor: Cursor, file: Path) -> None:
    threads = []

    def work(cursor: Any) -> str:
        threads.append(threading.current_thread())
        put(1)(cursor)
        return "answer"

    assert writer.write(work) == "answer"
    assert threads == [threading.current_thread()] and on_disk(file) == {1}
    assert cursor.said == ["BEGIN IMMEDIATE", "INSERT INTO t VALUES (?)", "COMMIT"]


def test_who_waits_is_committed_together(writer: Writer, cursor: Cursor, file: Path) -> None:
    assert at_once(writer, [put(number) for number in range(1, 11)]) == list(range(1, 11))
    assert on_disk(file) == set(range(11)) and cursor.said.count("COMMIT") == 2
    assert "SAVEPOINT one" not in cursor.said, "nobody pays for a failure that there was not"


def test_a_transaction_takes_so_many_and_the_next_the_others(writer: Writer, cursor: Cursor, file: Path) -> None:
    numbers = list(range(1, MOST + 3))
    assert at_once(writer, [put(number) for number in numbers]) == numbers
    assert on_disk(file) == {0, *numbers} and cursor.said.count("COMMIT") == 3


def test_a_failure_is_its_callers_alone(writer: Writer, cursor: Cursor, file: Path) -> None:
    def half(cursor: Any) -> None:
        put(50)(cursor)
        raise FlowError(8008, "no")

    answers = at_once(writer, [put(1), half, put(1), put(2)])
    assert answers[0] == 1 and answers[3] == 2
    assert isinstance(answers[1], FlowError) and isinstance(answers[2], sqlite3.IntegrityError)
    assert on_disk(file) == {0, 1, 2} and cursor.said.count("COMMIT") == 2 and cursor.said.count("SAVEPOINT one") == 4


def test_what_could_not_be_committed_is_answered_to_nobody(writer: Writer, cursor: Cursor, file: Path) -> None:
    def failing(_: Any) -> int:
        cursor.failing["COMMIT"] = sqlite3.OperationalError("disk I/O error")
        return 1

    answers = at_once(writer, [put(1), failing, put(2)])
    assert all(isinstance(answer, sqlite3.OperationalError) for answer in answers), answers
    assert on_disk(file) == {0}
    assert writer.write(put(3)) == 3 and on_disk(file) == {0, 3}


def test_a_transaction_that_the_database_gave_up_is_nobodys(writer: Writer, cursor: Cursor, file: Path) -> None:
    def lost(inner: Any) -> None:
        inner.execute("ROLLBACK")
        raise sqlite3.OperationalError("database or disk is full")

    answers = at_once(writer, [put(1), lost, put(2)])
    assert all(isinstance(answer, sqlite3.OperationalError) for answer in answers), answers
    assert on_disk(file) == {0} and writer.write(put(3)) == 3


def test_who_leads_and_is_stopped_leaves_nobody_waiting(writer: Writer, cursor: Cursor, file: Path) -> None:
    class Ended(BaseException):
        pass

    def ended(_: Any) -> None:
        raise Ended

    answers = at_once(writer, [ended, put(1), put(2)])
    assert isinstance(answers[0], Ended)
    assert [getattr(answer, "code", None) for answer in answers[1:]] == [8011, 8011]
    assert on_disk(file) == {0} and writer.write(put(3)) == 3


@pytest.mark.parametrize("chosen", [False, True])
def test_who_waits_no_longer_stops_nobody(writer: Writer, file: Path, chosen: bool) -> None:
    class Impatient:
        """A lock whose owner is interrupted: before, or just when it is the one to lead."""

        def __init__(self, lock: Any) -> None:
            self.lock = lock

        def acquire(self) -> None:
            if chosen:
                self.lock.acquire()
            raise KeyboardInterrupt

        def release(self) -> None:
            self.lock.release()

    def impatient(_: Any) -> None:
        raise AssertionError("nobody waits for this any more")

    made = writer_module._Call.__init__

    def made_impatient(call: Any, work: Any) -> None:
        made(call, work)
        if work is impatient:
            call.wake = Impatient(call.wake)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer_module._Call, "__init__", made_impatient)
        answers = at_once(writer, [impatient, put(1)] if chosen else [impatient])
    assert isinstance(answers[0], KeyboardInterrupt)
    assert on_disk(file) == ({0, 1} if chosen else {0}) and writer.write(put(3)) == 3


@pytest.mark.parametrize("woken", [False, True])
def test_who_leaves_a_transaction_that_has_begun_lets_nobody_sleep(writer: Writer, file: Path, woken: bool) -> None:
    """Who is answered wakes the next, even one who is interrupted: before being woken, or just then."""
    begun = threading.Event()
    calls: list[Any] = []

    class Impatient:
        def __init__(self, lock: Any) -> None:
            self.lock = lock
            self.release = lock.release

        def acquire(self) -> None:
            assert self.lock.acquire(timeout=20) if woken else begun.wait(20)
            raise KeyboardInterrupt

    def leading(cursor: Any) -> int:
        begun.set()
        wait_until(lambda: woken or calls[1].left)
        return put(1)(cursor)

    made = writer_module._Call.__init__

    def noted(call: Any, work: Any) -> None:
        made(call, work)
        calls.append(call)
        if len(calls) == 2:
            call.wake = Impatient(call.wake)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer_module._Call, "__init__", noted)
        first, left, *others = at_once(writer, [leading, put(2), put(3), put(4)])
    assert (first, *others) == (1, 3, 4) and isinstance(left, KeyboardInterrupt)
    assert on_disk(file) == {0, 1, 2, 3, 4} and calls[1].left


@pytest.mark.parametrize("interrupted", [False, True])
def test_who_leads_waits_a_moment_for_those_who_were_there_before(
    writer: Writer, cursor: Cursor, file: Path, monkeypatch: pytest.MonkeyPatch, interrupted: bool
) -> None:
    """They are committed along, as soon as all are there; and who is stopped meanwhile leaves them to themselves."""
    late = threading.Thread(target=writer.write, args=(put(2),))
    wait = writer._complete.wait

    def waiting(_: float) -> None:
        if late.ident is None:
            late.start()
            assert wait(20), "whoever completes the crowd ends the wait"
            if interrupted:
                raise KeyboardInterrupt

    writer._crowd = 2
    monkeypatch.setattr(writer._complete, "wait", waiting)
    with pytest.raises(KeyboardInterrupt) if interrupted else nullcontext():
        assert writer.write(put(1)) == 1
    late.join(20)
    assert on_disk(file) == ({2} if interrupted else {1, 2}) and cursor.said.count("COMMIT") == 1
    assert writer._crowd == (1 if interrupted else 2) and not writer._busy


def test_who_waits_for_a_crowd_that_is_gone_does_so_once(
    writer: Writer, monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    waits: list[float | None] = []
    writer._crowd = MOST
    monkeypatch.setattr(writer._complete, "wait", waits.append)
    assert [writer.write(put(1)), writer.write(put(2))] == [1, 2] and on_disk(file) == {1, 2}
    assert waits == [writer_module.GATHERING]


def test_every_answer_comes_after_its_commit(writer: Writer, cursor: Cursor, file: Path) -> None:
    missing: list[int] = []

    def many(first: int) -> None:
        for number in range(first, first + 25):
            writer.write(put(number))
            if number not in on_disk(file):
                missing.append(number)

    threads = [threading.Thread(target=many, args=(at * 25,)) for at in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not missing and on_disk(file) == set(range(400))
    assert cursor.said.count("COMMIT") < 400, "some went together"
