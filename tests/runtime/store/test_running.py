"""The runs that go on in the processes that share a store."""

from __future__ import annotations

import pytest

from blockloom.runtime.store import Store, running
from blockloom.runtime.store.running import Running

LONG = Running("6f1c", "register", 1_900_000_000_000, "phone-1", "schedule * * * * *, UTC")
OTHER = Running("7a2d", "greet", 1_900_000_000_001)


def test_each_process_knows_what_goes_on_in_the_others_and_can_end_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert running.tell(store, "one", [LONG, OTHER]) == set() and running.tell(store, "two", []) == set()
    assert sorted(running.elsewhere(store, "two"), key=lambda run: run.id) == [LONG, OTHER]
    assert running.elsewhere(store, "one") == []
    assert running.want_end(store, LONG.id) and not running.want_end(store, "none")
    assert running.tell(store, "one", [LONG]) == {LONG.id}, "and no wish is lost before the run has ended"
    assert running.elsewhere(store, "two") == [LONG], "what is not told of any more has ended"
    monkeypatch.setattr(running, "GONE", -60_000)
    assert running.elsewhere(store, "two") == [] and not running.want_end(store, LONG.id), "its process is gone"
    running.tell(store, "two", [])
    monkeypatch.undo()
    assert running.elsewhere(store, "two") == []
