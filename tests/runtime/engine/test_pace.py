"""Queues in which nothing comes are looked into seldom, and yet soon enough."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from blockloom.runtime.engine import Beat, Engine, Job, pace
from blockloom.runtime.engine.outside import hand_in
from tests.runtime.engine.test_engine import soon

SOON = 2.0
"""Seconds within which a first job is begun, also after a long pause; the test stops at four times that."""


def looks_each(folder: Path) -> float:
    """Seconds between two looks into the queue ``note``."""
    with closing(sqlite3.connect(folder / "engine.db")) as file:
        return float(file.execute("SELECT polling_interval_sec FROM queues WHERE name = 'note'").fetchone()[0])


def test_looks_are_few_while_nothing_comes_and_many_once_a_job_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "CALM", 0.5)
    done: list[str] = []
    engine = Engine(None, tmp_path, [Job("note", done.append, 2)], [Beat("tick", "* * * * * *", lambda: None)], "main")
    engine.start()
    try:
        assert looks_each(tmp_path) == 0.2, "what was left from before comes at once"
        soon(lambda: looks_each(tmp_path) == pace.IDLE)
        assert pace.IDLE * 1.05 < SOON, "a look can be that late"
        monkeypatch.setattr(pace, "CALM", 60.0)
        began = time.monotonic()
        hand_in(None, tmp_path, "note", "one", "from another process")
        soon(lambda: done)
        assert time.monotonic() - began < 4 * SOON
        soon(lambda: looks_each(tmp_path) == 0.2)
        engine.enqueue("note", "two", "from this one")
        soon(lambda: len(done) == 2)
    finally:
        engine.stop(5)
    assert done == ["from another process", "from this one"]


def test_a_job_does_not_fail_where_the_pace_can_not_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(name: str) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(pace, "TRUST", 0.0)
    monkeypatch.setattr("dbos.DBOS.retrieve_queue", broken)
    kept = pace.Pace({"note": 0.2, "slow": pace.IDLE})
    kept.found("note")
    kept.found("slow")
    assert [record.getMessage() for record in caplog.records] == ["the queue note is looked into as before"]
