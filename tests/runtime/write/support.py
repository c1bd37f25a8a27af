"""What a flow says, told apart from how its file spells it; written independently of the writer."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from blockloom import catalog
from blockloom.runtime.format import build, read_json, read_yaml
from blockloom.runtime.model import Block, Flow, Items, Literal, Template, Unknown
from tests.runtime.random_flows import Maker


def read(text: str, filename: str = "made.flow.yaml") -> Flow:
    """The flow of a text in whose shape nothing is wrong."""
    tree = read_json(text) if filename.endswith(".json") else read_yaml(text)
    flow, findings = build(tree, text, catalog())
    assert flow is not None and not flow.torn, [finding.told(filename) for finding in findings]
    return flow


def random_flow(seed: int) -> Flow:
    return read(json.dumps(Maker(Random(seed)).flow()), "random.flow.json")


def said(flow: Flow) -> Any:
    """All that a flow says, as plain data: two flows are the same if this is."""
    return {
        "name": flow.name,
        "description": flow.description,
        "inputs": _inputs(flow.inputs),
        "functions": {name: (_inputs(one.params), meant(one.do)) for name, one in flow.functions.items()},
        "do": meant(flow.do),
        "when": [(one.kind, one.settings) for one in flow.when],
        "drafts": [meant(one.do if one.value is None else one.value) or repr(one.data) for one in flow.drafts],
        "layout": repr(flow.layout),
        "tests": [(test.name, repr(test.given), meant(test.expect)) for test in flow.tests],
    }


def _inputs(inputs: dict[str, Any]) -> Any:
    return [(one.name, one.type, repr(one.default), one.required) for one in inputs.values()]


def meant(thing: Any) -> Any:
    """A slot's content. A text block is its text, a negated number a number, no items are none, a call has no order."""
    if isinstance(thing, Literal):
        return type(thing.value).__name__, thing.value
    if isinstance(thing, Items):
        return [meant(item) for item in thing.items]
    if isinstance(thing, Template):
        return "template", [meant(part) for part in thing.parts]
    if isinstance(thing, dict):
        return "fields", [(key, meant(value)) for key, value in thing.items()]
    if isinstance(thing, list):
        return [meant(item) for item in thing]
    if isinstance(thing, Unknown):
        return "unknown", thing.name, repr(thing.data)
    if not isinstance(thing, Block):
        return thing
    slots = {key: meant(value) for key, value in thing.slots.items() if key != "with" or value}
    if thing.definition.name == "call" and "with" in slots:
        slots["with"] = sorted(slots["with"][1])
    slots = {key: value for key, value in slots.items() if value != [] or _takes_steps(thing, key)}
    plain = not (thing.disabled or thing.collapsed) and thing.note is None
    extra = thing.save, thing.retry, thing.timeout, thing.on_error, thing.disabled, thing.collapsed, thing.note
    if thing.definition.name == "text" and plain and thing.save is None:
        return "str", thing.slots["value"]
    if thing.definition.name == "negate" and plain and slots["value"][0] in ("int", "float"):
        return slots["value"][0], -slots["value"][1]
    return thing.definition.name, sorted(slots.items()), extra


def _takes_steps(block: Block, key: str) -> bool:
    slot = block.definition.slot(key)
    return slot is not None and slot.shape != "values"
