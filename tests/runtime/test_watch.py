"""The thread that looks after runs."""

from __future__ import annotations

import time

import pytest

from blockloom.runtime.watch import StopSignal, Watchdog, Watched


def test_a_watchdog_that_is_awake_is_not_woken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    dog, woken, rouse = Watchdog(), list[Watchdog](), Watchdog._rouse

    def counted(self: Watchdog) -> None:
        woken.append(self)
        rouse(self)

    monkeypatch.setattr(Watchdog, "_rouse", counted)
    runs = [Watched(60, StopSignal()) for _ in range(2)]
    dog.enter(runs[0])
    deadline = time.monotonic() + 10
    while not dog._awake:
        assert time.monotonic() < deadline
        time.sleep(0.001)
    dog.enter(runs[1])
    assert woken == [dog]
    for run in reversed(runs):
        dog.leave(run)
