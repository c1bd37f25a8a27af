"""Flows that a flow runs: parts of its run, with the same doors, budget, deadline and Stop, but their own variables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from blockloom.runtime.compile import PLAIN, Code
from blockloom.runtime.context import FlowsDoor
from blockloom.runtime.errors import FlowError
from blockloom.runtime.inputs import complete_inputs
from blockloom.runtime.program import Program
from blockloom.runtime.values import plain
from blockloom.runtime.wording import sentence

DEEPEST = 10
"""How deep flows may run each other."""


class NestedFlows(FlowsDoor):
    """The door of one run. ``known`` finds the flows, ``start`` runs the code of one as a part of the run."""

    def __init__(self, known: FlowsDoor, start: Callable[[Code, list[Any]], Any]) -> None:
        self._known = known
        self._start = start
        self._depth = 0

    def find(self, name: str) -> Any:
        return self._known.find(name)

    def run(self, name: str, inputs: dict[str, Any]) -> Any:
        if self._depth >= DEEPEST:
            message = sentence(
                "Flows run each other more than {deepest} deep. Does one run itself without end?", deepest=DEEPEST
            )
            raise FlowError("depth", message)
        program = self.find(name)
        code = runnable(program, name).code(PLAIN)
        values = complete_inputs(code.inputs, inputs)
        self._depth += 1
        try:
            return plain(self._start(code, values))
        except Exception as error:
            told = code.teller.told(error)
            line = program.line_of(told.path)
            raise FlowError(
                told.code,
                sentence('{message} (flow "{name}", line {line})', message=told.message, name=name, line=line or 1),
            ) from None
        finally:
            self._depth -= 1


def runnable(program: Program, name: str) -> Program:
    """The program, if it has no errors; FlowError ``broken_flow`` otherwise."""
    if not program.ok:
        first = program.errors[0]
        raise FlowError(
            "broken_flow",
            sentence(
                'The flow "{name}" can\'t run: {message} (line {line})',
                name=name,
                message=first.message,
                line=first.line,
            ),
        )
    return program
