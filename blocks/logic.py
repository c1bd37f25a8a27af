"""Decide: compare values, combine conditions, do one thing or another."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from blockloom.runtime import Body, Case, Cases, Lazy, equal, ordered

HUE = 210

_choice: ContextVar[list[Any]] = ContextVar("choice")
"""The value of the switch that is going on; empty once a case is done."""


def if_(test: bool, /, then: Body, else_: Body | None = None) -> None:
    """If {test} then {then} else {else}.

    >>> if_(2 > 1, lambda: print("yes"), lambda: print("no"))
    yes
    """
    if test:
        then()
    elif else_ is not None:
        else_()


def switch(value: Any, /, do: Cases, else_: Body | None = None) -> None:
    """Switch on {value}: {do} else {else}.

    Only the first case that names the value is done; the else steps are where none does.

    >>> switch("sent", lambda: (case("paid", "sent", do=lambda: print("ok")), case("new", do=lambda: print("new"))))
    ok
    """
    choice = [value]
    token = _choice.set(choice)
    do()
    _choice.reset(token)
    if choice and else_ is not None:
        else_()


def case(*values: Any, do: Case) -> None:
    """Case {values}: {do}.

    One of the cases of a switch. It is done where the switch's value is one of these.

    >>> switch(3, lambda: case(1, 2, do=lambda: print("few")), lambda: print("many"))
    many
    """
    choice = _choice.get()
    if choice and any(equal(choice[0], value) for value in values):
        choice.clear()
        do()


def choose(test: bool, /, then: Lazy[Any], else_: Lazy[Any]) -> Any:
    """{then} if {test} else {else}.

    Only the value that is chosen is worked out.

    >>> choose(2 > 1, lambda: "more", lambda: "less")
    'more'
    """
    return then() if test else else_()


def equal_(a: Any, b: Any) -> bool:
    """{a} = {b}.

    Lists and objects are equal if all they hold is. 1 is not true, and 1 is 1.0.

    >>> equal_([1, 2], [1, 2.0])
    True
    """
    return equal(a, b)


def not_equal(a: Any, b: Any) -> bool:
    """{a} ≠ {b}.

    >>> not_equal(1, True)
    True
    """
    return not equal(a, b)


def less(a: Any, b: Any) -> bool:
    """{a} < {b}.

    Compares two numbers or two texts.

    >>> less("apple", "pear")
    True
    """
    ordered(a, b)
    return bool(a < b)


def at_most(a: Any, b: Any) -> bool:
    """{a} ≤ {b}.

    >>> at_most(3, 3)
    True
    """
    ordered(a, b)
    return bool(a <= b)


def greater(a: Any, b: Any) -> bool:
    """{a} > {b}.

    >>> greater(3, 3)
    False
    """
    ordered(a, b)
    return bool(a > b)


def at_least(a: Any, b: Any) -> bool:
    """{a} ≥ {b}.

    >>> at_least(3, 3)
    True
    """
    ordered(a, b)
    return bool(a >= b)


def and_(a: bool, b: Lazy[bool]) -> bool:
    """{a} and {b}.

    The second condition is looked at only if the first is true.

    >>> and_(False, lambda: 1 / 0 > 1)
    False
    """
    return a and b()


def or_(a: bool, b: Lazy[bool]) -> bool:
    """{a} or {b}.

    The second condition is looked at only if the first is false.

    >>> or_(False, lambda: True)
    True
    """
    return a or b()


def not_(value: bool, /) -> bool:
    """Not {value}.

    >>> not_(True)
    False
    """
    return not value
