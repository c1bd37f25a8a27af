"""What holds in a handler, in ``finally``, and after a ``try``: the steps may have stopped at any moment."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from blockloom.runtime.check.environment import NOT_SET, Environment, meet
from blockloom.runtime.kinds import AN_OBJECT, join

if TYPE_CHECKING:
    from blockloom.runtime.check.infer import Inference
    from blockloom.runtime.check.unfolding import Unfolding


def run_try(unfolding: Unfolding, node: ast.Try, env: Environment) -> Environment | None:
    """The environment after a ``try`` of the source, None if its end is never reached."""
    inference = unfolding.inference
    ways = ways_out(inference)
    before = dict(env)
    watched: Environment = {}
    inference.watched.append(watched)
    after = unfolding.all(node.body, env)
    failed = _any_moment(before, watched)
    for handler in node.handlers:
        unfolding.source.locals[handler.name or ""] = AN_OBJECT
        after = meet(after, unfolding.all(handler.body, dict(failed)))
    inference.watched.pop()
    if not node.finalbody:
        return after
    end = _after_finally(unfolding, node, after)
    for way, start in ways:
        way[start:] = [left for env in way[start:] if (left := _after_finally(unfolding, node, env)) is not None]
    unfolding.all(node.finalbody, meet(_any_moment(before, watched), after))
    return end


def _after_finally(unfolding: Unfolding, node: ast.Try, env: Environment | None) -> Environment | None:
    """What holds after the ``finally`` steps for one way that leads through them; findings come from another pass."""
    facts = unfolding.inference.facts
    facts.quiet += 1
    after = unfolding.all(node.finalbody, dict(env)) if env is not None else None
    facts.quiet -= 1
    return after


def ways_out(inference: Inference) -> list[tuple[list[Environment], int]]:
    """The lists of environments in which ``break``, ``next`` and ``return`` leave, and their lengths so far."""
    ways = [inference.returns, *(way for loop in inference.loops[-1:] for way in (loop.breaks, loop.nexts))]
    return [(way, len(way)) for way in ways]


def _any_moment(before: Environment, watched: Environment) -> Environment:
    """What may hold if the steps stop anywhere between their start and their end."""
    return {**before, **{name: join(before.get(name, NOT_SET), kind) for name, kind in watched.items()}}
