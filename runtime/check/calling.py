"""What a call gives one of the flow's own functions."""

from __future__ import annotations

from blockloom.runtime.check.facts import Facts
from blockloom.runtime.findings import guess
from blockloom.runtime.model import Block, Fields, Function
from blockloom.runtime.wording import sentence


def check_call(facts: Facts, block: Block, function: Function, given: Fields) -> None:
    """Note what the function does not take, what is of another type than it takes, and what is left out."""
    name, params = function.name, function.params
    for key, value in given.items():
        said, kind = params.get(key), facts.kind(value)
        if said is None:
            message = sentence(
                '{name} has no parameter "{key}". It takes: {params}.',
                name=name,
                key=key,
                params=", ".join(params) or sentence("nothing"),
            )
            facts.find(value.place, "unknown_slot", message, guess(key, params))
        elif not kind.meets(said.kind):
            message = sentence(
                '"{key}" of {name} has to be of type {type}. This is {kind}.',
                key=key,
                name=name,
                type=sentence(said.type),
                kind=kind.phrase(),
            )
            facts.find(value.place, "wrong_kind", message)
    for key, said in params.items():
        if said.required and key not in given:
            facts.find(
                block.place,
                "missing_slot",
                sentence('{name} needs a value for "{key}".', name=name, key=key),
                f"{key}: …",
            )
