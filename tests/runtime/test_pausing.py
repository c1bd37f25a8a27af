"""Breakpoints: where a run stands still, what it knows there, and that no time passes for it meanwhile."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from blockloom import Event, Limits, Outcome, Program, StopSignal
from blockloom.runtime.compile import TRACED
from blockloom.runtime.errors import FlowError
from blockloom.runtime.pausing import Pauses, variables_now
from tests.runtime.written import run, sound

HEAD = """\
functions:
  twice:
    params:
      x: {type: number}
    do:
    - set: y
      to: =x * 2
    - return: =y
"""
STEPS = """\
- set: total
  to: 0
- for_each: price
  in: [5, 20, 7]
  do:
  - try:
    - call: twice
      with: {x: =price}
      save: more
    - change: total
      by: =more
- print: =total
"""


class Standing:
    """A run in a thread of its own, and where it stood still."""

    def __init__(self, program: Program, points: dict[str, str], stepping: bool = False, **options: Any) -> None:
        self.stop = StopSignal()
        self.at: list[str] = []
        self.why: list[Any] = []
        self.known: list[dict[str, Any]] = []
        self.ended: Outcome | None = None
        self.pauses = Pauses(program, points, stepping).attached(self.stop, self.hear)

        def listen(event: Event) -> None:
            if event.kind == "step":
                self.latest = variables_now(program.code(TRACED))
            self.pauses.met(event)

        def work() -> None:
            self.ended = run(program, listener=listen, stop=self.stop, **options)

        self.thread = threading.Thread(target=work)
        self.thread.start()

    def hear(self, event: Event) -> None:
        self.known.append(self.latest)
        self.why.append(event.value)
        self.at.append(event.path)

    def waits(self, number: int) -> None:
        end = time.monotonic() + 10
        while len(self.at) < number or not self.pauses.standing:
            assert time.monotonic() < end, self.at
            time.sleep(0.005)

    def go(self, stepping: bool = False) -> None:
        self.pauses.go(stepping)

    def end(self) -> Outcome:
        self.thread.join(10)
        assert self.ended is not None
        return self.ended


def test_a_run_stands_still_at_each_turn_and_knows_its_variables() -> None:
    standing = Standing(sound(STEPS, HEAD), {"do/1/do/0/do/1": "", "functions/twice/do/1": "= y > 30"})
    for number in range(1, 5):
        standing.waits(number)
        standing.go()
    assert standing.end().log == ["64"]
    assert standing.at == ["do/1/do/0/do/1"] + ["do/1/do/0/do/1", "functions/twice/do/1"][::-1] + ["do/1/do/0/do/1"]
    assert standing.known[0] == {"total": 0, "price": 5, "more": 10}
    assert standing.known[1] == {"x": 20, "y": 40}


def test_stepping_goes_into_functions_one_step_at_a_time() -> None:
    standing = Standing(sound(STEPS, HEAD), {}, stepping=True)
    for number in range(1, 6):
        standing.waits(number)
        standing.go(stepping=number < 5)
    standing.end()
    assert standing.at == ["do/0", "do/1", "do/1/do/0", "do/1/do/0/do/0", "functions/twice/do/0"]


def test_no_time_passes_while_it_stands_still_and_stop_ends_it() -> None:
    steps = "- print: a\n  timeout: 0.5\n- print: b\n"
    standing = Standing(sound(steps), {"do/0": "", "do/1": ""}, limits=Limits(seconds=0.5))
    standing.waits(1)
    time.sleep(0.8)
    standing.go()
    standing.waits(2)
    time.sleep(0.8)
    standing.go()
    assert standing.end().log == ["a", "b"]
    stopped = Standing(sound(steps), {"do/1": ""})
    stopped.waits(1)
    stopped.stop.stop()
    assert stopped.end().status == "stopped" and stopped.end().log == ["a"]


def test_a_condition_that_can_not_be_worked_out_stops_and_says_so() -> None:
    standing = Standing(sound("- set: n\n  to: a\n- print: =n\n"), {"do/1": "n > 3", "do/0": "later == 1"})
    standing.waits(1)
    standing.go()
    standing.end()
    assert standing.at == ["do/1"] and "could not be worked out" in standing.why[0]


@pytest.mark.parametrize("text", ["1 +", "nobody(1)", "${x}"])
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(FlowError, match="is no condition"):
        Pauses(sound("- print: a\n"), {"do/0": text})
