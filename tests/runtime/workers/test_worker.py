"""Names of workers: one living process each, on each database."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest

from blockloom.runtime.errors import SettingsError
from blockloom.runtime.store import Store, workers
from blockloom.runtime.workers import Place, Worker, adopt, may_adopt
from blockloom.runtime.workers.worker import LEASE

BEAT, SHORT = 0.05, 0.4
FAR = asdict(replace(Place.here(), host="far away"))


def soon(holds: Callable[[], Any]) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def worker(store: Store, name: str = "main", **more: Any) -> tuple[Worker, list[str]]:
    lost: list[str] = []
    return Worker(store, name, **{"beat": BEAT, "lease": SHORT, "lost": lost.append, **more}), lost


def known(store: Store, name: str = "main") -> workers.Held:
    held = workers.find(store, name)
    assert held is not None
    return held


def no_process() -> Place:
    """Where a process was that is gone."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    there = Place.here(process.pid)
    assert not there.gone
    process.kill()
    soon(lambda: there.gone)  # also before its parent took note
    process.wait()
    assert there.gone
    return there


def test_a_worker_beats_until_it_stops(store: Store) -> None:
    mine, lost = worker(store)
    mine.claim()
    first = known(store)
    assert (first.token, Place(**first.place).pid, first.silent < 2_000) == (mine.token, os.getpid(), True)
    soon(lambda: known(store).beat > first.beat)
    mine.stop()
    assert known(store).beat == 0 and lost == []
    worker(store)[0].claim()


def test_a_name_that_a_living_process_holds_is_refused(store: Store) -> None:
    mine, lost = worker(store, lease=LEASE)
    mine.claim()
    with pytest.raises(SettingsError, match=f"Process {os.getpid()} on this computer already works as main"):
        worker(store, lease=LEASE)[0].claim()
    assert lost == []
    mine.stop()


def test_another_machines_process_lives_as_long_as_it_beats(store: Store) -> None:
    assert workers.add(store, "main", "other", FAR, "1")
    ended = threading.Event()
    said: list[str] = []

    def beat() -> None:
        while not ended.wait(0.2):
            workers.beat(store, "main", "other")

    beating = threading.Thread(target=beat)
    beating.start()
    try:
        with pytest.raises(SettingsError, match="on far away already works as main"):
            worker(store, lease=LEASE)[0].claim(said.append)
    finally:
        ended.set()
        beating.join()
    assert said == [
        f"Process {os.getpid()} on far away was the last to work as main. Waiting whether it is still heard of."
    ]


def test_another_machines_process_that_is_silent_for_a_lease_is_dead(store: Store) -> None:
    assert workers.add(store, "main", "other", FAR, "1")
    begun = time.monotonic()
    mine, _ = worker(store)
    mine.claim(lambda line: None)
    assert time.monotonic() - begun > SHORT * 0.8
    mine.stop()


def test_a_process_of_this_machine_that_is_gone_need_not_be_waited_for(store: Store) -> None:
    assert workers.add(store, "main", "other", asdict(no_process()), "1")
    mine, _ = worker(store, lease=LEASE)
    mine.claim()
    assert known(store).token == mine.token
    mine.stop()


def test_of_many_at_once_one_gets_the_name(store: Store) -> None:
    assert workers.add(store, "main", "other", asdict(no_process()), "1")
    made = [worker(store, lease=LEASE)[0] for _ in range(8)]
    barrier, refused = threading.Barrier(len(made)), []

    def claim(each: Worker) -> None:
        barrier.wait()
        try:
            each.claim()
        except SettingsError:
            refused.append(each)

    threads = [threading.Thread(target=claim, args=(each,)) for each in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == len(made) - 1
    (winner,) = [each for each in made if each not in refused]
    assert known(store).token == winner.token
    winner.stop()


def test_a_worker_whose_name_is_another_processes_ends(store: Store) -> None:
    mine, lost = worker(store)
    mine.claim()
    assert workers.replace(store, _still(store, mine), "other", FAR, "1")
    soon(lambda: lost)
    assert "main" in lost[0]


def test_a_worker_whose_work_is_taken_over_ends(store: Store) -> None:
    mine, lost = worker(store)
    mine.claim()
    assert workers.adopt(store, _still(store, mine), "w2", 1_000)
    soon(lambda: lost)


def _still(store: Store, mine: Worker) -> workers.Held:
    """What is known of a worker that has stopped to beat, as if it were frozen."""
    mine._stopping.set()
    assert mine._thread is not None
    mine._thread.join()
    mine._stopping.clear()
    held = known(store)
    mine._thread = threading.Thread(target=mine._go_on, daemon=True)
    threading.Timer(0.3, mine._thread.start).start()
    return held


def test_a_dead_workers_jobs_are_taken_over_once(store: Store) -> None:
    assert workers.add(store, "dead", "other", asdict(no_process()), "1")
    held = known(store, "dead")
    left = [3, 2, 0]
    assert adopt(store, held, "w1", lambda name: _during(store, held, left)) == 5
    assert workers.find(store, "dead") is None
    assert adopt(store, held, "w2", lambda name: 1) is None


def _during(store: Store, held: workers.Held, left: list[int]) -> int:
    """While one takes over, nobody else may, and the name can't be had."""
    assert not workers.adopt(store, held, "w2", 1_000)
    assert not workers.replace(store, held, "again", FAR, "1")
    assert not may_adopt(known(store, "dead"), 0)
    return left.pop(0)


def test_an_adopter_that_dies_is_followed_by_another_one(store: Store) -> None:
    assert workers.add(store, "dead", "other", asdict(no_process()), "1")
    held = known(store, "dead")
    assert workers.adopt(store, held, "w1", 200)
    assert adopt(store, held, "w2", lambda name: 0) is None
    soon(lambda: not known(store, "dead").adopting)
    assert not workers.adopt_on(store, held, "w2", 200)
    assert adopt(store, held, "w2", lambda name: 0) == 0


def test_workers_take_over_by_themselves(store: Store) -> None:
    assert workers.add(store, "dead", "other", asdict(no_process()), "1")
    assert workers.add(store, "alive", "another", FAR, "1")
    mine, _ = worker(store, lease=LEASE)
    mine.claim()
    asked: list[str] = []
    mine.adopt_with(lambda name: asked.append(name) or 0)  # type: ignore[func-returns-value]
    soon(lambda: workers.find(store, "dead") is None)
    mine.stop()
    assert asked == ["dead"] and workers.find(store, "alive") is not None


@pytest.mark.parametrize("name", ["", "a b", "-x", "x" * 61, "ü"])
def test_names_are_plain(store: Store, name: str) -> None:
    with pytest.raises(SettingsError, match="A worker's name"):
        worker(store, name)[0].claim()
