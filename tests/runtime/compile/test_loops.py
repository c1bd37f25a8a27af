"""Loops go as often as they say, and are left where they are left, however many turns a meter counts at a time."""

from __future__ import annotations

import pytest

from blockloom import Limits
from tests.runtime.written import run, same_everywhere, sound

COUNT = "- set: n\n  to: 0\n- count: i\n  from: 1\n  to: {}\n  do:\n  - change: n\n    by: 1\n"
LEAVE = "  - if: =i == {}\n    then:\n    - break: {{}}\n"


@pytest.mark.parametrize("leave", [1, 2, 512, 513, 1_100])
def test_a_long_loop_is_left_once_and_for_all(leave: int) -> None:
    program = sound(COUNT.format(100_000) + LEAVE.format(leave) + "- return: =[n, i]\n")
    for listener in (None, lambda event: None):
        assert run(program, listener=listener).result == [leave, leave]


@pytest.mark.parametrize("turns", [1, 512, 513, 1_025])
def test_a_long_loop_goes_to_its_end(turns: int) -> None:
    program = sound(COUNT.format(turns) + "- return: =n\n")
    assert run(program).result == run(program).steps == turns
    assert run(program, limits=Limits(steps=turns)).result == turns
    assert run(program, limits=Limits(steps=turns - 1)).status == "stopped"


def test_a_loop_that_sets_its_own_number_is_not_led_astray() -> None:
    steps = "- set: n\n  to: []\n- count: i\n  from: 1\n  to: 3\n  do:\n  - set: i\n    to: =i * 10\n"
    steps += "  - add_item: n\n    item: =i\n  - if: =i == 20\n    then:\n    - break: {}\n- return: =[n, i]\n"
    assert same_everywhere(sound(steps))["result"] == [[10, 20], 20]
