"""Waiting at the clock's door, and what a run carries through its doors."""

from __future__ import annotations

import threading
import time

from blockloom import Doors, Limits, StopSignal, catalog, read_flow, run_flow
from blockloom.runtime import FixedClock

SLACK = 4
SOON = 0.25
WAITING = "flow: 1\ndo:\n- try:\n  - wait: 60\n  catch: []\n- print: late\n"


def test_a_wait_lasts_as_long_as_it_says() -> None:
    start = time.monotonic()
    outcome = run_flow(read_flow("flow: 1\ndo: [{wait: 0.05}]\n", catalog()), doors=Doors())
    assert outcome.status == "ok"
    assert time.monotonic() - start >= 0.05


def test_the_deadline_ends_a_wait_and_no_catch_sees_it() -> None:
    outcome = run_flow(read_flow(WAITING, catalog()), doors=Doors(), limits=Limits(seconds=0.1))
    assert outcome.status == "stopped" and outcome.error is not None
    assert (outcome.error["code"], outcome.log) == ("deadline", [])
    assert outcome.seconds < 0.1 + SOON * SLACK


def test_stop_ends_a_wait() -> None:
    stop = StopSignal()
    threading.Timer(0.05, stop.stop).start()
    outcome = run_flow(read_flow(WAITING, catalog()), doors=Doors(), stop=stop)
    assert outcome.status == "stopped" and outcome.error is not None and outcome.error["path"] == "do/0/do/0"
    assert outcome.seconds < 0.05 + SOON * SLACK


def test_a_fixed_clock_moves_on_instead() -> None:
    clock = FixedClock(1_000)
    outcome = run_flow(read_flow("flow: 1\ndo: [{wait: 1.5}]\n", catalog()), doors=Doors(clock=clock))
    assert (outcome.status, clock.now()) == ("ok", 2_500)
    assert outcome.seconds < SOON * SLACK


def test_a_wait_out_of_reason_is_refused() -> None:
    outcome = run_flow(read_flow("flow: 1\ndo: [{wait: -1}]\n", catalog()), doors=Doors())
    assert outcome.error is not None and outcome.error["code"] == "out_of_range"


def test_a_run_keeps_every_door_it_was_given() -> None:
    given = Doors()
    inner = given.within(say=lambda text: None, left=lambda: 5.0)
    assert inner.left() == 5.0 and inner.say is not given.say
    same = set(vars(given)) - {"say", "left"}
    assert same and all(getattr(inner, name) is getattr(given, name) for name in same)
