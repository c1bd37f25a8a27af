"""A flow's inputs: from forms and command lines (text), from callers (values), to what the flow declared."""

from __future__ import annotations

import json
from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.findings import did_you_mean
from blockloom.runtime.json_values import object_of
from blockloom.runtime.kinds import NUMBER, bit_of
from blockloom.runtime.limits import ITEMS, LARGEST, NESTING, TEXT
from blockloom.runtime.model import Input
from blockloom.runtime.program import Program
from blockloom.runtime.values import is_value, shown
from blockloom.runtime.wording import sentence

_EXAMPLES = {
    "text": sentence('a text, for example "ads"'),
    "number": sentence("a number, for example 12 or 1.5"),
    "boolean": sentence("a boolean, for example true or false"),
    "list": sentence('a list, for example ["ads", "discount"]'),
    "object": sentence('an object, for example {"name": "Ada"}'),
}


def complete_inputs(declared: dict[str, Input], given: dict[str, Any]) -> list[Any]:
    """The inputs in the order in which they are declared, defaults filled in; raises FlowError."""
    if not declared and not given:
        return []
    if given.keys() != declared.keys():
        _check_names(declared, given)
        given = {name: given[name] if name in given else _default(said) for name, said in declared.items()}
    values = []
    for name, said in declared.items():
        value = given[name]
        if not bit_of(value) & said.kind.bits:
            raise _no_input(said, _gave(value))
        values.append(value if is_value(value) else _within_limits(said, value))
    return values


def _default(said: Input) -> Any:
    if said.required:
        raise FlowError(
            "input", sentence('The flow needs the input "{name}" ({type}).', name=said.name, type=sentence(said.type))
        )
    return said.default


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
            some, like = sentence("It has: {inputs}.", inputs=", ".join(declared)), did_you_mean(name, declared)
            known = some if declared else sentence("It has none.")
            message = sentence('The flow has no input "{name}".{guess} {known}', name=name, guess=like, known=known)
            raise FlowError("input", message)


def _coerced(said: Input, text: str) -> Any:
    if said.type == "text":
        return _within_limits(said, text)
    try:
        value = json.loads(text, object_pairs_hook=object_of, parse_constant=_refuse)
    except FlowError as error:
        raise _no_input(said, error.message) from None
    except (ValueError, RecursionError):
        value = text if said.type == "any" else None
    if not bit_of(value) & said.kind.bits or value is None and said.type != "any":
        gave = sentence('You gave "{text}".', text=text[:80]) if text.strip() else sentence("It is empty.")
        raise _no_input(said, gave)
    return _within_limits(said, value)


def _no_input(said: Input, gave: str) -> FlowError:
    told = sentence('The input "{name}" has to be {wanted}. {gave}', name=said.name, wanted=_told(said), gave=gave)
    return FlowError("input", told)


def _within_limits(said: Input, value: Any) -> Any:
    if is_value(value):
        return value
    if bit_of(value) == NUMBER:
        limits = sentence("Numbers go from -{largest} to {largest}.", largest=LARGEST)
    else:
        limits = sentence(
            "Texts have up to {text:,} characters, lists {items:,} items, objects text keys; {nesting} levels.",
            text=TEXT,
            items=ITEMS,
            nesting=NESTING,
        )
    raise FlowError(
        "input",
        sentence('The input "{name}" lies outside of what a flow can hold. {limits}', name=said.name, limits=limits),
    )


def _told(said: Input) -> str:
    if said.type == "any":
        return sentence("a text, a number, true or false, a list, an object or nothing")
    return _EXAMPLES[said.type]


def _gave(value: Any) -> str:
    if bit_of(value):
        return sentence("You gave {value}.", value=shown(value))
    return sentence("You gave a {name}.", name=type(value).__name__)


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
