"""What holds after a step with modifiers: it may have stopped at any moment, and begun again, or been gone past."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from blockloom.runtime.check.environment import Environment, Loop, any_moment, meet
from blockloom.runtime.check.loops import run_loop
from blockloom.runtime.check.names import names_set
from blockloom.runtime.check.trying import ways_out
from blockloom.runtime.kinds import A_NOTHING
from blockloom.runtime.model import Block

if TYPE_CHECKING:
    from blockloom.runtime.check.infer import Inference

Once = Callable[[Environment], Environment | None]


def run_modified(inference: Inference, step: Block, env: Environment, once: Once) -> Environment | None:
    """The environment after a step with its modifiers, None if its end is never reached. ``once`` is one attempt."""

    def attempts() -> Environment | None:
        return once(env) if step.definition.tries else run_attempts(inference, step, env, once)

    if step.on_error == "stop":
        return attempts()
    with inference.cautions.failing_is_meant():
        after, failed = _watched(inference, dict(env), attempts)
    if step.save is not None:
        inference.assign(failed, step.save, A_NOTHING)
    return meet(after, failed)


def run_attempts(inference: Inference, step: Block, env: Environment, once: Once) -> Environment | None:
    """The environment after the attempts of a step, a loop that is left when one succeeds; the last failure goes on."""
    if step.retry is None or step.retry.times == 1:
        return once(env)
    ways, loops = ways_out(inference), list[Loop]()

    def turn(env: Environment, loop: Loop) -> Environment:
        loops[:] = [loop]
        for way, start in ways:
            del way[start:]  # what trial passes left there
        before = dict(env)
        after, failed = _watched(inference, before, lambda: once(env))
        loop.breaks.extend([after] if after is not None else [])
        return failed

    coarse = names_set([step]) if inference.coarse else None
    run_loop(inference.facts, env, step.retry.times, turn, coarse)
    return meet(*loops[0].breaks)


def _watched(
    inference: Inference, before: Environment, run: Callable[[], Environment | None]
) -> tuple[Environment | None, Environment]:
    """What holds after a run, and what may hold where it failed somewhere."""
    changed: Environment = {}
    inference.watched.append(changed)
    after = run()
    inference.watched.pop()
    return after, any_moment(before, changed)
