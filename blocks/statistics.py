"""Statistics: the smallest, the largest, the sum, the average and the median of a list."""

from __future__ import annotations

import math
from typing import Any

from blockloom.runtime import FlowError, bounded, sentence, shown

HUE = 240


def minimum(numbers: list[Any], /) -> float:
    """Smallest of {numbers}.

    >>> minimum([3, 1, 2])
    1
    """
    return min(_some(numbers, "minimum"))


def maximum(numbers: list[Any], /) -> float:
    """Largest of {numbers}.

    >>> maximum([3, 1, 2])
    3
    """
    return max(_some(numbers, "maximum"))


def sum_(numbers: list[Any], /) -> float:
    """Sum of {numbers}.

    The sum of an empty list is 0.

    >>> sum_([3, 1, 2.5])
    6.5
    """
    return bounded(_total(_checked(numbers, "sum")))


def average(numbers: list[Any], /) -> float:
    """Average of {numbers}.

    >>> average([1, 2, 6])
    3.0
    """
    return _total(_some(numbers, "average")) / len(numbers)


def median(numbers: list[Any], /) -> float:
    """Median of {numbers}.

    The number in the middle when they are sorted; of an even count, the average of the two in the middle.

    >>> median([9, 1, 2])
    2
    """
    ordered = sorted(_some(numbers, "median"))
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _total(numbers: list[float]) -> float:
    return sum(numbers) if all(type(number) is int for number in numbers) else math.fsum(numbers)


def _some(numbers: list[Any], block: str) -> list[float]:
    if not numbers:
        raise FlowError("empty", sentence("{block} needs at least one number. You gave an empty list.", block=block))
    return _checked(numbers, block)


def _checked(numbers: list[Any], block: str) -> list[float]:
    for at, number in enumerate(numbers, 1):
        if type(number) is not int and type(number) is not float:
            raise FlowError(
                "wrong_kind",
                sentence(
                    "{block} needs a list of numbers. Item {at} is {value}.", block=block, at=at, value=shown(number)
                ),
            )
    return numbers
