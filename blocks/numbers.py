"""Calculate: arithmetic, roots, rounding and limits."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from blockloom.runtime import FlowError, add, bounded, multiply, power, sentence, subtract

HUE = 230

_EXACT = Context(prec=50)


def add_(a: Any, b: Any) -> Any:
    """{a} + {b}.

    Adds two numbers, joins two texts or two lists.

    >>> add_(1, 2)
    3
    >>> add_("a", "b")
    'ab'
    """
    return add(a, b)


def subtract_(a: float, b: float) -> float:
    """{a} − {b}.

    >>> subtract_(5, 3)
    2
    """
    return subtract(a, b)


def multiply_(a: float, b: float) -> float:
    """{a} × {b}.

    >>> multiply_(6, 7)
    42
    """
    return multiply(a, b)


def divide(a: float, b: float) -> float:
    """{a} ÷ {b}.

    >>> divide(7, 2)
    3.5
    """
    _not_zero(b)
    return bounded(a / b)


def floor_divide(a: float, b: float) -> float:
    """{a} ÷ {b}, rounded down.

    >>> floor_divide(7, 2)
    3
    """
    _not_zero(b)
    return bounded(a // b)


def remainder(a: float, b: float) -> float:
    """Remainder of {a} ÷ {b}.

    Has the sign of the divisor.

    >>> remainder(7, 3)
    1
    """
    _not_zero(b)
    return bounded(a % b)


def power_(a: float, b: float) -> float:
    """{a} to the power of {b}.

    >>> power_(2, 10)
    1024
    """
    return power(a, b)


def negate(value: float, /) -> float:
    """− {value}.

    >>> negate(3)
    -3
    """
    return -value


def round_(number: float, /, digits: int = 0) -> float:
    """Round {number} to {digits} digits.

    Halves go away from zero, as taught at school; what counts is the number as it is printed. Negative digits round to
    tens, hundreds and so on.

    >>> round_(2.5)
    3
    >>> round_(2.675, 2)
    2.68
    >>> round_(1250, -2)
    1300
    """
    if not -15 <= digits <= 15:
        raise FlowError("out_of_range", sentence("Digits go from -15 to 15. You gave {digits}.", digits=digits))
    if digits >= 0 and number == int(number):
        return int(number)
    rounded = Decimal(repr(number)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _EXACT)
    return bounded(int(rounded) if digits <= 0 else float(rounded) + 0.0)


def round_up(number: float, /) -> int:
    """Round {number} up.

    >>> round_up(2.1)
    3
    """
    return math.ceil(number)


def round_down(number: float, /) -> int:
    """Round {number} down.

    >>> round_down(2.9)
    2
    """
    return math.floor(number)


def absolute(number: float, /) -> float:
    """Absolute value of {number}.

    >>> absolute(-3)
    3
    """
    return abs(number)


def square_root(number: float, /) -> float:
    """Square root of {number}.

    >>> square_root(9)
    3.0
    """
    if number < 0:
        raise FlowError(
            "no_number", sentence("A negative number has no square root. You gave {number}.", number=number)
        )
    return math.sqrt(number)


def root(number: float, /, degree: int) -> float:
    """Root of {number} of degree {degree}.

    A negative number has roots of odd degree only.

    >>> root(-27, 3)
    -3
    """
    if not 1 <= degree <= 100:
        raise FlowError(
            "out_of_range", sentence("The degree of a root goes from 1 to 100. You gave {degree}.", degree=degree)
        )
    if number < 0 and degree % 2 == 0:
        raise FlowError(
            "no_number", sentence("A negative number has no root of even degree. You gave {number}.", number=number)
        )
    found = abs(number) ** (1 / degree)
    exact: float = round(found) if round(found) ** degree == abs(number) else found
    return exact if number >= 0 else -exact


def limit(number: float, /, from_: float, to: float) -> float:
    """Limit {number} between {from} and {to}.

    >>> limit(12, 1, 10)
    10
    """
    if from_ > to:
        raise FlowError(
            "out_of_range",
            sentence("Nothing lies between {low} and {high}. Give the smaller number first.", low=from_, high=to),
        )
    return min(max(number, from_), to)


def _not_zero(divisor: float) -> None:
    if divisor == 0:
        raise FlowError("divide_by_zero", sentence("Nothing can be divided by 0."))
