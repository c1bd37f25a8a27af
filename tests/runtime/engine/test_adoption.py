"""Workers that die on one PostgreSQL: real processes, killed and frozen, and what becomes of their jobs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from blockloom.runtime.engine import Engine, Job
from blockloom.runtime.engine.adoption import held
from blockloom.runtime.engine.outside import looking_at
from blockloom.runtime.store import Store, workers
from blockloom.runtime.workers.worker import LOST
from tests.servers import Server

STEPS, JOBS = 5, 4
PROGRAM = """
import sys, time
from pathlib import Path
from blockloom.runtime.engine import Engine, Job
from blockloom.runtime.store import Store
from blockloom.runtime.workers import Worker
url, folder, name, jobs = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
def steps(job):
    for number in range(STEPS):
        engine.step(f"step {number}", lambda: (folder / "done.txt").open("a").write(f"{job} {number}\\n"))
        time.sleep(0.2)
store = Store.open(url, folder)
worker = Worker(store, name, beat=0.2, lease=1.5)
worker.claim()
engine = Engine(store.url_for_queues, folder, [Job("steps", steps, 2)], [], name)
engine.start()
worker.adopt_with(engine.requeue)
for job in range(jobs):
    engine.enqueue("steps", f"job {job}", job)
print("up", flush=True)
time.sleep(120)
""".replace("STEPS", str(STEPS))


class Crew:
    """Worker processes on one database."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.processes: list[subprocess.Popen[str]] = []

    def start(self, name: str, jobs: int = 0) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", PROGRAM, self.url, str(self.folder), name, str(jobs)]
        environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        options: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        self.processes.append(subprocess.Popen(command, env=environ, **options))
        return self.processes[-1]

    def up(self, name: str, jobs: int = 0) -> subprocess.Popen[str]:
        process = self.start(name, jobs)
        assert process.stdout and process.stdout.readline() == "up\n", process.communicate()
        return process

    @property
    def done(self) -> list[str]:
        file = self.folder / "done.txt"
        return file.read_text().splitlines() if file.exists() else []


ALL = {f"{job} {number}" for job in range(JOBS) for number in range(STEPS)}


@pytest.fixture
def crew(postgresql: Server, tmp_path: Path) -> Iterator[Crew]:
    crew = Crew(postgresql.whole(), tmp_path)
    yield crew
    for process in crew.processes:
        process.kill()
        process.communicate()


def soon(holds: Callable[[], Any]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_what_a_killed_worker_had_begun_goes_on_with_another_one(crew: Crew) -> None:
    first = crew.up("w1", JOBS)
    crew.up("w2")
    soon(lambda: len(crew.done) >= 5)
    first.send_signal(signal.SIGKILL)
    soon(lambda: set(crew.done) == ALL)
    again = [line for line, times in Counter(crew.done).items() if times > 1]
    assert len(again) <= 2, "at most what was in flight is done again"
    with closing(Store.open(crew.url, crew.folder)) as store:
        soon(lambda: workers.find(store, "w1") is None)
        with looking_at(store.url_for_queues or "") as client:
            soon(lambda: held(client, "w1") == held(client, "w2") == 0)


def test_a_frozen_worker_that_wakes_up_ends(crew: Crew) -> None:
    first = crew.up("w1", JOBS)
    soon(lambda: len(crew.done) >= 3)
    first.send_signal(signal.SIGSTOP)
    crew.up("w2")
    soon(lambda: set(crew.done) == ALL)
    first.send_signal(signal.SIGCONT)
    _, said = first.communicate(timeout=20)
    assert (first.returncode, "took over the work of w1" in said) == (LOST, True)
    assert sum(Counter(crew.done).values()) <= len(ALL) + 4, "at most what was in flight, and one step on waking"


def test_a_worker_that_comes_back_goes_on_itself(crew: Crew) -> None:
    first = crew.up("w1", JOBS)
    refused = crew.start("w1")
    assert "already works as w1" in refused.communicate(timeout=30)[1]
    soon(lambda: len(crew.done) >= 3)
    first.send_signal(signal.SIGKILL)
    crew.up("w1")
    soon(lambda: set(crew.done) == ALL)


def test_a_job_that_goes_down_with_five_workers_is_called_off(queue_url: str | None, tmp_path: Path) -> None:
    with closing(Store.open(queue_url, tmp_path)) as store:
        begun: list[int] = []

        def poison(number: int) -> None:
            begun.append(number)
            time.sleep(3)

        lost: list[int] = []
        engine = Engine(store.url_for_queues, tmp_path, [Job("poison", poison, 9, lost.append)], [], "poisoned")
        engine.start()
        try:
            engine.enqueue("poison", "the one", 7)
            for times in range(1, 6):
                soon(lambda times=times: len(begun) == times)  # type: ignore[misc]
                assert engine.requeue("poisoned") == 1
            soon(lambda: len(begun) == 6)
            assert engine.requeue("poisoned") == 1
            assert (engine.requeue("poisoned"), lost) == (0, [7])
            time.sleep(1)
            assert len(begun) == 6
        finally:
            engine.stop(5)
