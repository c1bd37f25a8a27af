"""A flow's inputs: from forms and command lines (text), from callers (values), to what the flow declared."""

from __future__ import annotations

import json
from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.findings import did_you_mean
from blockloom.runtime.kinds import NUMBER, bit_of
from blockloom.runtime.limits import ITEMS, LARGEST, NESTING, TEXT
from blockloom.runtime.model import Input
from blockloom.runtime.program import Program
from blockloom.runtime.values import is_value, shown

_EXAMPLES = {
    "text": '"ads"',
    "number": "12 or 1.5",
    "boolean": "true or false",
    "list": '["ads", "discount"]',
    "object": '{"name": "Ada"}',
}


def complete_inputs(declared: dict[str, Input], given: dict[str, Any]) -> list[Any]:
    """The inputs in the order in which they are declared, defaults filled in; raises FlowError."""
    if not declared and not given:
        return []
    if given.keys() != declared.keys():
        _check_names(declared, given)
        given = {name: given[name] if name in given else _default(said) for name, said in declared.items()}
    return [_fitting(said, given[name]) for name, said in declared.items()]


def _default(said: Input) -> Any:
    if said.required:
        raise FlowError("input", f'The flow needs the input "{said.name}" ({said.type}).')
    return said.default


def _fitting(said: Input, value: Any) -> Any:
    if not bit_of(value) & said.kind.bits:
        raise FlowError("input", f'The input "{said.name}" has to be {_told(said)}. {_gave(value)}')
    return value if is_value(value) else _within_limits(said, value)


def coerce_inputs(program: Program, texts: dict[str, str]) -> dict[str, Any]:
    """Inputs given as text, each read as the type that it is declared with; raises FlowError."""
    return read_inputs(program.flow.inputs if program.flow is not None else {}, texts)


def read_inputs(declared: dict[str, Input], texts: dict[str, str]) -> dict[str, Any]:
    """The same for inputs that are declared elsewhere."""
    _check_names(declared, texts)
    return {name: _coerced(declared[name], text) for name, text in texts.items()}


def _check_names(declared: dict[str, Input], given: dict[str, Any]) -> None:
    for name in given:
        if name not in declared:
            has = f"It has: {', '.join(declared)}." if declared else "It has none."
            raise FlowError("input", f'The flow has no input "{name}".{did_you_mean(name, declared)} {has}')


def _coerced(said: Input, text: str) -> Any:
    if said.type == "text":
        return _within_limits(said, text)
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        value = text if said.type == "any" else None
    if not bit_of(value) & said.kind.bits or value is None and said.type != "any":
        gave = f'You gave "{text[:80]}".' if text.strip() else "It is empty."
        raise FlowError("input", f'The input "{said.name}" has to be {_told(said)}. {gave}')
    return _within_limits(said, value)


def _within_limits(said: Input, value: Any) -> Any:
    if is_value(value):
        return value
    if bit_of(value) == NUMBER:
        limits = f"Numbers go from -{LARGEST} to {LARGEST}."
    else:
        limits = f"Texts have up to {TEXT:,} characters, lists {ITEMS:,} items, objects text keys; {NESTING} levels."
    raise FlowError("input", f'The input "{said.name}" lies outside of what a flow can hold. {limits}')


def _told(said: Input) -> str:
    if said.type == "any":
        return "a text, a number, true or false, a list, an object or nothing"
    article = "an" if said.type == "object" else "a"
    return f"{article} {said.type}, for example {_EXAMPLES[said.type]}"


def _gave(value: Any) -> str:
    return f"You gave {shown(value)}." if bit_of(value) else f"You gave a {type(value).__name__}."


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
