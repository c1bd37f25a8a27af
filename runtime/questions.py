"""A value that is asked for beside a run: what a test expects, or whether a breakpoint's condition holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from blockloom.runtime.check import check
from blockloom.runtime.context import Doors
from blockloom.runtime.errors import FlowError
from blockloom.runtime.format import read_json
from blockloom.runtime.format.draft import Draft
from blockloom.runtime.format.steps import Steps
from blockloom.runtime.limits import Limits
from blockloom.runtime.model import Block, Flow, Input, Value, blocks_in
from blockloom.runtime.program import Program
from blockloom.runtime.run import run_flow
from blockloom.runtime.wording import sentence


class Question:
    """A value of the flow's language, as a flow of one step that returns it; what it reads are its inputs.

    ``wrong`` says what the checker finds wrong with it, if anything.
    """

    def __init__(self, program: Program, value: Value) -> None:
        self.names = names_read(value)
        giving_back = program.catalog["return"]
        answer = Block(value.place, giving_back, {giving_back.slots[0].key: value})
        inputs = {name: Input(name, "any") for name in self.names}
        alone = Flow(inputs=inputs, functions=program.runnable().functions, do=[answer])
        facts = check(alone)
        self.wrong = next((found.message for found in facts.findings if found.severity == "error"), "")
        self._program = replace(program, flow=alone, facts=facts, findings=[], _codes={}, _lines={})

    def answer(self, seen: Mapping[str, Any], doors: Doors, limits: Limits) -> Any:
        """The value, where the variables are those ``seen``, all others nothing. FlowError if it fails."""
        given = {name: seen.get(name) for name in self.names}
        outcome = run_flow(self._program, given, doors=doors, limits=limits)
        if outcome.error is not None:
            raise FlowError(outcome.error["code"], outcome.error["message"])
        return outcome.result


def condition_of(program: Program, text: str) -> Question:
    """A condition that a person typed, with or without its "="; FlowError ``condition`` if it can't be one."""
    formula = f"={text.strip().removeprefix('=').strip()}"
    functions: dict[str, list[str] | None] = {
        name: [*function.params] for name, function in program.runnable().functions.items()
    }
    draft = Draft(program.catalog, [], functions=functions)
    value = Steps(draft).value(read_json(json.dumps(formula)), "do")
    if draft.findings:
        raise FlowError(
            "condition",
            sentence('"{text}" is no condition. {wrong}', text=text[:80], wrong=draft.findings[0].message),
        )
    question = Question(program, value)
    if question.wrong:
        raise FlowError(
            "condition", sentence('"{text}" is no condition. {wrong}', text=text[:80], wrong=question.wrong)
        )
    return question


def names_read(value: Value) -> list[str]:
    """The variables that a value asks for, each once."""
    reads = (str(block.slots["name"]) for block in blocks_in(value) if block.definition.name == "get")
    return list(dict.fromkeys(reads))
