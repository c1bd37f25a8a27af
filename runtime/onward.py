"""A run that begins in the middle of a flow, with the variables as they were when another run came there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from blockloom.runtime.check import check
from blockloom.runtime.errors import FlowError
from blockloom.runtime.formula import is_name
from blockloom.runtime.model import Block, Body, Flow, Input
from blockloom.runtime.program import Program
from blockloom.runtime.wording import sentence


def onward(program: Program, path: str, known: Mapping[str, Any]) -> Program:
    """The program from the step at ``path`` on; its inputs are the variables that are ``known``.

    Its steps keep their addresses. FlowError ``not_from_here`` for a step in a loop, a function or a handler, where
    more is going on than variables tell, and for one that reads what is not known.
    """
    flow = program.runnable()
    if not all(map(is_name, known)):
        raise FlowError("not_from_here", sentence("What is known are variables, each by its name."))
    inputs = {name: Input(name, "any") for name in known}
    rest = Flow(flow.name, inputs=inputs, functions=flow.functions, do=_rest(flow.do, "do", path))
    facts = check(rest)
    wrong = next((found for found in facts.findings if found.severity == "error"), None)
    if wrong is not None:
        raise FlowError("not_from_here", sentence("The flow can't begin here. {reason}", reason=wrong.message))
    return replace(program, flow=rest, facts=facts, findings=[], _codes={}, _lines={})


def _rest(body: Body, prefix: str, path: str) -> Body:
    """The steps of a body from the one at ``path`` on; if that is inside a step, those inside it, then those after."""
    for number, step in enumerate(body):
        address = f"{prefix}/{number}"
        if address == path:
            return body[number:]
        if isinstance(step, Block) and path.startswith(f"{address}/"):
            slot = step.definition.slot(path[len(address) + 1 :].partition("/")[0])
            inner = step.slots.get(slot.key) if slot is not None else None
            choice = step.definition.otherwise is not None or step.definition.cases is not None or step.definition.case
            if not isinstance(inner, list) or not choice or slot is None:
                raise FlowError(
                    "not_from_here",
                    sentence("A run can't begin inside a loop or a handler: variables don't tell how far it is."),
                )
            return [*_rest(inner, f"{address}/{slot.key}", path), *body[number + 1 :]]
    raise FlowError("not_from_here", sentence("A run can begin at a step of the main stack only."))
