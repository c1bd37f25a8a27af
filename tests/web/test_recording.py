"""Runs that are kept a moment later: all of them in the end, and only the newest of many."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from blockloom.runtime.errors import Unavailable
from blockloom.runtime.store import Store
from blockloom.runtime.store.retry import unavailable
from blockloom.runtime.store.runs import KEPT, RunRecord, recent_runs, save_runs
from blockloom.web import recording
from blockloom.web.recording import Recorder


def record(number: int) -> RunRecord:
    return RunRecord(f"r{number}", "f", number, 0.0, "ok", caller="GET /f")


def unreachable(store: Store, records: list[RunRecord]) -> None:
    raise unavailable()


def test_what_comes_in_while_it_ends_is_kept_and_of_many_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store, recorder = Store.open(None, tmp_path), Recorder()
    writing, go = threading.Event(), threading.Event()

    def slowly(store: Store, records: list[RunRecord]) -> None:
        writing.set()
        assert go.wait(20)
        save_runs(store, records)

    monkeypatch.setattr(recording, "PAUSE", 0.0)
    monkeypatch.setattr(recording, "save_runs", slowly)
    recorder.add(store, record(0))
    assert writing.wait(20)
    for number in range(1, KEPT + 3):
        recorder.add(store, record(number))
    recorder._closing.set()  # it ends at its last look, which saw the first one alone
    go.set()
    recorder.close()
    assert [run.id for run in recent_runs(store)] == [f"r{number}" for number in range(KEPT + 2, 2, -1)]
    with monkeypatch.context() as away:
        away.setattr(recording, "save_runs", unreachable)
        recorder.add(store, record(KEPT + 3))
        with pytest.raises(Unavailable):
            recorder.settle()
    recorder.add(store, record(KEPT + 4))
    recorder.settle()
    assert [run.id for run in recent_runs(store, 2)] == [f"r{KEPT + 4}", f"r{KEPT + 3}"], "it waited for the store"
    store.close()
    recorder.add(store, record(9))
    recorder.close()
    assert "could not be kept" in caplog.text
