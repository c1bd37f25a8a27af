"""What a flow is given: texts from forms and command lines, values from callers, and what is said of the others."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blockloom import FlowError, catalog, coerce_inputs, read_flow
from blockloom.runtime.inputs import complete_inputs
from blockloom.runtime.limits import ITEMS, LARGEST
from blockloom.runtime.values import is_value, plain
from tests.runtime.plain_values import VALUES
from tests.runtime.written import read, run, sound

HEAD = """inputs:
  name: {type: text}
  limit: {type: number, default: 100}
  urgent: {type: boolean, default: false}
  channels: {type: list, default: [ads]}
  person: {type: object, default: {name: Ada}}
  any: {default: null}
"""
PROGRAM = sound("- return: [=name, =limit, =urgent, =channels, =person, =any]\n", HEAD)
FLOW = PROGRAM.runnable()
OUTSIDE = 'The input "limit" lies outside of what a flow can hold.'
NO_LIST = 'The input "channels" has to be a list, for example ["ads", "discount"].'
DEFAULTS = [100, False, ["ads"], {"name": "Ada"}, None]


def refused(given: dict[str, Any]) -> str:
    with pytest.raises(FlowError) as raised:
        complete_inputs(FLOW.inputs, given)
    assert raised.value.code == "input"
    return raised.value.message


def refused_text(given: dict[str, str]) -> str:
    with pytest.raises(FlowError) as raised:
        coerce_inputs(PROGRAM, given)
    assert raised.value.code == "input"
    return raised.value.message


def test_defaults_fill_in_what_is_not_given() -> None:
    assert complete_inputs(FLOW.inputs, {"name": "x"}) == ["x", *DEFAULTS]
    assert run(PROGRAM, {"limit": 5, "name": "x"}).result == ["x", 5, *DEFAULTS[1:]]


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        ({"name": "Ada"}, {"name": "Ada"}), ({"name": "5"}, {"name": "5"}), ({"name": ""}, {"name": ""}),
        ({"name": "=1 + 1 ${x}"}, {"name": "=1 + 1 ${x}"}), ({"limit": "12"}, {"limit": 12}),
        ({"limit": " 1.5 "}, {"limit": 1.5}), ({"limit": "-0"}, {"limit": 0}), ({"limit": "1e3"}, {"limit": 1000.0}),
        ({"urgent": "true"}, {"urgent": True}), ({"channels": '["a", 1, [null]]'}, {"channels": ["a", 1, [None]]}),
        ({"channels": "[]"}, {"channels": []}), ({"person": '{"a": {"b": 1}}'}, {"person": {"a": {"b": 1}}}),
        ({"any": "5"}, {"any": 5}), ({"any": "five"}, {"any": "five"}), ({"any": "null"}, {"any": None}),
        ({"any": "[1,"}, {"any": "[1,"}), ({"any": "NaN"}, {"any": "NaN"}), ({"any": '"5"'}, {"any": "5"}),
        ({"any": "[" * 100_000}, {"any": "[" * 100_000}), ({}, {}),
    ],
    ids=lambda one: str(one)[:30],
)  # fmt: skip
def test_texts_are_read_as_the_type_that_is_declared(texts: dict[str, str], values: dict[str, Any]) -> None:
    assert coerce_inputs(PROGRAM, texts) == values


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"nam": "x"}, 'The flow has no input "nam". Did you mean "name"? '
         "It has: name, limit, urgent, channels, person, any."),
        ({"person": '{"a": [{"b": 1, "b": 2}]}'},
         'The input "person" has to be an object, for example {"name": "Ada"}. '
         'The text can\'t be read as JSON: the property "b" stands in one object twice.'),
        ({"any": '{"b": 1, "b": 2}'}, 'The input "any" has to be a text, a number, true or false, a list, an object or '
         'nothing. The text can\'t be read as JSON: the property "b" stands in one object twice.'),
        ({"limit": "many"}, 'The input "limit" has to be a number, for example 12 or 1.5. You gave "many".'),
        ({"limit": ""}, 'The input "limit" has to be a number, for example 12 or 1.5. It is empty.'),
        ({"limit": "true"}, 'The input "limit" has to be a number, for example 12 or 1.5. You gave "true".'),
        ({"limit": "null"}, 'The input "limit" has to be a number, for example 12 or 1.5. You gave "null".'),
        ({"limit": "NaN"}, 'The input "limit" has to be a number, for example 12 or 1.5. You gave "NaN".'),
        ({"limit": "1e999"}, f"{OUTSIDE} Numbers go from -{LARGEST} to {LARGEST}."),
        ({"limit": str(LARGEST + 1)}, f"{OUTSIDE} Numbers go from -{LARGEST} to {LARGEST}."),
        ({"urgent": "yes"}, 'The input "urgent" has to be a boolean, for example true or false. You gave "yes".'),
        ({"channels": "ads"}, f'{NO_LIST} You gave "ads".'),
        ({"person": "[]"}, 'The input "person" has to be an object, for example {"name": "Ada"}. You gave "[]".'),
    ],
    ids=lambda one: str(one)[:30],
)  # fmt: skip
def test_what_is_said_of_a_text_that_does_not_fit(texts: dict[str, str], message: str) -> None:
    assert refused_text(texts) == message


def test_what_is_said_stays_short() -> None:
    assert len(refused_text({"limit": "x" * 100_000})) < 200
    assert len(refused_text({"limit": "9" * 100_000})) < 200
    assert len(refused({"name": "x", "limit": "x" * 100_000})) < 200


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, 'The flow needs the input "name" (text).'),
        ({"name": 5}, 'The input "name" has to be a text, for example'),
        ({"name": None}, 'The input "name" has to be a text, for example'),
        ({"name": "a", "limit": "5"}, 'The input "limit" has to be a number, for example 12 or 1.5. You gave the text'),
        ({"name": "a", "limit": True}, 'The input "limit" has to be a number, for example 12 or 1.5. You gave true.'),
        ({"name": "a", "limit": math.nan}, 'The input "limit" lies outside of what a flow can hold. Numbers go'),
        ({"name": "a", "limit": 2**53}, 'The input "limit" lies outside of what a flow can hold. Numbers go'),
        ({"name": "a", "channels": (1, 2)}, f"{NO_LIST} You gave a tuple."),
        ({"name": "a", "channels": [{1: 2}]}, 'The input "channels" lies outside of what a flow can hold.'),
        ({"name": "a", "channels": [0] * (ITEMS + 1)}, 'The input "channels" lies outside of what a flow can hold. '
         "Texts have up to 1,048,576 characters, lists 100,000 items"),
        ({"name": "a" * 2**20 + "a"}, 'The input "name" lies outside of what a flow can hold.'),
        ({"name": "\ud800"}, 'The input "name" lies outside of what a flow can hold.'),
        ({"name": "a", "any": {1}}, 'The input "any" has to be'),
        ({"name": "a", "any": object()}, 'The input "any" has to be'),
        ({"name": "a", "limits": 1}, 'The flow has no input "limits". Did you mean "limit"?'),
    ],
    ids=lambda one: str(one)[:30],
)  # fmt: skip
def test_what_is_said_of_a_value_that_does_not_fit(given: dict[str, Any], message: str) -> None:
    assert refused(given).startswith(message)
    outcome = run(PROGRAM, given)
    assert outcome.status == "error" and outcome.error is not None
    assert outcome.error["code"] == "input" and outcome.steps == 0


def test_a_flow_without_inputs_says_so() -> None:
    with pytest.raises(FlowError, match='The flow has no input "x". It has none.'):
        coerce_inputs(sound("- print: 1\n"), {"x": "1"})
    with pytest.raises(FlowError, match="It has none"):
        coerce_inputs(read_flow("[", catalog()), {"x": "1"})


@settings(max_examples=100, deadline=None, database=None, derandomize=True)
@given(VALUES)
def test_every_value_goes_in_and_comes_out(value: Any) -> None:
    assert run(sound("- return: =it\n", "inputs: {it: {}}\n"), {"it": value}).result == plain(value)


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(st.dictionaries(st.sampled_from([*FLOW.inputs, "other"]), st.text(max_size=8) | st.just("[1]")))
def test_no_text_gets_past_its_type(texts: dict[str, str]) -> None:
    try:
        values = coerce_inputs(PROGRAM, texts)
    except FlowError as error:
        assert error.code == "input"
    else:
        assert all(is_value(value) for value in values.values())
        assert complete_inputs(FLOW.inputs, {"name": "", **values})


def test_defaults_are_checked_where_they_are_written() -> None:
    findings = read("- print: =n\n", "inputs: {n: {type: number, default: many}}\n").findings
    assert [finding.code for finding in findings] == ["type"]
