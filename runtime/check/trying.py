"""What holds in a handler, in ``finally``, and after a ``try``: the steps may have stopped at any moment.

The same of a step that nobody knows: it may go anywhere.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from blockloom.runtime.check.environment import NOT_SET, Environment, any_moment, meet
from blockloom.runtime.kinds import AN_OBJECT, ANY, UNSET

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
    with inference.cautions.failing_is_meant():
        after = unfolding.all(node.body, env)
    failed = any_moment(before, watched)
    for handler in node.handlers:
        unfolding.source.locals[handler.name or ""] = AN_OBJECT
        after = meet(after, unfolding.all(handler.body, dict(failed)))
    inference.watched.pop()
    if not node.finalbody:
        return after
    leaving = [(way, way[start:]) for way, start in ways]
    for way, start in ways:
        del way[start:]
    changed: Environment = {}
    inference.watched.append(changed)
    end = unfolding.all(node.finalbody, meet(any_moment(before, watched), after))
    inference.watched.pop()
    if end is None:
        return None
    for way, left in leaving:
        way.extend(_through(env, changed, end) for env in left)
    return _through(after, changed, end) if after is not None else None


def _through(env: Environment, changed: Environment, end: Environment) -> Environment:
    """What holds on a way that led through the ``finally`` steps, which were looked at once for all ways."""
    found = dict(env)
    for name in changed:
        kind = end.get(name, NOT_SET)
        surely_set = name in env and not env[name].bits & UNSET
        found[name] = kind.without(UNSET) if surely_set else kind
    return found


def go_anywhere(inference: Inference, env: Environment) -> Environment:
    """What holds after a step of which nobody knows what it does: go on, leave the loop, or return something."""
    inference.leave(ANY)
    for way, _ in ways_out(inference):
        way.append(dict(env))
    return env


def ways_out(inference: Inference) -> list[tuple[list[Environment], int]]:
    """The lists of environments in which ``break`` and ``next`` leave, and their lengths so far."""
    return [(way, len(way)) for loop in inference.loops[-1:] for way in (loop.breaks, loop.nexts)]
