"""What holds at the start of every turn of a loop.

Trial passes over the body find the kinds that its variables take on, and how far whole numbers move in one turn; with
the number of turns bounded, that bounds the numbers. Then one pass counts.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TypeAlias

from blockloom.runtime.check.environment import NOT_SET, Environment, Loop, meet, widened
from blockloom.runtime.check.facts import Facts
from blockloom.runtime.kinds import ANY, UNSET, Drift, Kind, join

Turn: TypeAlias = Callable[[Environment, Loop], Environment | None]
_PATIENT_ROUNDS = 4
_numbers = count()


def run_loop(
    facts: Facts, env: Environment, turns: float, turn: Turn, coarse: frozenset[str] | None, sure: bool = False
) -> Environment | None:
    """The environment after a loop of at most ``turns`` turns, at least one of them where that is ``sure``.

    ``turn`` runs the body once and answers the environment at its end. ``coarse`` (the names that the body sets) asks
    for a single pass that takes nothing for known of them.
    """
    drifts: dict[str, Drift] = {}
    if coarse is not None:
        entry = {**env, **{name: join(env.get(name, NOT_SET), ANY) for name in coarse}}
        trial = None
    else:
        entry, drifts, trial = _settle(facts, env, turns, turn)
    if trial is None:
        trial = Loop()
        trial.end = meet(turn(dict(entry), trial), *trial.nexts)
    done = entry if not sure else _after_a_turn(entry, trial.end) if trial.end is not None else None
    ways = [*([done] if done is not None else []), *trial.breaks]
    return meet(*(_left(way, env, turns, drifts) for way in ways))


def _after_a_turn(entry: Environment, end: Environment) -> Environment:
    """What holds where the next turn would start, with the variables set that every turn sets."""
    unset = (name for name, kind in entry.items() if kind.bits & UNSET and not end.get(name, NOT_SET).bits & UNSET)
    return {**entry, **{name: entry[name].without(UNSET) for name in unset}}


def _settle(
    facts: Facts, env: Environment, turns: float, turn: Turn
) -> tuple[Environment, dict[str, Drift], Loop | None]:
    """What surely holds at the start of every turn, how far numbers drift in one, and the last trial, if that was just
    such a turn and had nothing to say."""
    number = next(_numbers)
    entry = dict(env)
    after, trial = _around(facts, entry, turn)
    rounds = count()
    while grown := _grown(entry, after, number, give_up=next(rounds) >= _PATIENT_ROUNDS):
        entry.update(grown)
        after, trial = _around(facts, entry, turn)
    tried = dict(entry)
    drifts = _tighten(entry, env, after, number, turns)
    if drifts:
        if entry != tried:
            after, trial = _around(facts, entry, turn)
            tried = dict(entry)
        drifts = _tighten(entry, env, after, number, turns)
    return entry, drifts, trial if entry == tried else None


def _tighten(entry: Environment, env: Environment, after: Environment, number: int, turns: float) -> dict[str, Drift]:
    """Narrow ``entry`` by what came round; answer the drifts that this rests on."""
    drifts = {
        name: kind.drift
        for name, kind in after.items()
        if kind.drift is not None and _counts_from(kind, number, name) and name in env
    }
    for name in [name for name, kind in env.items() if entry[name] is not kind and entry[name] != kind]:
        came = _narrowed(entry[name], join(env[name], after.get(name, NOT_SET)))
        entry[name] = _tightened(came, env[name], drifts[name], turns) if name in drifts else came
    return drifts


def _around(facts: Facts, entry: Environment, turn: Turn) -> tuple[Environment, Loop | None]:
    """What holds when the loop comes round again, and the trial pass that found out, if it had nothing to say."""
    loop, said = Loop(), facts.unsaid
    with facts.quietly():
        loop.end = meet(turn(dict(entry), loop), *loop.nexts)
    return loop.end or entry, loop if facts.unsaid == said else None


def _grown(entry: Environment, after: Environment, number: int, give_up: bool) -> Environment:
    """The variables that a turn takes out of what was assumed, with what has to be assumed instead."""
    grown: Environment = {}
    moved = [name for name, kind in after.items() if kind is not entry.get(name, NOT_SET)]
    for name in [*moved, *(name for name in entry if name not in after)]:
        before, now = entry.get(name, NOT_SET), after.get(name, NOT_SET)
        both = join(before, now)
        same = both is before or both.drifting(None) == before.drifting(None)
        if same and (before.drift in (None, now.drift) or _counts_from(before, number, name)):
            continue
        wide = both if same else join(both, ANY) if give_up else widened(before, now)
        grown[name] = wide.drifting(Drift((number, name), 0, 0)) if wide.is_number and wide.whole else wide
    return grown


def _counts_from(kind: Kind, number: int, name: str) -> bool:
    """Whether the drift is told from the start of this loop's turn, not of one around it."""
    return kind.drift is not None and kind.drift.base == (number, name)


def _narrowed(kind: Kind, came: Kind) -> Kind:
    """The range of what came round, which is never more than what was assumed."""
    return kind.between(max(kind.low, came.low), min(kind.high, came.high))


def _tightened(kind: Kind, start: Kind, drift: Drift, turns: float) -> Kind:
    low = start.low + turns * min(drift.low, 0)
    high = start.high + turns * max(drift.high, 0)
    return kind.between(max(low, kind.low), min(high, kind.high))


def _left(way: Environment, env: Environment, turns: float, drifts: dict[str, Drift]) -> Environment:
    """What holds after the loop on one of the ways out."""
    drifting = [name for name, kind in way.items() if kind.drift is not None]
    return {**way, **{name: _leaving(name, way[name], env, turns, drifts) for name in drifting}}


def _leaving(name: str, kind: Kind, env: Environment, turns: float, drifts: dict[str, Drift]) -> Kind:
    """The kind after the loop, its drift told from the start of the loop around it."""
    outer, inner = env.get(name, NOT_SET).drift, drifts.get(name)
    if outer is None or kind.drift == outer:
        return kind.drifting(outer if kind.drift == outer else None)
    if inner is None or kind.drift is None or kind.drift.base != inner.base:
        return kind.drifting(None)
    low = outer.low + turns * min(inner.low, 0) + min(kind.drift.low, 0)
    high = outer.high + turns * max(inner.high, 0) + max(kind.drift.high, 0)
    return kind.drifting(Drift(outer.base, low, high))
