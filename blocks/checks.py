"""Check: whether a value is nothing, empty, even, whole, prime."""

from __future__ import annotations

from typing import Any

from blockloom.runtime import kind_name

HUE = 200

_WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23)


def is_nothing(value: Any, /) -> bool:
    """{value} is nothing.

    >>> is_nothing(None), is_nothing("")
    (True, False)
    """
    return value is None


def is_empty(value: Any, /) -> bool:
    """{value} is empty.

    Nothing, a text without letters, a list without items and an object without properties are empty.

    >>> is_empty([]), is_empty(0)
    (True, False)
    """
    return value is None or (isinstance(value, str | list | dict) and not value)


def kind_of(value: Any, /) -> str:
    """Kind of {value}.

    One of text, number, boolean, list, object, nothing.

    >>> kind_of([1, 2])
    'list'
    """
    return kind_name(value)


def is_whole(number: float, /) -> bool:
    """{number} is whole.

    >>> is_whole(3), is_whole(2.5)
    (True, False)
    """
    return number == number // 1


def is_even(number: float, /) -> bool:
    """{number} is even.

    A broken number is neither even nor odd.

    >>> is_even(4), is_even(2.5)
    (True, False)
    """
    return number % 2 == 0


def is_odd(number: float, /) -> bool:
    """{number} is odd.

    A broken number is neither even nor odd.

    >>> is_odd(-3), is_odd(2.5)
    (True, False)
    """
    return number % 2 == 1


def is_prime(number: float, /) -> bool:
    """{number} is prime.

    >>> is_prime(97), is_prime(1)
    (True, False)
    """
    if number < 2 or number % 1 != 0:
        return False
    whole = int(number)
    if any(whole % prime == 0 for prime in _WITNESSES):
        return whole in _WITNESSES
    return all(_passes(whole, witness) for witness in _WITNESSES)


def _passes(number: int, witness: int) -> bool:
    """One round of the Miller-Rabin test; with these witnesses it is exact for every number of the language."""
    halvings = ((number - 1) & -(number - 1)).bit_length() - 1
    power = pow(witness, (number - 1) >> halvings, number)
    if power in (1, number - 1):
        return True
    for _ in range(halvings - 1):
        power = power * power % number
        if power == number - 1:
            return True
    return False
