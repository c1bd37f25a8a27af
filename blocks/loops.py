"""Repeat: do steps several times, for each item of a list, or while something holds."""

from __future__ import annotations

from typing import Any, Never

from blockloom.runtime import Body, Break, Lazy, Name, Next, whole_range

HUE = 120


def repeat(times: int, /, do: Body) -> None:
    """Repeat {times} times {do}.

    >>> repeat(2, lambda: print("again"))
    again
    again
    """
    for _ in range(times):
        do()


def while_(test: Lazy[bool], /, do: Body) -> None:
    """While {test} do {do}.

    The condition is looked at before each turn.

    >>> left = [1, 2]
    >>> while_(lambda: len(left) > 0, lambda: print(left.pop()))
    2
    1
    """
    while test():
        do()


def for_each(item: Name[Any], /, in_: list[Any], do: Body) -> None:
    """For each {item} in {in} do {do}.

    >>> order = Name()
    >>> for_each(order, ["tea", "milk"], lambda: print(order.value))
    tea
    milk
    """
    for item.value in in_:
        do()


def count(number: Name[Any], /, from_: int, to: int, do: Body, by: int = 1) -> None:
    """Count {number} from {from} to {to} by {by}: {do}.

    Both ends belong to it. Counts down if the step is negative.

    >>> number = Name()
    >>> count(number, 1, 3, lambda: print(number.value))
    1
    2
    3
    """
    for number.value in whole_range(from_, to, by):
        do()


def break_() -> Never:
    """Leave the loop.

    Steps after it in the loop are not run, and the loop ends.

    >>> break_()
    Traceback (most recent call last):
    blockloom.runtime.types.Break
    """
    raise Break


def next_() -> Never:
    """Go on with the next turn of the loop.

    >>> next_()
    Traceback (most recent call last):
    blockloom.runtime.types.Next
    """
    raise Next
