"""The last runs, as the page shows them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from blockloom.runtime.store import Store
from blockloom.runtime.store.runs import KEPT, RunRecord, find_run, newest_run, recent_runs, save_run, save_runs
from blockloom.runtime.wording import sentence

CUT = sentence("list of {size}", size=2)
FULL = RunRecord(
    id="6f1c",
    flow="register",
    started=1_900_000_000_000,
    seconds=0.25,
    status="error",
    device="phone-1",
    inputs={"z": 1, "a": [None, True, 1.5, "😀 \u0000 \ud800"]},
    result={"registrationId": {"ads": "X"}},
    error={"code": 5004, "message": sentence("late"), "path": "do/0", "line": 4},
    log=["one", ""],
    trace=[{"kind": "step", "path": "do/0", "at": 0.1, "value": None}, {"kind": "value", "value": {"a": [1, CUT]}}],
    caller="POST /Orders/place, client key",
)


def test_a_run_comes_back_as_it_was(store: Store) -> None:
    save_run(store, FULL)
    found = find_run(store, "6f1c")
    assert found == FULL and found and list(found.inputs) == ["z", "a"]
    assert found.error and found.error["message"].template == "late"
    assert found.trace[1]["value"]["a"][1].packed() == CUT.packed(), "a page says it in other languages"
    assert recent_runs(store) == [replace(FULL, trace=[])]
    assert find_run(store, "6F1C") is None


def test_a_result_may_be_nothing(store: Store) -> None:
    save_run(store, RunRecord("r", "f", 1, 0.0, "ok"))
    assert find_run(store, "r") == RunRecord("r", "f", 1, 0.0, "ok")


def test_the_newest_are_kept_and_come_first(store: Store) -> None:
    runs = [RunRecord(f"r{number}", "f", number, 0.0, "ok") for number in range(KEPT + 5)]
    assert newest_run(store) == 0
    save_runs(store, runs[:-2])
    for run in runs[-2:]:
        before = newest_run(store)
        save_run(store, run)
        assert newest_run(store) > before > 0
    runs = recent_runs(store)
    assert [run.id for run in runs] == [f"r{number}" for number in range(KEPT + 4, 4, -1)]
    assert [run.id for run in recent_runs(store, 2)] == ["r204", "r203"]
    assert find_run(store, "r4") is None and find_run(store, "r5")
    save_runs(store, [RunRecord(f"c{number}", "f", number, 0.0, "ok", caller="GET /f") for number in range(KEPT + 1)])
    runs = recent_runs(store)
    assert len(runs) == 2 * KEPT and [runs[0].id, runs[KEPT].id] == ["c200", "r204"]
    assert find_run(store, "c0") is None and find_run(store, "r5"), "apps drive out their own runs alone"


def test_many_at_once(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: save_run(store, RunRecord(f"r{number}", "f", 1, 0.0, "ok")), range(40)))
    assert {run.id for run in recent_runs(store)} == {f"r{number}" for number in range(40)}
