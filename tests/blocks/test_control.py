"""Deciding, repeating, failing: what a step does and does not do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.blocks.support import NOON, run, value

COMPARISONS: list[tuple[Any, Any, bool]] = [
    (1, 1.0, True), (1, True, False), (0, False, False), (None, False, False), (None, 0, False), (None, None, True),

    ("1", 1, False), ("a", "a", True), ("é", "e\u0301", False), ([], {"object": {}}, False),
    ([1], [1], True), ([1], [1, 2], False),
    ({"object": {"a": 1, "b": 2}}, {"object": {"b": 2, "a": 1}}, True),
    ({"object": {"a": 1}}, {"object": {"a": "1"}}, False),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "same"), COMPARISONS)
def test_equal(a: Any, b: Any, same: bool) -> None:
    assert value({"equal": {"a": a, "b": b}}) is same
    assert value({"equal": {"a": b, "b": a}}) is same
    assert value({"not_equal": {"a": a, "b": b}}) is not same


@pytest.mark.parametrize(
    ("a", "b", "less", "at_most"),
    [(1, 2, True, True), (2, 2.0, False, True), ("a", "b", True, True), ("Z", "a", True, True), ("", "a", True, True),
     (-1, -2, False, False)],
)  # fmt: skip
def test_order(a: Any, b: Any, less: bool, at_most: bool) -> None:
    assert value({"less": {"a": a, "b": b}}) is less and value({"greater": {"a": b, "b": a}}) is less
    assert value({"at_most": {"a": a, "b": b}}) is at_most and value({"at_least": {"a": b, "b": a}}) is at_most


@pytest.mark.parametrize("name", ["less", "at_most", "greater", "at_least"])
@pytest.mark.parametrize(("a", "b"), [(1, "1"), (True, 1), (None, 1), ([1], [1]), ({"a": 1}, {"a": 1})])
def test_what_has_no_order(name: str, a: Any, b: Any) -> None:
    assert value({name: {"a": "=x", "b": "=y"}}, x=a, y=b) == ("wrong_kind",)


@pytest.mark.parametrize("condition", [0, 1, "", "true", None, [], {}])
def test_a_condition_is_true_or_false(condition: Any) -> None:
    for steps in (
        [{"if": "=x", "then": []}],
        [{"while": "=x", "do": []}],
        [{"return": "=not x"}],
        [{"return": "=x and true"}],
    ):
        outcome = run(steps, x=condition)
        assert outcome.error is not None and outcome.error["code"] == "wrong_kind"
        assert "true or false" in outcome.error["message"]


def test_the_second_condition_is_only_looked_at_if_it_counts() -> None:
    assert value({"and": {"a": False, "b": "=1 / zero > 1"}}, zero=0) is False
    assert value({"or": {"a": True, "b": "=1 / zero > 1"}}, zero=0) is True
    assert value({"choose": True, "then": 1, "else": "=1 / zero"}, zero=0) == 1


COUNTED: list[tuple[dict[str, int], list[int]]] = [
    ({"from": 1, "to": 3}, [1, 2, 3]),
    ({"from": 3, "to": 1}, []),
    ({"from": 3, "to": 1, "by": -1}, [3, 2, 1]),
    ({"from": 1, "to": 6, "by": 2}, [1, 3, 5]),
    ({"from": 6, "to": 1, "by": -2}, [6, 4, 2]),
    ({"from": -1, "to": 1}, [-1, 0, 1]),
    ({"from": 2, "to": 2}, [2]),
]


@pytest.mark.parametrize(("slots", "numbers"), COUNTED)
def test_count(slots: dict[str, int], numbers: list[int]) -> None:
    steps = [{"set": "seen", "to": []}, {"count": "i", **slots, "do": [{"add_item": "seen", "item": "=i"}]}]
    assert run([*steps, {"return": "=seen"}]).result == numbers


def test_counting_by_nothing_is_refused() -> None:
    outcome = run([{"count": "i", "from": 1, "to": 2, "by": "=zero", "do": []}], zero=0)
    assert outcome.error is not None and outcome.error["code"] == "out_of_range"


@pytest.mark.parametrize(("times", "turns"), [(0, 0), (-3, 0), (1, 1), (3, 3), (2.0, 2)])
def test_repeat(times: float, turns: int) -> None:
    outcome = run([{"repeat": "=times", "do": [{"print": "x"}]}], times=times)
    assert len(outcome.log) == turns


def test_the_list_that_is_walked_through_is_the_one_it_was() -> None:
    steps = [
        {"set": "list", "to": [1, 2]},
        {"for_each": "x", "in": "=list", "do": [{"add_item": "list", "item": "=x"}]},
    ]
    assert run([*steps, {"return": "=list"}]).result == [1, 2, 1, 2]


@pytest.mark.parametrize("code", [404, "out_of_stock", None])
def test_an_error_raised_can_be_caught_with_its_code(code: Any) -> None:
    step = {"raise": "Out of stock", **({"code": code} if code else {})}
    outcome = run([{"try": [step], "catch": [{"return": "=[error.code, error.message, error.path]"}]}])
    assert outcome.result == [code or "raised", "Out of stock", "do/0/do/0"]


def test_finally_runs_whatever_happens() -> None:
    for body in ([], [{"raise": "x"}], [{"return": 1}]):
        outcome = run([{"try": body, "finally": [{"print": "done"}]}])
        assert outcome.log == ["done"]


def test_the_time_is_that_of_the_clock() -> None:
    assert value({"now": {}}) == "2025-11-25T12:00:00.000+00:00" and NOON == 1_764_072_000_000
