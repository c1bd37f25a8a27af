"""A flow's inputs: from forms and command lines (text), from callers (values), to what the flow declared."""

from __future__ import annotations

import json
from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.findings import did_you_mean
from blockloom.runtime.kinds import kind_of
from blockloom.runtime.limits import LARGEST
from blockloom.runtime.model import Input
from blockloom.runtime.program import Program
from blockloom.runtime.values import shown

_EXAMPLES = {
    "number": "12 or 1.5",
    "boolean": "true or false",
    "list": '["ads", "discount"]',
    "object": '{"name": "Ada"}',
}


def complete_inputs(declared: dict[str, Input], given: dict[str, Any]) -> list[Any]:
    """The inputs in the order in which they are declared, defaults filled in; raises FlowError."""
    _check_names(declared, given)
    for said in declared.values():
        if said.name not in given:
            if said.required:
                raise FlowError("input", f'The flow needs the input "{said.name}" ({said.type}).')
        elif not kind_of(given[said.name]).within(said.kind):
            raise FlowError(
                "input", f'The input "{said.name}" has to be of type {said.type}. You gave {shown(given[said.name])}.'
            )
    return [given.get(said.name, said.default) for said in declared.values()]


def coerce_inputs(program: Program, texts: dict[str, str]) -> dict[str, Any]:
    """Inputs given as text, each read as the type that it is declared with; raises FlowError."""
    declared = program.flow.inputs if program.flow is not None else {}
    _check_names(declared, texts)
    return {name: _coerced(declared[name], text) for name, text in texts.items()}


def _check_names(declared: dict[str, Input], given: dict[str, Any]) -> None:
    for name in given:
        if name not in declared:
            has = f"It has: {', '.join(declared)}." if declared else "It has none."
            raise FlowError("input", f'The flow has no input "{name}".{did_you_mean(name, declared)} {has}')


def _coerced(said: Input, text: str) -> Any:
    if said.type == "text":
        return text
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        if said.type == "any":
            return text
        value = None
    if isinstance(value, int | float) and abs(value) > LARGEST:
        raise FlowError("input", f'Numbers go from -{LARGEST} to {LARGEST}. The input "{said.name}" lies outside.')
    if not kind_of(value).within(said.kind) or value is None and said.type != "any":
        wanted = f"{'an' if said.type == 'object' else 'a'} {said.type}, for example {_EXAMPLES[said.type]}"
        gave = f'You gave "{text[:80]}".' if text.strip() else "It is empty."
        raise FlowError("input", f'The input "{said.name}" has to be {wanted}. {gave}')
    return value


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
