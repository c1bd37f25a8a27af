"""Whatever the checker notes of a flow is so: no value, no failure contradicts it, on flows made at random."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest

from blockloom import Program, catalog, read_flow
from blockloom.runtime.check import arithmetic, conditions, constants, environment, loops, source, trying
from blockloom.runtime.kinds import NUMBER
from tests.runtime.check.oracle import Witness, walk
from tests.runtime.check.random_sums import Sums
from tests.runtime.random_flows import Maker
from tests.runtime.walker import TooLong

QUICK, AUDIT = 150, 2_000
MAKERS: dict[str, Callable[[Random], dict[str, Any]]] = {
    "sums": lambda random: Sums(random).flow(),
    "everything": lambda random: Maker(random).flow(),
}


def programs(maker: str, count: int) -> Iterator[Program]:
    for seed in range(count):
        program = read_flow(json.dumps(MAKERS[maker](Random(seed))), catalog(), "random.flow.json")
        if program.ok:
            yield program


def witnesses(maker: str, count: int) -> Iterator[Witness]:
    for program in programs(maker, count):
        try:
            yield walk(program)
        except TooLong:
            continue


@pytest.mark.parametrize(("maker", "share"), [("sums", 1), ("everything", 0.4)])
def test_what_is_noted_of_values_is_so(maker: str, share: float, request: pytest.FixtureRequest) -> None:
    count = AUDIT if request.config.getoption("--audit") else int(QUICK * share)
    seen = narrow = safe = flows = 0
    for witness in witnesses(maker, count):
        flows, seen = flows + 1, seen + witness.seen
        narrow, safe = narrow + witness.narrow, safe + witness.safe
    assert flows > 0.5 * count
    assert seen > 20 * flows
    assert narrow > 0.7 * seen
    assert safe > flows
    print(f"\n{flows} flows, {seen} values, {narrow} of a kind that was known, {safe} operations without guards")


def _no_drift(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "_tightened", lambda kind, start, drift, turns: start)


def _one_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    right = loops._tightened
    monkeypatch.setattr(loops, "_tightened", lambda kind, start, drift, turns: right(kind, start, drift, 1))


def _nothing_widens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "_grown", lambda *_, **__: {})


def _loops_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "_around", lambda facts, entry, turn: (entry, None))


def _first_way_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    def first(*ways: Any) -> Any:
        return next((way for way in ways if way is not None), None)

    for module in (environment, loops, trying):
        monkeypatch.setattr(module, "meet", first)
    monkeypatch.setattr("blockloom.runtime.check.unfolding.meet", first)


def _failures_come_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "any_moment", lambda before, watched: {**before, **watched})


def _failures_come_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "any_moment", lambda before, watched: before)


def _subtracts_like_adding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(arithmetic._RULES, "subtract", arithmetic._add)


def _fails_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "_is_zero", lambda kind: kind.bits == NUMBER and kind.low == kind.high)


def _more_than_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(conditions._ITSELF, "at_most", False)


def _counts_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "_counted", lambda first, last, by: (first, 1))


BUGS = [
    _no_drift,
    _one_turn,
    _nothing_widens,
    _loops_once,
    _first_way_wins,
    _failures_come_at_the_end,
    _failures_come_at_the_start,
    _subtracts_like_adding,
    _counts_short,
    _fails_for_one,
    _more_than_itself,
]


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__.strip("_"))
def test_a_planted_bug_is_found(bug: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    bug(monkeypatch)
    with pytest.raises(AssertionError, match="is not within|would be larger|did not fail|against the words"):
        for _ in witnesses("sums", QUICK):
            pass
