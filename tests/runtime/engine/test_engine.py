"""Jobs on a real engine: done once, at their time, and gone on with after a process was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from blockloom.runtime.engine import Beat, Engine, Job
from blockloom.runtime.store import Store
from blockloom.runtime.store.retry import unavailable

PATIENCE = 30


def soon(holds: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


class Diary:
    """An engine with one job that writes down what it was given, and when."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self.done: list[tuple[Any, float]] = []
        jobs = [Job("note", self.note, 2), Job("turn", self.turn, 3, one_by_one=True)]
        self.engine = Engine(url, folder, jobs, [Beat("tick", "* * * * * *", self.tick, apart=True)], "main")
        self.ticks = 0
        self.at_it: list[str] = []
        self.answer: Callable[[], Any] | None = None
        self.engine.start()

    def note(self, value: Any) -> None:
        told = self.engine.step("write", lambda: self.answer() if self.answer else value)
        self.done.append((told, time.time()))

    def turn(self, among: str, number: int) -> None:
        others, self.at_it = self.at_it, [*self.at_it, among]
        time.sleep(0.5)
        self.at_it = [other for other in self.at_it if other != among]
        self.done.append(([among, number, *others], time.time()))

    def tick(self) -> None:
        self.ticks += 1

    @property
    def values(self) -> list[Any]:
        return [value for value, _ in self.done]


@pytest.fixture
def diary(tmp_path: Path) -> Any:
    diary = Diary(tmp_path)
    yield diary
    diary.engine.stop(5)


def test_a_job_is_done_once_however_often_it_is_enqueued(diary: Diary) -> None:
    for _ in range(3):
        diary.engine.enqueue("note", "one", {"a": [1, None, "ü"]})
    diary.engine.enqueue("note", "two", 2)
    soon(lambda: len(diary.done) >= 2)
    time.sleep(0.6)
    assert sorted(map(str, diary.values)) == sorted(map(str, [{"a": [1, None, "ü"]}, 2]))


def test_a_job_waits_for_its_time(diary: Diary) -> None:
    at = time.time() + 1.5
    diary.engine.enqueue("note", "later", "later", at=round(at * 1000))
    diary.engine.enqueue("note", "now", "now", at=round((at - 60) * 1000))
    soon(lambda: len(diary.done) == 2)
    assert diary.values == ["now", "later"] and diary.done[1][1] >= at - 0.01


def test_a_job_that_was_called_off_is_never_done(diary: Diary) -> None:
    diary.engine.enqueue("note", "off", "off", at=round(time.time() * 1000) + 1_000)
    diary.engine.cancel("off")
    diary.engine.enqueue("note", "on", "on", at=round(time.time() * 1000) + 1_500)
    soon(lambda: diary.done)
    assert diary.values == ["on"]


def test_a_beat_comes_again_and_again(diary: Diary) -> None:
    soon(lambda: diary.ticks >= 2)


def test_what_is_done_can_be_forgotten_and_what_is_not_stays(diary: Diary) -> None:
    diary.engine.enqueue("note", "one", 1)
    diary.engine.enqueue("note", "later", 2, at=round(time.time() * 1000) + 60_000)
    soon(lambda: diary.values == [1])
    now = round(time.time() * 1000)
    assert diary.engine.forget(now - 60_000, 100) == 0
    soon(lambda: diary.engine.forget(now + 60_000, 100) > 0)
    diary.engine.enqueue("note", "one", 3)
    diary.engine.enqueue("note", "later", 4)
    soon(lambda: diary.values == [1, 3])


def test_a_step_waits_until_the_store_is_back(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blockloom.runtime.engine.engine._PAUSE", 0.1)
    trouble = [unavailable(), unavailable()]
    asked: list[int] = []

    def ask() -> int:
        asked.append(1)
        if trouble:
            raise trouble.pop()
        return 7

    monkeypatch.setattr(diary, "answer", ask)
    diary.engine.enqueue("note", "one", 1)
    soon(lambda: diary.values == [7])
    assert len(asked) == 3


def test_the_queues_are_where_the_store_is(queue_url: str | None, tmp_path: Path) -> None:
    store = Store.open(queue_url, tmp_path)
    diary = Diary(tmp_path, store.url_for_queues)
    try:
        for among, number in (("a", 1), ("a", 2), ("b", 1)):
            diary.engine.enqueue("turn", f"{among}{number}", among, number, among=among)
        soon(lambda: len(diary.values) == 3)
        assert all(among not in others for among, _, *others in diary.values), "one by one, and beside those of b"
    finally:
        diary.engine.stop(5)
        store.close()
    assert (tmp_path / "engine.db").exists() == (store.url_for_queues is None)


KILLED = """
import sys, time
from pathlib import Path
from blockloom.runtime.engine import Engine, Job
folder = Path(sys.argv[1])
def steps():
    for number in range(6):
        engine.step(f"step {number}", lambda: (folder / "done.txt").open("a").write(f"{number}\\n"))
        time.sleep(0.3)
    (folder / "end").touch()
engine = Engine(None, folder, [Job("steps", steps, 1)], [], "main")
engine.start()
if len(sys.argv) > 2:
    engine.enqueue("steps", "the one")
print("up", flush=True)
time.sleep(60)
"""


def test_a_killed_process_goes_on_where_it_was(tmp_path: Path) -> None:
    lines = tmp_path / "done.txt"
    for turn in range(2):
        command = [sys.executable, "-c", KILLED, str(tmp_path), *(["first"] if turn == 0 else [])]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, env=dict(os.environ))
        try:
            if turn == 0:
                soon(lambda: lines.exists() and len(lines.read_text().split()) >= 3)
            else:
                soon((tmp_path / "end").exists)
        finally:
            process.send_signal(signal.SIGKILL)
            process.communicate()
    numbers = lines.read_text().split()
    assert sorted(set(numbers)) == ["0", "1", "2", "3", "4", "5"]
    assert len(numbers) <= 7, "at most the step in flight is done again"
