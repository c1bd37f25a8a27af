"""Positions count from 1, in code that counts from 0: whatever is surely inside a list is read where it stands."""

from __future__ import annotations

import pytest

from tests.runtime.written import same_everywhere, sound

READ = {
    "the number itself": ("i", 1, 3, [10, 20, 30]),
    "one further": ("i + 1", 1, 3, [20, 30, 40]),
    "two further": ("i + 2", 1, 2, [30, 40]),
    "one before": ("i - 1", 2, 4, [10, 20, 30]),
    "two before": ("i - 2", 3, 4, [10, 20]),
    "twice": ("i * 2", 1, 2, [20, 40]),
    "from the end": ("-i", 1, 2, [40, 30]),
    "a fixed one": ("2", 1, 2, [20, 20]),
    "a sum of fixed ones": ("1 + 2", 1, 1, [30]),
    "from the other end": ("5 - i", 1, 2, [40, 30]),
    "a fixed one before": ("1 + i", 1, 3, [20, 30, 40]),
}


@pytest.mark.parametrize(("at", "first", "last", "found"), READ.values(), ids=READ)
def test_items_are_read_and_set_where_they_stand(at: str, first: int, last: int, found: list[int]) -> None:
    head = "- set: l\n  to: [10, 20, 30, 40]\n- set: found\n  to: []\n"
    loop = f"- count: i\n  from: {first}\n  to: {last}\n  do:\n"
    reading = f"  - add_item: found\n    item: =l[{at}]\n"
    setting = f"  - set_item: l\n    at: ={at}\n    to: 0\n"
    read = same_everywhere(sound(f"{head}{loop}{reading}- return: =found\n"))
    changed = same_everywhere(sound(f"{head}{loop}{setting}- return: =l\n"))
    assert read["result"] == found
    assert changed["result"] == [0 if item in found else item for item in (10, 20, 30, 40)]


@pytest.mark.parametrize(("at", "told"), [("i - 1", 0), ("i + 4", 5), ("i * 5", 5), ("-i - 4", -5)])
def test_what_lies_outside_is_told_as_it_is_written(at: str, told: int) -> None:
    steps = f"- set: l\n  to: [10, 20, 30, 40]\n- count: i\n  from: 1\n  to: 2\n  do:\n  - print: =l[{at}]\n"
    error = same_everywhere(sound(steps))["error"]
    assert error["code"] == "position" and f"here is no position {told}" in error["message"]
