"""Retry, timeout and on_error: how often a step is tried, what ends it, and that nothing else is touched by it."""

from __future__ import annotations

import threading
import time
from textwrap import indent
from typing import Any

import pytest

from blockloom import Doors, Limits, Outcome, StopSignal, python_of, run_flow
from blockloom.runtime import FixedClock
from blockloom.runtime.attempts import attempt
from blockloom.runtime.errors import FlowError
from blockloom.runtime.watch import WATCHDOG
from tests.runtime.written import same_everywhere, sound

SOON, SLACK = 0.25, 4
BUSY = "while: true\n  do:\n  - set: x\n    to: 1\n"
COUNTED = (
    "- set: n\n  to: 0\n- try:\n  - change: n\n    by: 1\n  - if: =n < {}\n    then:\n    - raise: n is ${{n}}\n  "
)


def really(steps: str, limits: Limits | None = None, head: str = "", **options: Any) -> Outcome:
    """The outcome of a run by the machine's clock."""
    return run_flow(sound(steps, head), doors=Doors(say=lambda line: None), limits=limits, **options)


def test_a_step_is_tried_until_it_does_not_fail() -> None:
    ending = same_everywhere(sound(COUNTED.format(3) + "retry: {times: 5}\n- return: =n\n"))
    assert (ending["result"], ending["error"]) == (3, None)


def test_the_last_failure_goes_on() -> None:
    ending = same_everywhere(sound(COUNTED.format(9) + "retry: {times: 3}\n- return: =n\n"))
    assert ending["error"]["message"] == "n is 3" and ending["error"]["path"] == "do/1/do/1/then/0"


@pytest.mark.parametrize(
    ("retry", "moments"),
    [
        ("times: 4, wait: 2", [0, 2000, 4000, 6000]),
        ("times: 4, wait: 2, backoff: 3", [0, 2000, 8000, 26000]),
        ("times: 2", [0, 0]),
        ("times: 1, wait: 5", [0]),
        ("times: 7, wait: 3600, backoff: 10", [0, *(3_600_000 * n for n in (1, 11, 35, 59, 83, 107))]),
    ],
)  # fmt: skip
def test_the_pauses_between_attempts(retry: str, moments: list[int]) -> None:
    class Clock(FixedClock):
        def now(self) -> int:
            asked.append(self.moment)
            return super().now()

    asked: list[int] = []
    program = sound(f"- try:\n  - now: {{}}\n  - raise: again\n  retry: {{{retry}}}\n  on_error: continue\n")
    assert run_flow(program, doors=Doors(clock=Clock(0))).status == "ok"
    assert asked == moments


def test_what_an_attempt_did_stays_done() -> None:
    steps = "- set: l\n  to: []\n- try:\n  - add_item: l\n    item: 1\n  - raise: a\n  retry: {times: 3}\n"
    steps += "  on_error: continue\n"
    assert same_everywhere(sound(steps + "- return: =l\n"))["result"] == [1, 1, 1]


def test_save_is_nothing_after_a_failure_that_is_gone_past() -> None:
    steps = "- set: x\n  to: 5\n- item: =list_of(x, 2)\n  at: =x\n  save: x\n  on_error: continue\n"
    assert same_everywhere(sound(steps + "- return: [=x, =is_nothing(x)]\n"))["result"] == [None, True]


def test_catch_comes_after_the_last_attempt() -> None:
    """On a ``try``, retry and timeout repeat and limit the tried steps; catch and finally follow once."""
    steps = COUNTED.format(9) + "retry: {times: 3}\n  catch:\n  - change: n\n    by: 100\n"
    steps += "  finally:\n  - change: n\n    by: 0.5\n"
    ending = same_everywhere(sound(f"{steps}- return: =n\n"))
    assert (ending["result"], ending["error"]) == (103.5, None)
    steps = "- try:\n  - wait: 30\n  timeout: 5\n  catch:\n  - wait: 30\n  - return: [=error.code, =error.message]\n"
    words = "This step took longer than its 5 s."
    assert same_everywhere(sound(steps))["result"] == ["timeout", words]


def test_leaving_from_inside() -> None:
    head = (
        "functions:\n  f:\n    do:\n    - repeat: 3\n      do:\n      - if: true\n        then:\n        - return: 7\n"
    )
    head += "        retry: {times: 2}\n        timeout: 9\n"
    steps = (
        "- set: n\n  to: 0\n- repeat: 5\n  do:\n  - if: =n == 3\n    then:\n    - break: {}\n    retry: {times: 2}\n"
        "  - change: n\n    by: 1\n  - if: =n < 2\n    then:\n    - next: {}\n    timeout: 5\n    on_error: continue\n"
        "- return: =[n, f()]\n"
    )
    assert same_everywhere(sound(steps, head))["result"] == [3, 7]


@pytest.mark.parametrize("traced", [False, True], ids=["plain", "traced"])
@pytest.mark.parametrize("seconds", [0.05, 0.3])
def test_a_timeout_ends_a_busy_loop_and_the_flow_goes_on(traced: bool, seconds: float) -> None:
    steps = "- set: seen\n  to: {object: {}}\n"
    steps += f"- try:\n  - if: true\n    then:\n    - {indent(BUSY, '    ').strip()}\n    timeout: {seconds}\n"
    steps += "  catch:\n  - set: seen\n    to: =error\n- set: n\n  to: 0\n"
    steps += "- repeat: 1000\n  do:\n  - change: n\n    by: 1\n- return: [=seen, =n]\n"
    listener = (lambda event: None) if traced else None
    outcome = really(steps, listener=listener)
    assert outcome.status == "ok", outcome.error
    error, count = outcome.result
    assert (error["code"], count) == ("timeout", 1000)
    assert error["message"] == f"This step took longer than its {seconds:g} s."
    assert error["path"] == "do/1/do/0"
    assert outcome.seconds < seconds + SOON * SLACK


def test_no_catch_inside_sees_the_timeout_of_the_step_around_it() -> None:
    inner = "- while: true\n    do:\n    - try:\n      - raise: a\n      catch: []\n      retry: {times: 3}\n"
    inner += "      on_error: continue\n"
    outcome = really(f"- try:\n  {inner}  timeout: 0.1\n  on_error: continue\n- return: past\n")
    assert outcome.result == "past"


def test_a_timeout_covers_all_attempts_and_their_pauses() -> None:
    outcome = really("- raise: a\n  retry: {times: 100, wait: 0.02}\n  timeout: 0.2\n")
    assert outcome.error is not None and outcome.error["code"] == "timeout"
    assert outcome.seconds < 0.2 + SOON * SLACK
    ending = same_everywhere(sound("- wait: 6\n  retry: {times: 5}\n  timeout: 20\n- return: 1\n"))
    assert ending["result"] == 1
    ending = same_everywhere(sound("- raise: a\n  retry: {times: 5, wait: 6}\n  timeout: 20\n"))
    assert ending["error"]["code"] == "timeout"


def test_an_outer_retry_repeats_what_timed_out_inside() -> None:
    steps = (
        "- set: n\n  to: 0\n- try:\n  - change: n\n    by: 1\n  - wait: =30 - n * 10\n    timeout: 5\n"
        "  retry: {times: 5}\n- return: =n\n"
    )
    assert same_everywhere(sound(steps))["result"] == 3


def test_the_outer_of_two_limits_that_passed_counts() -> None:
    steps = (
        "- try:\n  - try:\n    - wait: 100\n    timeout: 9\n    on_error: continue\n  - print: inside\n  timeout: 5\n"
    )
    steps += "  on_error: continue\n- print: outside\n"
    assert same_everywhere(sound(steps))["log"] == ["outside"]


@pytest.mark.parametrize("modifiers", ["retry: {times: 100}", "timeout: 50", "on_error: continue"])
def test_deadline_budget_and_stop_pass_everything(modifiers: str) -> None:
    steps = f"- {BUSY}  {modifiers}\n- print: late\n"
    for limits, code in ((Limits(seconds=0.2), "deadline"), (Limits(steps=10_000), "steps")):
        outcome = really(steps, limits)
        assert outcome.status == "stopped" and outcome.error is not None and outcome.error["code"] == code
        assert outcome.seconds < 0.2 + SOON * SLACK
    stop = StopSignal()
    timer = threading.Timer(0.1, stop.stop)
    timer.start()
    outcome = really(steps, stop=stop)
    timer.join()
    assert outcome.status == "stopped" and outcome.error is not None and outcome.error["code"] == "cancelled"


def test_attempts_are_paid_for() -> None:
    outcome = really("- raise: a\n  retry: {times: 50}\n", Limits(steps=20))
    assert outcome.error is not None and outcome.error["code"] == "steps"


def test_a_step_that_is_done_just_in_time() -> None:
    """Whatever comes first, the flow goes on, and nothing is raised in the thread afterwards."""
    steps = "- set: n\n  to: 0\n- repeat: 40\n  do:\n  - repeat: =1000 + n * 3000\n    do: []\n    timeout: 0.003\n"
    steps += "    on_error: continue\n  - change: n\n    by: 1\n- return: =n\n"
    for _ in range(5):
        outcome = really(steps)
        assert outcome.status == "ok" and outcome.result == 40, outcome.error
        sum(range(50_000))
    assert WATCHDOG.current is None


def test_the_printed_python_ends_a_busy_loop_by_itself() -> None:
    space: dict[str, Any] = {"__name__": "exported"}
    program = sound(f"- {BUSY}  timeout: 0.1\n  on_error: continue\n- return: 5\n")
    exec(compile(python_of(program), "exported.py", "exec"), space)
    start = time.monotonic()
    assert space["flow"]() == 5
    assert time.monotonic() - start < 0.1 + SOON * SLACK
    assert WATCHDOG.current is None


def test_any_function_can_be_attempted() -> None:
    tried: list[int] = []

    def step() -> int:
        tried.append(1)
        if len(tried) < 3:
            raise FlowError("a", "b")
        return len(tried)

    assert attempt(step, times=3) == 3
    with pytest.raises(FlowError, match="longer than its 0.05 s"):
        attempt(lambda: time.sleep(0.1) or WATCHDOG.current.check(), timeout=0.05)  # type: ignore[union-attr,func-returns-value]


def test_a_step_gone_past_needs_no_success_for_what_follows() -> None:
    """What is set in a step that may be gone past may not be set; what is saved is, to nothing at worst."""
    program = sound("- raise: a\n  on_error: continue\n- return: 1\n")
    assert program.findings == [] and same_everywhere(program)["result"] == 1
