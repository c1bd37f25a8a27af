"""Lists and objects at their borders; values never alias."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom.blocks.lists import contains
from blockloom.runtime.errors import FlowError
from tests.blocks.support import run, value

VALUES: list[tuple[dict[str, Any], Any]] = [
    ({"item": [1, 2, 3], "at": 1}, 1),
    ({"item": [1, 2, 3], "at": 3}, 3),
    ({"item": [1, 2, 3], "at": -1}, 3),
    ({"item": [1, 2, 3], "at": -3}, 1),
    ({"item": [1, 2, 3], "at": 0}, ("position",)),
    ({"item": [1, 2, 3], "at": 4}, ("position",)),
    ({"item": [1, 2, 3], "at": -4}, ("position",)),
    ({"item": "=empty", "at": 1}, ("position",)),
    ({"list_of": "x", "times": 0}, []),
    ({"list_of": "x", "times": -5}, []),
    ({"list_of": [1], "times": 2}, [[1], [1]]),
    ({"list_of": 1, "times": 100_001}, ("too_large",)),
    ({"length": {"list_of": 1, "times": 100_000}}, 100_000),
    ({"add": {"a": [1], "b": [2]}}, [1, 2]),
    ({"length": {"add": {"a": {"list_of": 1, "times": 60_000}, "b": {"list_of": 1, "times": 60_000}}}}, ("too_large",)),
    ({"contains": [1, "a", None, [2]], "value": 1.0}, True),
    ({"contains": [1, "a"], "value": True}, False),
    ({"contains": [0], "value": False}, False),
    ({"contains": [None], "value": None}, True),
    ({"contains": [[1, {"object": {"a": 1}}]], "value": [1, {"object": {"a": 1.0}}]}, True),
    ({"contains": [[1], {"object": {"a": 1}}, [2]], "value": [2.0]}, True),
    ({"contains": [[1], [True]], "value": [2]}, False),
    ({"contains": [[True]], "value": [1]}, False),
    ({"contains": "=empty", "value": None}, False),
    ({"contains": {"object": {"a": 1}}, "value": "a"}, True),
    ({"contains": {"object": {"a": 1}}, "value": "b"}, False),
    ({"contains": {"object": {"1": 1}}, "value": 1}, False),
    ({"contains": {"object": {}}, "value": None}, False),
    ({"contains": {"object": {"a": 1}}, "value": ["a"]}, False),
    ({"map": "=empty", "item": "x", "to": "=x"}, []),
    ({"map": [1, 2], "item": "x", "to": ["=x"]}, [[1], [2]]),
    ({"filter": "=empty", "item": "x", "where": True}, []),
    ({"filter": [3, 1, 2], "item": "x", "where": "=x > 1"}, [3, 2]),
    ({"keys": {"object": {"b": 1, "a": 2}}}, ["b", "a"]),
    ({"keys": {"object": {}}}, []),
    ({"property": {"object": {"a": None}}, "name": "a"}, None),
    ({"property": {"object": {}}, "name": "a"}, None),
    ({"property": None, "name": "a"}, ("nothing",)),
    ({"property": "=text", "name": "a"}, ("wrong_kind",)),
    ({"object": {"a b": 1, "": 2}}, {"a b": 1, "": 2}),
]  # fmt: skip


@pytest.mark.parametrize(("block", "answer"), VALUES)
def test_answers(block: dict[str, Any], answer: Any) -> None:
    if block == {"property": None, "name": "a"}:
        block = {"property": "=none", "name": "a"}
    assert value(block, empty=[], text="abc", none=None) == answer


STEPS: list[tuple[dict[str, Any], Any]] = [
    ({"add_item": "list", "item": 4}, [1, 2, 3, 4]),
    ({"add_item": "list", "item": "=list"}, [1, 2, 3, [1, 2, 3]]),
    ({"set_item": "list", "at": -1, "to": 9}, [1, 2, 9]),
    ({"set_item": "list", "at": 4, "to": 9}, "position"),
    ({"set_item": "list", "at": 0, "to": 9}, "position"),
    ({"add_item": "full", "item": 1}, "too_large"),
]


@pytest.mark.parametrize(("step", "answer"), STEPS)
def test_changes(step: dict[str, Any], answer: Any) -> None:
    starts = [{"set": "list", "to": [1, 2, 3]}, {"set": "full", "to": {"list_of": 0, "times": 100_000}}]
    outcome = run([*starts, step, {"return": "=list"}])
    assert (outcome.error["code"] if outcome.error else outcome.result) == answer


def test_setting_properties() -> None:
    steps = [
        {"set": "thing", "to": {"object": {"a": 1}}},
        {"set_property": "thing", "name": "a", "to": "=thing"},
        {"set_property": "thing", "name": "", "to": 2},
    ]
    assert run([*steps, {"return": "=thing"}]).result == {"a": {"a": 1}, "": 2}


def test_a_full_object_takes_a_new_value_but_no_new_property() -> None:
    fill = {
        "count": "i", "from": 1, "to": 100_000,
        "do": [{"set_property": "thing", "name": "p${i}", "to": 0}],
    }  # fmt: skip
    start = [{"set": "thing", "to": {"object": {}}}, fill]
    again = run([*start, {"set_property": "thing", "name": "p7", "to": 1}, {"return": "=thing.p7"}])
    assert again.result == 1
    more = run([*start, {"set_property": "thing", "name": "new", "to": 1}])
    assert more.error is not None and more.error["code"] == "too_large"


@pytest.mark.parametrize(
    "steps",
    [
        [{"set": "b", "to": "=a"}, {"add_item": "b", "item": 9}],
        [{"set": "b", "to": ["=a"]}, {"set": "c", "to": "=b[1]"}, {"add_item": "c", "item": 9}],
        [{"set": "b", "to": {"list_of": "=a", "times": 2}}, {"set_item": "b", "at": 1, "to": 9}],
        [{"set": "b", "to": {"object": {"x": "=a"}}}, {"set": "c", "to": "=b.x"}, {"add_item": "c", "item": 9}],
        [{"for_each": "x", "in": [["=a"]], "do": [{"add_item": "x", "item": 9}]}],
        [{"part": "=a", "from": 1, "save": "b"}, {"add_item": "b", "item": 9}],
    ],
)
def test_changing_one_value_changes_no_other(steps: list[Any]) -> None:
    outcome = run([{"set": "a", "to": [1, 2]}, *steps, {"return": "=a"}])
    assert outcome.error is None and outcome.result == [1, 2]


def test_looking_for_a_long_list_among_many_has_a_bound() -> None:
    long = [0] * 1_000
    assert contains([[1, *long], long], long)
    with pytest.raises(FlowError, match="500,000"):
        contains([[*long[1:], number + 1] for number in range(600)], long)
