"""What holds after a block that does one of several cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blockloom.runtime.check.environment import Environment, meet
from blockloom.runtime.check.modified import run_attempts, run_modified
from blockloom.runtime.check.trying import go_anywhere
from blockloom.runtime.kinds import Kind
from blockloom.runtime.model import Block, Literal
from blockloom.runtime.slotted import body_of, values_of
from blockloom.runtime.values import equal, shown
from blockloom.runtime.wording import sentence

if TYPE_CHECKING:
    from blockloom.runtime.check.infer import Inference


def run_choice(inference: Inference, step: Block, env: Environment) -> Environment | None:
    """The environment after a choice, None if its end is never reached."""
    definition = step.definition
    assert definition.first is not None and definition.cases is not None
    subject = inference.slot(step, definition.first, env)
    ends, named = list[Environment | None](), list[Literal]()
    for case in body_of(step, definition.cases):
        if not isinstance(case, Block):
            ends.append(go_anywhere(inference, dict(env)))
        elif not case.disabled:
            _compare(inference, case, subject, named, env)
            ends.append(_done(inference, case, dict(env)))
    otherwise = [slot for slot in definition.bodies if slot is not definition.cases and slot.key in step.slots]
    ends.extend(inference.steps(body_of(step, slot), dict(env)) for slot in otherwise)
    return meet(*ends) if otherwise else meet(*ends, env)


def _compare(inference: Inference, case: Block, subject: Kind, named: list[Literal], env: Environment) -> None:
    """Note the kinds that meet in each comparison, and warn of a constant that a case above has named already."""
    for number, value in enumerate(values_of(case)):
        kind = inference.value(value, env)
        inference.operate("equal", (id(case), number), [subject, kind], value.place)
        if isinstance(value, Literal):
            if any(equal(value.value, other.value) for other in named):
                message = sentence(
                    "A case above has {value} already, so it is never looked at here.", value=shown(value.value)
                )
                inference.facts.find(value.place, "case_twice", message, sentence("take it away"), warning=True)
            named.append(value)


def _done(inference: Inference, case: Block, env: Environment) -> Environment | None:
    slot = case.definition.case
    if slot is None:
        return env

    def once(env: Environment) -> Environment | None:
        return inference.steps(body_of(case, slot), env)

    return run_modified(inference, case, env, lambda env: run_attempts(inference, case, env, once))
