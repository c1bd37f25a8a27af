"""Sorting, searching, grouping, paths and the loops over positions and properties, at their borders."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blockloom.blocks.lists import contains
from blockloom.blocks.paths import get_path
from blockloom.blocks.queries import position_of, sort, unique
from blockloom.runtime.keys import keys_of
from blockloom.runtime.values import equal
from tests.blocks.support import run, value

PEOPLE = [{"object": {"name": "Ada", "age": 36}}, {"object": {"name": "Bob"}}, {"object": {"name": "Cy", "age": 36}}]
FULL = {"list_of": 1, "times": 100_000}

ANSWERS: list[tuple[dict[str, Any], Any]] = [
    ({"first": "=empty"}, ("position",)),
    ({"last": "=empty"}, ("position",)),
    ({"first": "tea"}, "t"),
    ({"last": [1, [2]]}, [2]),
    ({"range_of": {"from": 3, "to": 1}}, []),
    ({"range_of": {"from": 3, "to": 1, "by": -2}}, [3, 1]),
    ({"range_of": {"from": 1, "to": 2, "by": 0}}, ("out_of_range",)),
    ({"length": {"range_of": {"from": 1, "to": 100_000}}}, 100_000),
    ({"range_of": {"from": 0, "to": 100_000}}, ("too_large",)),
    ({"range_of": {"from": -(2**53 - 1), "to": 2**53 - 1}}, ("too_large",)),
    ({"position_of": {"value": True, "in": [1, True]}}, 2),
    ({"position_of": {"value": 1.0, "in": [True, 1]}}, 2),
    ({"position_of": {"value": [1, {"object": {"a": 1}}], "in": ["a", [1, {"object": {"a": 1}}]]}}, 2),
    ({"position_of": {"value": "=none", "in": [0, "", False]}}, None),
    ({"find_item": PEOPLE, "item": "x", "where": '=x.name == "Zoe"'}, None),
    ({"any_item": "=empty", "item": "x", "where": True}, False),
    ({"all_items": "=empty", "item": "x", "where": False}, True),
    ({"all_items": [2, 4], "item": "x", "where": "=is_even(x)"}, True),
    ({"count_where": [2, 3, 4], "item": "x", "where": "=is_even(x)"}, 2),
    ({"reduce": "=empty", "item": "x", "total": "t", "start": 7, "to": "=t + x"}, 7),
    ({"sort": "=empty"}, []),
    ({"sort": ["b", "a", "B"]}, ["B", "a", "b"]),
    ({"sort": [2, 10, -1.5], "order": "descending"}, [10, 2, -1.5]),
    ({"sort": [1, "a"]}, ("wrong_kind",)),
    ({"sort": [True]}, ("wrong_kind",)),
    ({"sort": [[1]]}, ("wrong_kind",)),
    ({"sort_by": ["aa", "b", "cc", "d"], "item": "x", "by": "=length(x)"}, ["b", "d", "aa", "cc"]),
    ({"sort_by": ["aa", "b", "cc"], "item": "x", "by": "=length(x)", "order": "descending"}, ["aa", "cc", "b"]),
    ({"sort_by": PEOPLE, "item": "x", "by": "=x.age"}, ("wrong_kind",)),
    ({"group_by": [1, 2, 3], "item": "x", "by": "=x > 1"}, {"false": [1], "true": [2, 3]}),
    ({"group_by": [1, 1.0], "item": "x", "by": "=x"}, {"1": [1, 1]}),
    ({"group_by": [1], "item": "x", "by": "=none"}, ("wrong_kind",)),
    ({"pluck": PEOPLE, "name": "age"}, [36, None, 36]),
    ({"pluck": [1], "name": "age"}, ("wrong_kind",)),
    ({"unique": [1, True, 1.0, "1", None, None, [1], [True], [1.0]]}, [1, True, "1", None, [1], [True]]),
    ({"flatten": [1, [2, [3, [4]]]], "levels": 0}, [1, [2, [3, [4]]]]),
    ({"flatten": [1, [2, [3, [4]]]], "levels": 100}, [1, 2, 3, 4]),
    ({"flatten": [1], "levels": 101}, ("out_of_range",)),
    ({"flatten": [FULL, FULL]}, ("too_large",)),
    ({"reverse": "=empty"}, []),
    ({"get_path": PEOPLE, "path": "-1.age"}, 36),
    ({"get_path": PEOPLE, "path": "4.age"}, None),
    ({"get_path": PEOPLE, "path": "0"}, None),
    ({"get_path": PEOPLE, "path": "1.name.x"}, None),
    ({"get_path": "=none", "path": "a.b"}, None),
    ({"get_path": PEOPLE, "path": "²"}, None),
    ({"get_path": PEOPLE, "path": ""}, ("wrong_path",)),
    ({"get_path": PEOPLE, "path": "a..b"}, ("wrong_path",)),
    ({"get_path": PEOPLE, "path": "a." * 100 + "a"}, ("too_large",)),
    ({"has_property": {"object": {"a": None}}, "name": "a"}, True),
    ({"values_of": {"object": {}}}, []),
    ({"pairs_of": {"object": {"a": [1]}}}, [["a", [1]]]),
    ({"object_from_pairs": [["a", 1], ["a", 2]]}, {"a": 2}),
    ({"object_from_pairs": [[1, 2]]}, ("wrong_kind",)),
    ({"object_from_pairs": [["a"]]}, ("wrong_kind",)),
    ({"object_from_pairs": ["ab"]}, ("wrong_kind",)),
    ({"merge": {"a": {"object": {"a": 1, "b": 1}}, "b": {"object": {"b": 2}}}}, {"a": 1, "b": 2}),
    ({"copy": {"object": {"a": [1]}}}, {"a": [1]}),
    ({"copy": "=none"}, None),
    ({"pick": {"object": {"a": 1, "b": 2}}, "names": ["b", "x"]}, {"b": 2}),
    ({"omit": {"object": {"a": 1, "b": 2}}, "names": ["b", "x"]}, {"a": 1}),
    ({"pick": {"object": {"a": 1}}, "names": [1]}, ("wrong_kind",)),
    ({"omit": {"object": {"a": 1}}, "names": [None]}, ("wrong_kind",)),
]


@pytest.mark.parametrize(("block", "answer"), ANSWERS)
def test_answers(block: dict[str, Any], answer: Any) -> None:
    assert value(block, none=None, empty=[]) == answer


CHANGES: list[tuple[dict[str, Any], Any]] = [
    ({"insert_item": "list", "at": 1, "item": 0}, [0, 1, [2]]),
    ({"insert_item": "list", "at": 3, "item": 0}, [1, [2], 0]),
    ({"insert_item": "list", "at": -1, "item": 0}, [1, [2], 0]),
    ({"insert_item": "list", "at": -3, "item": 0}, [0, 1, [2]]),
    ({"insert_item": "list", "at": 0, "item": 0}, "position"),
    ({"insert_item": "list", "at": 4, "item": 0}, "position"),
    ({"insert_item": "list", "at": -4, "item": 0}, "position"),
    ({"insert_item": "full", "at": 1, "item": 0}, "too_large"),
    ({"insert_item": "list", "at": 1, "item": "=list"}, [[1, [2]], 1, [2]]),
    ({"remove_item": "list", "at": -1}, [1]),
    ({"remove_item": "list", "at": 3}, "position"),
    ({"remove_value": "list", "value": [2.0]}, [1]),
    ({"remove_value": "list", "value": True}, [1, [2]]),
    ({"delete_property": "thing", "name": "x"}, [1, [2]]),
    ({"set_path": "thing", "path": "a.b.c", "to": 1}, "wrong_kind"),
    ({"set_path": "thing", "path": "list.3", "to": 1}, "position"),
    ({"set_path": "thing", "path": ".", "to": 1}, "wrong_path"),
]


@pytest.mark.parametrize(("step", "answer"), CHANGES)
def test_changes(step: dict[str, Any], answer: Any) -> None:
    starts = [
        {"set": "list", "to": [1, [2]]},
        {"set": "full", "to": FULL},
        {"set": "thing", "to": {"object": {"a": 1, "list": [1, 2]}}},
    ]
    outcome = run([*starts, step, {"return": "=list"}])
    assert (outcome.error["code"] if outcome.error else outcome.result) == answer


def test_setting_a_path_makes_what_is_missing_and_changes_nothing_else() -> None:
    steps: list[Any] = [
        {"set": "thing", "to": {"object": {"rows": [{"object": {"a": 1}}], "gone": 1}}},
        {"set": "before", "to": "=thing"},
        {"set_path": "thing", "path": "rows.-1.b.c", "to": "=thing"},
        {"set_path": "thing", "path": "new.deep", "to": 2},
        {"delete_property": "thing", "name": "gone"},
    ]
    before = {"rows": [{"a": 1}], "gone": 1}
    after = {"rows": [{"a": 1, "b": {"c": before}}], "new": {"deep": 2}}
    assert run([*steps, {"return": ["=before", "=thing"]}]).result == [before, after]


@pytest.mark.parametrize(
    "steps",
    [
        [{"for_each_property": "k", "value": "v", "of": "=thing", "do": [{"add_item": "v", "item": 9}]}],
        [{"for_each_with_position": "v", "position": "p", "in": "=a", "do": [{"add_item": "v", "item": 9}]}],
        [{"first": "=a", "save": "b"}, {"add_item": "b", "item": 9}],
        [{"set": "b", "to": {"values_of": "=thing"}}, {"remove_item": "b", "at": 1}],
        [{"set": "b", "to": "=a"}, {"remove_item": "b", "at": 1}],
        [{"set": "b", "to": {"reverse": "=a"}}, {"insert_item": "b", "at": 1, "item": 9}],
        [{"set": "b", "to": {"sort_by": "=a", "item": "x", "by": "=length(x)"}}, {"set_item": "b", "at": 1, "to": 9}],
    ],
)
def test_changing_one_value_changes_no_other(steps: list[Any]) -> None:
    starts = [{"set": "a", "to": [[1], [2]]}, {"set": "thing", "to": {"object": {"x": [1]}}}]
    outcome = run([*starts, *steps, {"return": ["=a", "=thing"]}])
    assert outcome.error is None and outcome.result == [[[1], [2]], {"x": [1]}]


def test_loops_know_position_and_property() -> None:
    steps: list[Any] = [
        {"set": "said", "to": []},
        {
            "for_each_with_position": "x", "position": "p", "in": ["a", "b", "c"],
            "do": [{"if": "=p == 2", "then": [{"next": {}}]}, {"add_item": "said", "item": "${p}${x}"}],
        },
        {
            "for_each_property": "k", "value": "v", "of": {"object": {"a": 1, "b": 2, "c": 3}},
            "do": [{"if": '=k == "c"', "then": [{"break": {}}]}, {"add_item": "said", "item": "${k}${v}"}],
        },
        {"until": "=length(said) >= 6", "do": [{"add_item": "said", "item": "more"}]},
    ]  # fmt: skip
    assert run([*steps, {"return": "=said"}]).result == ["1a", "3c", "a1", "b2", "more", "more"]


def test_until_is_looked_at_first() -> None:
    assert run([{"set": "x", "to": 1}, {"until": True, "do": [{"set": "x", "to": 2}]}, {"return": "=x"}]).result == 1


def test_much_alike_is_told_apart_in_time() -> None:
    rows = [{"set": "row", "to": FULL}, {"set": "rows", "to": {"list_of": "=row", "times": 4}}]
    for block in [{"unique": "=rows"}, {"position_of": {"value": "=row", "in": "=rows"}}]:
        assert run([*rows, {"return": block}]).seconds < 3
    begun = perf_counter()
    assert len(unique([[n] for n in range(50_000)])) == 50_000
    assert perf_counter() - begun < 3


def test_texts_that_take_too_long_to_compare_are_refused() -> None:
    texts = [{"set": "text", "to": {"repeat_text": "a", "times": 2**20}}, {"set": "b", "to": "b"}]
    outcome = run([*texts, {"return": {"sort": {"list_of": "=text", "times": 65}}}])
    assert outcome.error is not None and outcome.error["code"] == "too_large"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([0.0, 1.0, 0.5, "", "1", "list"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=6,
)


@given(VALUES, VALUES)
def test_keys_are_equal_where_values_are(one: Any, other: Any) -> None:
    first, second = keys_of([one, other])
    assert (first == second) is equal(one, other)


@given(st.lists(VALUES), VALUES)
def test_a_position_is_found_where_a_value_is_contained(items: list[Any], thing: Any) -> None:
    at = position_of(thing, items)
    assert (at is not None) is contains(items, thing)
    assert at is None or equal(get_path(items, str(at)), thing)


@given(st.lists(st.integers() | st.floats(allow_nan=False)))
def test_descending_is_ascending_turned_round(numbers: list[Any]) -> None:
    assert sort(numbers) == sorted(numbers) == sort(numbers, "descending")[::-1]
