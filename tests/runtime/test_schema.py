"""The JSON Schema: valid itself, true of every flow that can be read, quiet on the network, good for completion."""

from __future__ import annotations

import copy
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
import referencing
from referencing.exceptions import Unresolvable

from blockloom import catalog, read_flow, schema
from blockloom.runtime.format import build, read_json, read_yaml
from blockloom.runtime.format.draft import data
from tests.runtime.random_flows import Maker

SCHEMA = schema(catalog())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, registry=referencing.Registry())
QUICK = jsonschema_rs.validator_for(SCHEMA)
"""The same and much faster, for what comes in numbers."""
FLOWS = sorted((Path(__file__).parents[2] / "flows").glob("*.flow.yaml"))
MEANING = {
    "formula",
    "unknown_function",
    "unknown_name",
    "maybe_unset",
    "no_result",
    "no_loop",
    "wrong_kind",
    "misplaced_case",
}
"""Codes of what a schema can't see: what a formula says, what a name stands for."""

TWO_CHANNELS = """
flow: 1
name: Register a device on two channels
do:
- register_device:
    channels: [ads, discount]
  save: registration
  note: No channels at all means the "default" channel.
- print: =registration.registrationId
tests:
- name: one registration id per channel
  given: {device: {os: ANDROID, osVersion: "14"}}
  expect:
  - =length(registration.registrationId) == 2
layout:
  do: [40, 40]
"""


def test_it_is_a_schema_of_its_draft() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize("text", [*(path.read_text() for path in FLOWS), TWO_CHANNELS])
def test_flows_are_valid(text: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(data(read_yaml(text)))] == []


def inside(thing: Any) -> Iterator[Any]:
    yield thing
    for inner in thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ():
        yield from inside(inner)


def test_it_never_refers_to_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    references = [part["$ref"] for part in inside(SCHEMA) if isinstance(part, dict) and "$ref" in part]
    assert references and all(reference.startswith("#/") for reference in references)
    assert not any("$id" in part for part in inside(SCHEMA) if isinstance(part, dict))
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("the schema opened a connection"))
    VALIDATOR.is_valid(data(read_yaml(TWO_CHANNELS)))


def test_an_empty_registry_connects_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a reference to the network raises instead of being fetched."""
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("jsonschema opened a connection"))
    planted = jsonschema.Draft202012Validator({"$ref": "http://127.0.0.1:9/x"}, registry=referencing.Registry())
    with pytest.raises(Unresolvable):
        planted.is_valid({})


def test_each_block_is_a_property_that_says_what_it_is() -> None:
    for place in ("step", "block"):
        properties = SCHEMA["$defs"][place]["properties"]
        for block in catalog().values():
            assert block.words in properties[block.name]["description"]
            assert block.help in properties[block.name]["description"]


def test_nothing_is_chosen_by_one_of() -> None:
    """With ``oneOf`` an editor could only say that none of forty blocks fits."""
    assert not any("oneOf" in part for part in inside(SCHEMA) if isinstance(part, dict))


WRONG = [
    ("flow: 2\ndo: []", "flow"),
    ("flow: 1", ""),
    ("flow: 1\ndo: {}", "do"),
    ("flow: 1\ndos: []\ndo: []", ""),
    ("flow: 1\ndo: [print]", "do/0"),
    ("flow: 1\ndo: [{prnt: x}]", "do/0"),
    ("flow: 1\ndo: [{print: x, sav: y}]", "do/0"),
    ("flow: 1\ndo: [{set: x}]", "do/0"),
    ("flow: 1\ndo: [{set: =x, to: 1}]", "do/0/set"),
    ("flow: 1\ndo: [{set: not, to: 1}]", "do/0/set"),
    ("flow: 1\ndo: [{if: true, then: {print: x}}]", "do/0/then"),
    ("flow: 1\ndo: [{register_device: {channels: ads}}]", "do/0/register_device/channels"),
    ("flow: 1\ndo: [{register_device: {chanels: [ads]}}]", "do/0/register_device"),
    ("flow: 1\ndo: [{change_case: x, to: uper}]", "do/0/to"),
    ("flow: 1\ndo: [{repeat: x, do: []}]", "do/0/repeat"),
    ("flow: 1\ndo: [{if: true, then: [{for_each: x, do: []}]}]", "do/0/then/0"),
    ("flow: 1\ndo: [{print: {length: {prnt: x}}}]", "do/0/print/length"),
    ("flow: 1\ninputs: {x: {type: nmber}}\ndo: []", "inputs/x/type"),
    ("flow: 1\ninputs: {1x: {}}\ndo: []", "inputs"),
    ("flow: 1\nfunctions: {f: {params: {}}}\ndo: []", "functions/f"),
    ("flow: 1\ndo: []\ntests: [{name: x}]", "tests/0"),
    ("flow: 1\ndo: [{print: x, disabled: 1}]", "do/0/disabled"),
]


@pytest.mark.parametrize(("text", "place"), WRONG)
def test_a_mistake_is_told_at_its_place(text: str, place: str) -> None:
    places = {"/".join(map(str, error.absolute_path)) for error in VALIDATOR.iter_errors(data(read_yaml(text)))}
    assert place in places


def codes_of(flow: Any) -> set[str]:
    """The codes of all errors in a flow."""
    return {finding.code for finding in read_flow(json.dumps(flow), catalog(), "test.flow.json").errors}


def test_random_flows_are_valid() -> None:
    for seed in range(120):
        check_valid(seed)


@pytest.mark.audit
def test_two_thousand_random_flows_are_valid() -> None:
    for seed in range(120, 2120):
        check_valid(seed)


def check_valid(seed: int) -> None:
    flow = Maker(Random(seed)).flow()
    text = json.dumps(flow)
    assert build(read_json(text), text, catalog())[1] == []
    assert QUICK.is_valid(flow), f"seed {seed}: {[error.message for error in VALIDATOR.iter_errors(flow)]}"


SCALARS: list[Any] = [
    None,
    True,
    0,
    -1.5,
    "",
    "x",
    "=x",
    "= 1 + ",
    "not",
    "a b",
    [],
    {},
    ["x"],
    {"x": 1},
    {"object": {}},
    {"text": "=x"},
]


def broken(random: Random, flow: Any) -> Any:
    """The flow with one thing in it changed: a key away, renamed or added, a value replaced."""
    flow = copy.deepcopy(flow)
    places = [part for part in inside(flow) if isinstance(part, dict | list) and part]
    place = random.choice(places)
    if isinstance(place, list):
        place[random.randrange(len(place))] = random.choice(SCALARS)
        return flow
    key = random.choice(list(place))
    way = random.randrange(4)
    if way == 0:
        del place[key]
    elif way == 1:
        place[random.choice([*catalog(), "then", "to", "note", "save", "x"])] = place.pop(key)
    elif way == 2:
        place[random.choice([*catalog(), "do", "in", "disabled"])] = random.choice(SCALARS)
    else:
        place[key] = random.choice(SCALARS)
    return flow


def test_reader_and_schema_agree_on_broken_flows() -> None:
    check_agreement(range(300))


@pytest.mark.audit
def test_reader_and_schema_agree_on_many_broken_flows() -> None:
    check_agreement(range(300, 6000))


def check_agreement(seeds: range) -> None:
    valid = invalid = unlike = 0
    for seed in seeds:
        random = Random(seed)
        flow = broken(random, {"flow": 1, "do": Maker(random).flow()["do"][-3:]})
        codes, accepted = codes_of(flow), QUICK.is_valid(flow)
        if not codes:
            assert accepted, f"seed {seed}: only the reader takes {json.dumps(flow)}"
        valid, invalid = valid + accepted, invalid + (not accepted)
        unlike += accepted and bool(codes - MEANING)
    assert min(valid, invalid) > len(seeds) / 10, "the flows are broken too little or too much"
    assert unlike <= valid / 20, f"{unlike} of {valid} pass the schema and not the reader"
