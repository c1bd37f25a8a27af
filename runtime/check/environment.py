"""The kinds of a scope's variables at one point of the flow, and how they meet where ways join.

An environment is a plain dict; None stands for a point that is never reached. A variable that is missing is unset.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeAlias

from blockloom.runtime.kinds import NUMBER, UNSET, Kind, join
from blockloom.runtime.limits import LARGEST

Environment: TypeAlias = dict[str, Kind]
NOT_SET = Kind(UNSET)


@dataclass
class Loop:
    """Where the ways out of a loop's body are gathered."""

    breaks: list[Environment] = field(default_factory=list)
    nexts: list[Environment] = field(default_factory=list)


def meet(*ways: Environment | None) -> Environment | None:
    """What holds whichever of the ways was taken."""
    reached = [way for way in ways if way is not None]
    if len(reached) < 2:
        return reached[0] if reached else None
    names = dict.fromkeys(name for way in reached for name in way)
    met: Environment = {}
    for name in names:
        kind = reached[0].get(name, NOT_SET)
        for way in reached[1:]:
            kind = join(kind, way.get(name, NOT_SET))
        met[name] = kind
    return met


def any_moment(before: Environment, changed: Environment) -> Environment:
    """What may hold if steps stop anywhere between their start and their end, which set these variables."""
    return {**before, **{name: join(before.get(name, NOT_SET), kind) for name, kind in changed.items()}}


def widened(kind: Kind) -> Kind:
    """The kind with any number in place of its range."""
    items = widened(kind.items) if kind.items is not None else None
    if kind.bits & NUMBER:
        return replace(kind, low=-LARGEST, high=LARGEST, drift=None, items=items)
    return replace(kind, items=items)
