"""Compiled, traced, printed as Python, and walked by the oracle: the same flow ends the same way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from random import Random
from statistics import median
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from blockloom import Doors, Event, Program, catalog, read_flow, run_flow
from blockloom.runtime import FixedClock
from blockloom.runtime.catalog.catalog import MODIFIERS
from tests.runtime.engines import Ending, compiled, exported, run_steps, traced, walked
from tests.runtime.planted_bugs import BUGS
from tests.runtime.random_flows import UNSEEN, Maker, blocks_in, loops_with_catches, modifiers_in
from tests.runtime.walker import TooLong

QUICK, AUDIT, PIECES, SEARCHED = 70, 2_000, 5, 150
EACH = [0, *(pytest.param(piece, marks=pytest.mark.audit) for piece in range(1, PIECES))]


def random_program(random: Random) -> tuple[dict[str, Any], Program]:
    flow = Maker(random).flow()
    return flow, read_flow(json.dumps(flow), catalog(), "random.flow.json")


def difference(program: Program) -> str | None:
    """What differs between the oracle and any other engine, or None."""
    wanted = walked(program)
    for engine in (compiled, traced, exported):
        found = engine(program)
        for key, value in found.items():
            if value != _of(wanted, key, engine):
                return f"{engine.__name__} {key}: {value!r}, walked: {wanted[key]!r}"
    return None


def is_short(program: Program) -> bool:
    """Whether the oracle can walk the flow in reasonable time."""
    try:
        walked(program)
    except TooLong:
        return False
    return True


def _of(wanted: Ending, key: str, engine: Callable[[Program], Ending]) -> Any:
    value = wanted[key]
    return {**value, "path": ""} if key == "error" and value and engine is exported else value


class Tally:
    """What a number of flows had in them."""

    def __init__(self) -> None:
        self.blocks: set[str] = set()
        self.modifiers: set[str] = set()
        self.steps: list[int] = []
        self.nested = 0

    def count(self, flow: dict[str, Any], program: Program) -> None:
        self.blocks |= blocks_in(flow) | {block.definition.name for block in program.runnable().blocks()}
        self.modifiers |= modifiers_in(flow)
        self.steps.append(run_steps(program))
        self.nested += loops_with_catches(flow)


@pytest.fixture
def count(request: pytest.FixtureRequest) -> int:
    return AUDIT if request.config.getoption("--audit") else QUICK


@pytest.mark.parametrize("piece", EACH)
def test_engines_agree_on_random_flows(count: int, piece: int) -> None:
    """``--audit`` tries 10,000 flows, in pieces that can be run one by one."""
    tally = Tally()

    @settings(max_examples=count, deadline=None, database=None, derandomize=count == QUICK)
    @given(st.integers(0, 2**48))
    def agree(seed: int) -> None:
        flow, program = random_program(Random(seed))
        assume(program.ok and is_short(program))
        found = difference(program)
        assert found is None, f"{found}\n{json.dumps(flow)}"
        tally.count(flow, program)

    agree()
    assert len(tally.steps) >= count
    assert median(tally.steps) >= 15
    assert tally.nested >= 0.3 * len(tally.steps)
    assert tally.blocks >= set(catalog()) - UNSEEN
    assert tally.modifiers == set(MODIFIERS)
    print(f"\n{len(tally.steps)} flows, median {median(tally.steps)} steps, {tally.nested} with a catch in a loop")


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__.strip("_"))
def test_a_planted_bug_is_found(bug: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    bug(monkeypatch)
    assert any(_goes_wrong(program) for program in _programs([BUGS[bug], *range(SEARCHED)]))


def _programs(seeds: Iterable[int]) -> Iterator[Program]:
    for seed in seeds:
        program = random_program(Random(seed))[1]
        if program.ok and is_short(program):
            yield program


def _goes_wrong(program: Program) -> bool:
    try:
        return difference(program) is not None
    except (Exception, SystemExit):
        return True


def test_events_are_told_in_the_order_of_the_run() -> None:
    text = "flow: 1\ndo:\n- set: x\n  to: 1\n- repeat: 2\n  do:\n  - change: x\n    by: =x\n- print: =x\n"
    events: list[Event] = []
    run_flow(
        read_flow(text, catalog()), doors=Doors(clock=FixedClock(0), say=lambda line: None), listener=events.append
    )
    told = [(event.kind, event.path, event.name, event.value) for event in events]
    turn = [("step", "do/1/do/0", None, None)]
    assert told == [
        ("step", "do/0", None, None),
        ("value", "do/0", "x", 1),
        ("step", "do/1", None, None),
        *turn,
        ("value", "do/1/do/0", "x", 2),
        *turn,
        ("value", "do/1/do/0", "x", 4),
        ("step", "do/2", None, None),
        ("say", "do/2", None, "4"),
    ]
    assert [event.at for event in events] == sorted(event.at for event in events)
