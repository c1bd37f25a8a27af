"""Blocks that say when they are asked, so that a test can see what is worked out, and in which order."""

from __future__ import annotations

from typing import Any

from blockloom.runtime import Body, Fields, FlowError, Lazy, Name, Verbatim, here

_NONE: dict[str, Any] = {}


def told(value: Any, /) -> Any:
    """Tell {value}.

    >>> told(1)
    1
    1
    """
    here().say(str(value))
    return value


def fails(message: str, /) -> Any:
    """Fail with {message}.

    >>> fails("no")
    Traceback (most recent call last):
    blockloom.runtime.errors.FlowError: no
    """
    here().say(message)
    raise FlowError("failed", message)


def three(first: Any, /, second: Any, third: Any = None) -> list[Any]:
    """Three: {first} {second} {third}.

    >>> three(1, 2)
    [1, 2, None]
    """
    return [first, second, third]


def crashes(value: Any, /) -> Any:
    """Crash over {value}.

    >>> crashes(1)
    Traceback (most recent call last):
    AttributeError: 'int' object has no attribute 'secret'
    """
    return value.secret


def later(value: Lazy[Any], /, before: Body) -> None:
    """Later {value}, before it {before}.

    >>> later(lambda: print("value"), lambda: print("before"))
    before
    value
    """
    before()
    _look(value())


def dives(value: Any, /) -> Any:
    """Dive with {value}, without end.

    >>> dives(1)
    Traceback (most recent call last):
    RecursionError: maximum recursion depth exceeded
    """
    return dives([value])


def either(do: Body, /, otherwise: Body) -> None:
    """Either {do} or, where that fails, {otherwise}.

    >>> either(lambda: fails("no"), lambda: print("otherwise"))
    no
    otherwise
    """
    try:
        do()
    except FlowError:
        otherwise()


def let_be(do: Body) -> None:
    """Do {do}, and let it be where that fails.

    >>> let_be(lambda: fails("no"))
    no
    """
    try:
        do()
    except FlowError:
        pass


def step_up(one: Name[Any], /, by: float) -> None:
    """Step {one} up by {by}, twice.

    >>> one = Name(1)
    >>> step_up(one, 2)
    >>> one.value
    5
    """
    reached = one.value + by
    reached = reached + by
    one.value = reached


def swap(one: Name[Any], /, other: Name[Any]) -> None:
    """Swap {one} and {other}.

    >>> one, other = Name(1), Name(2)
    >>> swap(one, other)
    >>> one.value, other.value
    (2, 1)
    """
    kept = one.value
    one.value = other.value
    other.value = kept


def _look(value: Any) -> None:
    here().say(f"looked at {value}")


def take(one: Name[Any], /, other: Name[Any]) -> None:
    """Give {one} what {other} is.

    >>> one, other = Name(1), Name(2)
    >>> take(one, other)
    >>> one.value
    2
    """
    one.value = other.value


def ask(of: Any, /, where: Verbatim = "all", with_: Fields = _NONE, then: Any = None) -> list[Any]:
    """Ask {of} where {where} with {with}, then {then}.

    >>> ask(1, "x > :y", {"y": 2})
    asked
    [1, 'x > :y', {'y': 2}, None]
    """
    here().say("asked")
    return [of, where, with_, then]
