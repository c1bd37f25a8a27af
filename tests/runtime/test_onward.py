"""Runs that begin in the middle of a flow."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom import Event
from blockloom.runtime.errors import FlowError
from blockloom.runtime.onward import onward
from tests.runtime.written import run, sound

STEPS = """\
- set: n
  to: 1
- if: =n > 0
  then:
  - print: first ${n}
  - print: second ${n}
  else:
  - print: other
- for_each: x
  in: [1]
  do:
  - print: =x
- return: =n + 1
"""


@pytest.mark.parametrize(
    ("path", "known", "log", "result"),
    [
        ("do/1/then/1", {"n": 5}, ["second 5", "1"], 6),
        ("do/1", {"n": -5}, ["other", "1"], -4),
        ("do/3", {"n": 5, "unused": [1]}, [], 6),
    ],
)
def test_the_rest_of_a_flow_runs_with_what_is_known(path: str, known: Any, log: list[str], result: int) -> None:
    seen: list[Event] = []
    outcome = run(onward(sound(STEPS), path, known), known, listener=seen.append)
    assert (outcome.log, outcome.result) == (log, result)
    assert seen[0].path == path


@pytest.mark.parametrize(
    ("path", "known", "words"),
    [
        ("do/2/do/0", {"n": 1}, "loop"),
        ("do/3", {"n m": 1}, "by its name"),
        ("do/3", {}, "Nothing is called"),
        ("functions/f/do/0", {}, "main stack"),
    ],
)
def test_where_a_run_can_not_begin(path: str, known: Any, words: str) -> None:
    with pytest.raises(FlowError, match=words):
        onward(sound(STEPS), path, known)
