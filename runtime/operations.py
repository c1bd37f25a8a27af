"""What the operators of the language do, with every guard; blocks and compiled flows call these.

Where the compiler can prove that a guard is needless it writes Python's own operator instead.
"""

from __future__ import annotations

import math
from typing import Any, NoReturn

from blockloom.runtime.errors import FlowError
from blockloom.runtime.limits import DEPTH, ITEMS, LARGEST
from blockloom.runtime.values import bounded, kind_name, shown, sized, too_large

_NUMBERS = frozenset({int, float})
_WANTED = {"object": "an object", "whole": "a whole number", "boolean": "true or false", "nothing": "nothing"}
_EXAMPLES = {"list": "a list, for example [ads, discount]", "object": "an object, for example {object: {name: Ada}}"}
_TYPES: dict[str, frozenset[type]] = {
    "text": frozenset({str}),
    "number": _NUMBERS,
    "boolean": frozenset({bool}),
    "list": frozenset({list}),
    "object": frozenset({dict}),
    "nothing": frozenset({type(None)}),
}


def need(value: Any, kinds: str, slot: str, block: str) -> Any:
    """``value`` if it is of one of the kinds (``"text or list"``, ``"whole"``); an error naming slot and block if not.

    A broken number without a fraction passes as ``"whole"`` and becomes whole.
    """
    for kind in kinds.split(" or "):
        if kind == "whole":
            if type(value) is int:
                return value
            if type(value) is float and value.is_integer():
                return int(value)
        elif type(value) in _TYPES[kind]:
            return value
    raise FlowError("wrong_kind", needs(kinds, f"{slot} of {block}", shown(value)))


def needs(kinds: str, what: str, given: str) -> str:
    """The sentence about a value of the wrong kind, for the checker and at run time."""
    kinds = kinds.removesuffix(" or nothing")
    *others, last = [_WANTED.get(kind, f"a {kind}") for kind in kinds.split(" or ")]
    wanted = f"{', '.join(others)} or {last}" if others else _EXAMPLES.get(kinds, last)
    hint = ' Compare with "==" or another comparison to get true or false.' if kinds == "boolean" else ""
    return f"{what} needs {wanted}. You gave {given}.{hint}"


def need_choice(value: Any, choices: tuple[str, ...], slot: str, block: str) -> Any:
    """``value`` if it is one of the texts of a drop-down."""
    if type(value) is str and value in choices:
        return value
    raise FlowError(
        "wrong_choice", f"{slot} of {block} has to be one of {', '.join(choices)}. You gave {shown(value)}."
    )


def add(a: Any, b: Any) -> Any:
    """The sum of two numbers, two texts joined, or two lists joined."""
    one, other = type(a), type(b)
    if one in _NUMBERS and other in _NUMBERS:
        return bounded(a + b)
    if one is other and (one is str or one is list):
        return sized(a + b)
    raise FlowError("wrong_kind", f"{_article(a)} and {_article(b).lower()} can't be added. {_mend(a, b)}")


def subtract(a: float, b: float) -> float:
    return bounded(a - b)


def multiply(a: float, b: float) -> float:
    return bounded(a * b)


def power(a: float, b: float) -> float:
    """``a`` to the power of ``b``, estimated before it is worked out."""
    if a == 0 and b < 0:
        raise FlowError("divide_by_zero", "0 has no negative power: it would divide by 0.")
    if abs(a) > 1 and b * math.log2(abs(a)) > 53.5:
        too_large("The number", LARGEST, "(2^53 - 1)")
    try:
        return bounded(float(a) ** b if abs(b) > 4096 else a**b)
    except OverflowError:
        too_large("The number", LARGEST, "(2^53 - 1)")


def ordered(a: Any, b: Any) -> None:
    """Refuse to compare anything but two numbers or two texts."""
    one, other = type(a), type(b)
    if not (one in _NUMBERS and other in _NUMBERS or one is other is str):
        message = f"{_article(a)} and {_article(b).lower()} can't be compared. Compare two numbers or two texts."
        raise FlowError("wrong_kind", message)


def position(items: list[Any] | str, at: int) -> int:
    """Python's index for a position that counts from 1; -1 is the last."""
    size = len(items)
    if 0 < at <= size:
        return at - 1
    if -size <= at < 0:
        return at
    what = "text" if isinstance(items, str) else "list"
    if at == 0:
        raise FlowError("position", "Positions count from 1; there is no position 0.")
    unit = ("letter" if what == "text" else "item") + ("" if size == 1 else "s")
    raise FlowError("position", f"There is no position {at}: the {what} has {size} {unit}.")


def item_of(items: list[Any] | str, at: int) -> Any:
    """The item at a position."""
    return items[position(items, at)]


def bounds(items: list[Any] | str, first: int, last: int) -> tuple[int, int]:
    """Python's slice for a part from position ``first`` to ``last``, both belonging to it."""
    start, stop = position(items, first) % len(items), position(items, last) % len(items) + 1
    return start, max(start, stop)


def property_of(value: Any, name: str) -> Any:
    """A property of an object; nothing if it is missing."""
    if type(value) is dict:
        return value.get(name)
    if value is None:
        raise FlowError("nothing", f'There is no "{name}" here: what should have it is nothing.')
    raise FlowError("wrong_kind", f'"{name}" is asked of {shown(value)}. Only objects have properties.')


def room_for(value: list[Any] | dict[str, Any], name: str | None = None) -> None:
    """Refuse to add to a list or an object that is full; a property ``name`` that is there already needs no room."""
    if len(value) >= ITEMS and (name is None or name not in value):
        too_large("The list" if type(value) is list else "The object", ITEMS, "items")


def whole_range(first: int, last: int, by: int) -> range:
    """The numbers from ``first`` to ``last``, both belonging to it."""
    if by == 0:
        raise FlowError("out_of_range", "A loop can't count by 0.")
    return range(first, last + (1 if by > 0 else -1), by)


def too_deep() -> NoReturn:
    """Refuse one call more."""
    raise FlowError("depth", f"Functions call each other more than {DEPTH} deep. Does one call itself without end?")


def _article(value: Any) -> str:
    kind = kind_name(value)
    if kind == "nothing":
        return "Nothing"
    return ("An " if kind == "object" else "A ") + kind


def _mend(a: Any, b: Any) -> str:
    if type(a) is str or type(b) is str:
        return f'To put them into one text write "${{…}}${{…}}" or join_text. You gave {shown(a)} and {shown(b)}.'
    return f"You gave {shown(a)} and {shown(b)}."
