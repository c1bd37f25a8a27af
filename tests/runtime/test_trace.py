"""What a run tells while it goes on: each step, each value, each line, cut to what fits a glance."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blockloom import Event, Limits, Program, StepTrace
from blockloom.runtime.trace import ITEMS, LEVELS, TEXT, glimpse
from blockloom.runtime.values import equal, plain
from blockloom.runtime.wording import sentence
from tests.runtime.plain_values import VALUES
from tests.runtime.written import run, sound


def events(program: Program, **options: Any) -> list[Event]:
    seen: list[Event] = []
    run(program, listener=seen.append, **options)
    return seen


def told(steps: str, head: str = "") -> list[tuple[str, str, str | None, Any]]:
    return [(event.kind, event.path, event.name, event.value) for event in events(sound(steps, head))]


def test_every_change_of_a_variable_is_told() -> None:
    steps = "- set: l\n  to: [1]\n- add_item: l\n  item: 2\n- set_item: l\n  at: 1\n  to: 9\n- length: =l\n  save: n\n"
    steps += "- change: n\n  by: 1\n- for_each: x\n  in: [a]\n  do: []\n- count: i\n  from: 1\n  to: 2\n  do: []\n"
    assert [(name, value) for kind, _, name, value in told(steps) if kind == "value"] == [
        ("l", [1]), ("l", [1, 2]), ("l", [9, 2]), ("n", 2), ("n", 3), ("x", "a"), ("i", 1), ("i", 2)
    ]  # fmt: skip


def test_what_a_step_gives_is_told_though_nobody_keeps_it() -> None:
    head = "functions:\n  f:\n    do:\n    - print: nothing\n  g:\n    do:\n    - return: 5\n"
    values = [event for event in told("- length: abc\n- call: f\n- call: g\n", head) if event[0] == "value"]
    assert values == [("value", "do/0", None, 3), ("value", "do/2", None, 5)]


def test_the_trace_shows_a_failure_its_place_and_what_came_before() -> None:
    assert told("- print: a\n- raise: Out of stock\n") == [
        ("step", "do/0", None, None),
        ("say", "do/0", None, "a"),
        ("step", "do/1", None, None),
        ("error", "do/1", None, "Out of stock"),
    ]


def test_steps_of_functions_and_handlers_have_their_own_addresses() -> None:
    head = "functions:\n  f:\n    do:\n    - raise: a\n"
    steps = "- try:\n  - call: f\n  catch:\n  - print: =error.path\n  finally:\n  - print: done\n"
    assert [path for kind, path, _, _ in told(steps, head) if kind == "step"] == [
        "do/0", "do/0/do/0", "functions/f/do/0", "do/0/catch/0", "do/0/finally/0"
    ]  # fmt: skip


def test_disabled_steps_are_not_told() -> None:
    assert [path for kind, path, _, _ in told("- print: a\n  disabled: true\n- print: b\n") if kind == "step"] == [
        "do/1"
    ]


def test_values_are_told_as_they_were_at_that_moment() -> None:
    steps = "- set: l\n  to: [1]\n- add_item: l\n  item: 2\n"
    seen = events(sound(steps))
    assert [event.value for event in seen if event.kind == "value"] == [[1], [1, 2]]


def test_an_event_is_plain_data() -> None:
    for event in events(sound("- set: o\n  to: {object: {a: [1, 2.0, null, true]}}\n- print: =o\n- raise: a\n")):
        assert json.loads(json.dumps(event.as_dict())) == event.as_dict()
        assert set(event.as_dict()) == {"kind", "path", "at", "name", "value"}
        assert event.at >= 0


def test_what_is_told_of_large_things_stays_small() -> None:
    steps = "- set: t\n  to: =join(list_of('abcdefghij', 100000), with='')\n- print: =t\n"
    steps += "- set: l\n  to: =list_of(t, 100)\n- set: o\n  to: {object: {}}\n- set_property: o\n  name: =t\n  to: =l\n"
    steps += "- raise: =t\n"
    seen = events(sound(steps), limits=None)
    assert {event.kind for event in seen} == {"step", "value", "say", "error"}
    assert all(len(json.dumps(event.as_dict())) < 20_000 for event in seen)


def test_a_run_that_is_watched_ends_as_one_that_is_not() -> None:
    steps = "- set: x\n  to: 1\n- repeat: 3\n  do:\n  - change: x\n    by: =x\n- print: =x\n- return: [=x]\n"
    program = sound(steps)
    plainly, watched = run(program), run(program, listener=lambda event: None)
    assert {**plainly.as_dict(), "seconds": 0} == {**watched.as_dict(), "seconds": 0}


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("a" * TEXT, "a" * TEXT),
        ("a" * (TEXT + 1), "a" * TEXT + "…"),
        (list(range(ITEMS)), list(range(ITEMS))),
        (list(range(ITEMS + 2)), [*range(ITEMS), "… 2 more"]),
        ({str(n): n for n in range(ITEMS + 5)}, {**{str(n): n for n in range(ITEMS)}, "…": "5 more"}),
        ([[[[1, 2]]]], [[["list of 2"]]]),
        ({"a": {"b": {"c": {"d": 1, "e": 2}}}}, {"a": {"b": {"c": "object of 2"}}}),
        ([[[[]]]], [[["list of 0"]]]),
        (2.0, 2), (0.5, 0.5), (None, None), (True, True), ([], []), ({}, {}),
        ({"k" * (TEXT + 1): 1}, {"k" * TEXT + "…": 1}),
    ],
    ids=lambda one: repr(one)[:20],
)  # fmt: skip
def test_a_glimpse(value: Any, seen: Any) -> None:
    found = glimpse(value)
    assert found == seen and type(found) is type(seen)


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(VALUES | st.lists(VALUES, min_size=25, max_size=30) | st.text("x", min_size=150, max_size=250))
def test_a_glimpse_is_bounded_and_shares_nothing(value: Any) -> None:
    found = glimpse(value)
    assert depth(found) <= LEVELS
    assert widest(found) <= ITEMS + 1
    if depth(value) <= LEVELS and widest(value) <= ITEMS and len(json.dumps(value)) <= TEXT:
        assert equal(found, plain(value))
    if isinstance(value, list):
        value.append("later")
        assert not found or found[-1] != "later"


def depth(value: Any) -> int:
    inner = value if isinstance(value, list) else value.values() if isinstance(value, dict) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


def widest(value: Any) -> int:
    inner = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    return max([len(inner), *map(widest, inner)])


def test_a_glimpse_of_something_deep_does_not_go_deep() -> None:
    value: Any = []
    for _ in range(100_000):
        value = [value]
    found = glimpse(value)
    assert found == [[["list of 1"]]]
    assert found[0][0][0].packed() == sentence("list of {size}", size=1).packed(), "a page says it in other languages"


def test_the_steps_alone_are_those_that_a_listener_is_told() -> None:
    head = "functions:\n  f:\n    params: {n: {type: number}}\n    do:\n    - if: =n < 1\n      then:\n"
    head += "      - return: 0\n    - return: =f(n - 1)\n"
    steps = "- set: x\n  to: 1\n- repeat: 3\n  do:\n  - try:\n    - set: x\n      to: =f(2)\n    - raise: a\n"
    steps += "    catch: []\n- return: =x\n"
    program, trace = sound(steps, head), StepTrace()
    outcome = run(program, listener=trace)
    assert [*trace] == [event.path for event in events(program) if event.kind == "step"]
    assert outcome.result == 0 and len(trace) == 30
    assert [*trace.counts().items()][:2] == [("functions/f/do/0", 9), ("functions/f/do/1", 6)]


def test_the_steps_before_a_failure_are_kept_up_to_a_number() -> None:
    trace = StepTrace(last=3)
    program = sound("- set: n\n  to: 0\n- repeat: 100\n  do:\n  - change: n\n    by: 1\n- raise: a\n")
    for _ in range(2):
        assert run(program, listener=trace).status == "error"
        assert [*trace] == ["do/1/do/0", "do/1/do/0", "do/2"]


def test_a_run_whose_steps_are_kept_can_be_stopped() -> None:
    trace = StepTrace(last=10)
    outcome = run(sound("- while: true\n  do:\n  - print: x\n"), listener=trace, limits=Limits(seconds=0.2))
    assert outcome.status == "stopped" and set(trace) == {"do/0/do/0"}
