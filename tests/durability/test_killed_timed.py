"""A server, on PostgreSQL with a worker beside it, that is killed while flows run by their schedules: each time counts
once, and what went down is told and not begun again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from blockloom.runtime.data import Data
from blockloom.runtime.store import Store
from blockloom.runtime.store.runs import RunRecord, recent_runs
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


@pytest.mark.parametrize("queue_url", ["postgresql", pytest.param("sqlite", marks=pytest.mark.audit)], indirect=True)
def test_each_time_counts_once(queue_url: str | None, tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "tick.flow.yaml").write_text(FLOW)
    with closing(Store.open(queue_url, tmp_path)) as store:
        Data(store).save("ticks", {"run": 0})
        server = Server(tmp_path, queue_url, {"every": EVERY})
        beside = Server(tmp_path, queue_url, {"every": EVERY, "worker": "w2"})

        def ticks() -> int:
            return Data(store).count("ticks", None, {}) - 1

        def runs(status: str) -> list[RunRecord]:
            return [run for run in recent_runs(store) if run.status == status]

        try:
            with ThreadPoolExecutor(2) as pool:
                starting = [server, *([beside] if store.url_for_queues is not None else [])]
                list(pool.map(Server.start, starting))
            soon(lambda: len(runs("ok")) >= 2)
            soon(lambda: ticks() > len(recent_runs(store)))
            server.kill()
            server.start()
            if store.url_for_queues is None:
                soon(lambda: runs("stopped"))
            ended = len(runs("ok"))
            soon(lambda: len(runs("ok")) >= ended + 2)
        finally:
            server.kill()
            beside.kill()
        assert ticks() <= len(recent_runs(store)) + 1, "one was going on at the last kill"
        assert {run.caller for run in runs("ok")} == {"schedule * * * * *, UTC"}
        for run in runs("stopped"):
            assert run.error is not None and run.error["code"] == "interrupted"
