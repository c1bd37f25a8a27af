"""Runs that go on from a moment of an earlier one, which they repeat up to there without doing anything twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from blockloom import Doors, Event, Outcome, Program, run_flow
from blockloom.runtime.repeat import MOST, Moment, Repeat, Tape
from tests.runtime.world import doors
from tests.runtime.written import sound

HEAD = """\
functions:
  send:
    params: {n: {type: number}}
    do:
    - set: twice
      to: =n * 2
    - publish: {channel: news, message: "Number ${twice}"}
      save: told
    - return: =told.messageId
"""
STEPS = """\
- register_user: {email: a@b.cd, password: secret}
- login: {login: a@b.cd, password: secret}
- random_number: {from: 1, to: 1000000}
  save: drawn
- set: ids
  to: []
- for_each: x
  in: [3, 4, 5]
  do:
  - if: =x > 3
    then:
    - call: send
      with: {n: =x}
      save: id
    - set: ids
      to: =ids + [id]
  - print: Round ${x} with ${ids}
- try:
  - get_json: https://nowhere.example
    timeout: 5
    retry: {times: 2, wait: 1}
  catch:
  - print: =error.message
  - save_row: {table: log, row: {object: {what: =error.code}}}
  finally:
  - print: ${drawn} for ${current_user()}
- return: =ids
"""


def gone_through(program: Program, world: Doors, moment: Moment | None = None) -> tuple[Outcome, list[Event], Repeat]:
    """How a run ends and what it told, with an ``anew`` among the events where it does things anew."""
    seen: list[Event] = []
    repeat = Repeat(moment, seen.append)
    taped = {name: repeat.door(name, getattr(world, name)) for name in ("messaging", "users")}

    def listen(event: Event) -> None:
        repeat.met(event)
        seen.append(event)

    outcome = run_flow(program, {}, doors=replace(repeat.around(world), **taped), listener=listen)
    return repeat.ended(outcome), seen, repeat


def told(events: list[Event]) -> list[Any]:
    return [(event.kind, event.path, event.name, event.value) for event in events if event.kind != "anew"]


def moments(seen: list[Event], tape: Tape) -> list[Moment]:
    steps = [event.path for event in seen if event.kind == "step"]
    return [Moment(tape, number, path) for number, path in enumerate(steps)]


def test_a_run_goes_on_from_every_one_of_its_steps_and_does_nothing_twice() -> None:
    program, world = sound(STEPS, HEAD), doors()
    first, seen, repeat = gone_through(program, world)
    assert (first.status, first.result) == ("ok", ["message:1", "message:2"])
    for moment in moments(seen, repeat.tape)[3:]:
        outcome, again, _ = gone_through(program, world, moment)
        at = next(number for number, event in enumerate(again) if event.kind == "anew")
        assert told(again[:at]) == told(seen[:at]) and again[at + 1].path == moment.path
        assert (outcome.status, len(outcome.log)) == ("ok", len(first.log))
        steps = [event.path for event in again[:at] if event.kind == "step"]
        before = steps.count("functions/send/do/2")
        assert outcome.result[:before] == first.result[:before]  # what was sent before is not sent again
        assert outcome.log[-1].startswith(first.log[-1].partition(" ")[0] + ' for {"email":')  # the user acts again


def test_a_repeated_run_is_repeated_in_its_turn() -> None:
    drawing = "- repeat: 3\n  do:\n  - random_number: {from: 1, to: 1000000}\n    save: n\n  - print: =n\n"
    program, world = sound(drawing), doors()
    first, seen, repeat = gone_through(program, world)
    second, again, repeat = gone_through(program, world, moments(seen, repeat.tape)[3])
    third, _, _ = gone_through(program, world, moments(again, repeat.tape)[-1])
    assert second.log[0] == first.log[0] and second.log[1] != first.log[1]  # what comes anew is drawn anew
    assert third.log == second.log


CHANGED = {
    "another message": ("Number ${twice}", "No ${twice}"),
    "another way": ("=x > 3", "=x > 5"),
    "it fails before": ("- set: ids\n  to: []\n", "- set: ids\n  to: []\n- print: =[1][drawn + 1]\n"),
}


@pytest.mark.parametrize("change", CHANGED)
def test_a_flow_that_goes_another_way_ends_and_does_nothing(change: str) -> None:
    world = doors()
    _, seen, repeat = gone_through(sound(STEPS, HEAD), world)
    moment = next(one for one in reversed(moments(seen, repeat.tape)) if one.path == "do/5/finally/0")
    sent = dict(world.messaging.statuses)  # type: ignore[attr-defined]
    old, new = CHANGED[change]
    outcome, again, _ = gone_through(sound(STEPS.replace(old, new), HEAD.replace(old, new)), world, moment)
    assert outcome.status == "stopped" and outcome.error is not None and outcome.error["code"] == "not_from_here"
    assert "went another way" in outcome.error["message"]
    assert "anew" not in [event.kind for event in again]
    assert world.messaging.statuses == sent  # type: ignore[attr-defined]


def test_a_login_that_is_none_any_more_ends_the_run() -> None:
    program, world = sound(STEPS, HEAD), doors()
    _, seen, repeat = gone_through(program, world)
    world.users.known.clear()  # type: ignore[attr-defined]
    outcome, _, _ = gone_through(program, world, moments(seen, repeat.tape)[-1])
    assert outcome.error is not None and "logged in again" in outcome.error["message"]


def test_more_answers_than_there_is_room_for_are_not_kept() -> None:
    program = sound(f"- repeat: {MOST + 1}\n  do:\n  - count_rows: t\n- print: end\n")
    world = doors()
    _, seen, repeat = gone_through(program, world)
    tape = repeat.tape
    assert len(tape.answers) == MOST
    outcome, _, _ = gone_through(program, world, moments(seen, tape)[-1])
    assert outcome.error is not None and "answered more" in outcome.error["message"]
