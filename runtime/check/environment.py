"""The kinds of a scope's variables at one point of the flow, and how they meet where ways join.

An environment is a plain dict; None stands for a point that is never reached. A variable that is missing is unset.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeAlias

from blockloom.runtime.kinds import NEVER, NUMBER, UNSET, Kind, join
from blockloom.runtime.limits import LARGEST

Environment: TypeAlias = dict[str, Kind]
NOT_SET = Kind(UNSET)


@dataclass
class Loop:
    """Where the ways out of a loop's body are gathered. ``end`` is what holds at the end of a turn."""

    breaks: list[Environment] = field(default_factory=list)
    nexts: list[Environment] = field(default_factory=list)
    end: Environment | None = None


def meet(*ways: Environment | None) -> Environment | None:
    """What holds whichever of the ways was taken."""
    reached = [way for way in ways if way is not None]
    if len(reached) < 2:
        return reached[0] if reached else None
    met, *others = reached
    for way in others:
        met = _met(met, way)
    return met


def _met(one: Environment, other: Environment) -> Environment:
    """What holds on both of two ways. Most variables are the very same on both."""
    met = dict(one)
    for name in [name for name, kind in other.items() if one.get(name) is not kind]:
        met[name] = join(one.get(name, NOT_SET), other[name])
    for name in one.keys() - other.keys() if len(met) > len(other) else ():
        met[name] = join(one[name], NOT_SET)
    return met


def any_moment(before: Environment, changed: Environment) -> Environment:
    """What may hold if steps stop anywhere between their start and their end, which set these variables."""
    return {**before, **{name: join(before.get(name, NOT_SET), kind) for name, kind in changed.items()}}


def widened(old: Kind, new: Kind) -> Kind:
    """A kind that holds both, with any number in place of its range."""
    both = _loosened_inside(old, join(old, new))
    return both.between(-LARGEST, LARGEST).drifting(None) if both.bits & NUMBER else both


def loosened(old: Kind, new: Kind) -> Kind:
    """A kind that holds both. An end of a range that has moved is let go, so that going round comes to an end."""
    both = _loosened_inside(old, join(old, new))
    if not old.bits & NUMBER:
        return both
    low = both.low if both.low >= old.low else -LARGEST
    high = both.high if both.high <= old.high else LARGEST
    return both.between(low, high)


def _loosened_inside(old: Kind, both: Kind) -> Kind:
    if both.items is None and not both.fields:
        return both
    known = dict(old.fields)
    items = loosened(old.items, both.items) if old.items is not None and both.items is not None else both.items
    fields = tuple((name, loosened(known.get(name, NEVER), kind)) for name, kind in both.fields)
    return replace(both, items=items, fields=fields)
