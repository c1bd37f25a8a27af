"""A server, on PostgreSQL with a worker beside it, that is killed while flows run by their schedules: each time counts
once, and what went down is told and not begun again. A run of another process can be ended before."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from blockloom.runtime.data import Data
from blockloom.runtime.store import Store, running
from blockloom.runtime.store.running import Running
from blockloom.runtime.store.runs import RunRecord, find_run, recent_runs
from tests.durability.support import Server, soon

EVERY = 1_000
FLOW = """\
flow: 1
name: Tick
when:
- schedule: {cron: "* * * * *"}
do:
- save_row:
    table: ticks
    row: {object: {run: 1}}
- wait: 0.4
"""
LONG = """\
flow: 1
when:
- schedule: {cron: "* * * * *"}
do:
- wait: 40
"""


@pytest.mark.parametrize("queue_url", ["postgresql", pytest.param("sqlite", marks=pytest.mark.audit)], indirect=True)
def test_each_time_counts_once(queue_url: str | None, tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "tick.flow.yaml").write_text(FLOW)
    long = tmp_path / "flows" / "long.flow.yaml"
    if queue_url is not None:
        long.write_text(LONG)
    with closing(Store.open(queue_url, tmp_path)) as store:
        Data(store).save("ticks", {"run": 0})
        server = Server(tmp_path, queue_url, {"every": EVERY})
        beside = Server(tmp_path, queue_url, {"every": EVERY, "worker": "w2"})

        def ticks() -> int:
            return Data(store).count("ticks", None, {}) - 1

        def kept() -> list[RunRecord]:
            return [run for run in recent_runs(store) if run.flow == "tick"]

        def runs(status: str) -> list[RunRecord]:
            return [run for run in kept() if run.status == status]

        try:
            with ThreadPoolExecutor(2) as pool:
                starting = [server, *([beside] if store.url_for_queues is not None else [])]
                list(pool.map(Server.start, starting))
            if store.url_for_queues is not None:
                end_long(store, long)
            soon(lambda: len(runs("ok")) >= 2)
            soon(lambda: ticks() > len(kept()))
            server.kill()
            server.start()
            if store.url_for_queues is None:
                soon(lambda: runs("stopped"))
            ended = len(runs("ok"))
            soon(lambda: len(runs("ok")) >= ended + 2)
        finally:
            server.kill()
            beside.kill()
        assert ticks() <= len(kept()) + 1, "one was going on at the last kill"
        assert {run.caller for run in runs("ok")} == {"schedule * * * * *, UTC"}
        for run in runs("stopped"):
            assert run.error is not None and run.error["code"] == "interrupted"


def end_long(store: Store, flow: Path) -> None:
    """See a run in one of the other processes, and have it ended, for good: its flow is deleted."""

    def long() -> list[Running]:
        return [run for run in running.elsewhere(store, "here") if run.flow == "long"]

    soon(long)
    flow.unlink()
    [run] = long()
    assert running.want_end(store, run.id)
    began = time.monotonic()
    soon(lambda: find_run(store, run.id))
    assert time.monotonic() - began < 12
    ended = find_run(store, run.id)
    assert ended and ended.error and (ended.status, ended.error["code"]) == ("stopped", "cancelled")
    soon(lambda: not long())
