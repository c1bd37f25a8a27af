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

    >>> stock = Name(3)
    >>> def sell():
    ...     stock.value += -1
    >>> while_(lambda: stock.value > 0, sell)
    >>> stock.value
    0
    """
    while test():
        do()


def until(test: Lazy[bool], /, do: Body) -> None:
    """Until {test} do {do}.

    The condition is looked at before each turn; the loop ends once it is true.

    >>> stock = Name(0)
    >>> def fill():
    ...     stock.value += 5
    >>> until(lambda: stock.value > 12, fill)
    >>> stock.value
    15
    """
    while not test():
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


def for_each_with_position(item: Name[Any], /, position: Name[Any], in_: list[Any], do: Body) -> None:
    """For each {item} with its {position} in {in} do {do}.

    Positions count from 1.

    >>> order, place = Name(), Name()
    >>> for_each_with_position(order, place, ["tea", "milk"], lambda: print(place.value, order.value))
    1 tea
    2 milk
    """
    for pair in _numbered(in_):
        item.value = pair[1]
        position.value = pair[0]
        do()


def for_each_property(name: Name[Any], /, value: Name[Any], of: dict[str, Any], do: Body) -> None:
    """For each {name} and {value} of {of} do {do}.

    The loop goes over the properties that the object has when it begins.

    >>> name, value = Name(), Name()
    >>> for_each_property(name, value, {"ads": 1, "news": 2}, lambda: print(name.value, value.value))
    ads 1
    news 2
    """
    for pair in _pairs(of):
        name.value = pair[0]
        value.value = pair[1]
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


def _numbered(items: list[Any]) -> list[list[Any]]:
    return [[number, item] for number, item in enumerate(items, 1)]


def _pairs(of: dict[str, Any]) -> list[list[Any]]:
    return [[name, value] for name, value in of.items()]
