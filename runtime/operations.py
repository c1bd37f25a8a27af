"""What the operators of the language do, with every guard; blocks and compiled flows call these.

Where the compiler can prove that a guard is needless it writes Python's own operator instead.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, NoReturn

from blockloom.runtime.errors import FlowError
from blockloom.runtime.kinds import PHRASES
from blockloom.runtime.limits import DEPTH, ITEMS, LARGEST
from blockloom.runtime.values import bounded, kind_name, shown, sized, too_large, too_many_items
from blockloom.runtime.wording import either, listed, plural, sentence

_depth: ContextVar[int] = ContextVar("depth", default=0)
"""How many calls of printed functions are going on inside one another."""

_NUMBERS = frozenset({int, float})
_WHOLE = sentence("a whole number")
_LARGE = {"text": sentence("A text"), "number": sentence("A number"), "boolean": sentence("A boolean")}
_LARGE |= {"list": sentence("A list"), "object": sentence("An object"), "nothing": sentence("Nothing")}
_SMALL = PHRASES | {"boolean": sentence("a boolean")}
_EXAMPLES = {
    "list": sentence("a list, for example [ads, discount]"),
    "object": sentence("an object, for example {object: {name: Ada}}"),
}
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
    raise FlowError("wrong_kind", needs(kinds, sentence("{slot} of {block}", slot=slot, block=block), shown(value)))


def needs(kinds: str, what: str, given: str, hint: str = "") -> str:
    """The sentence about a value of the wrong kind, for the checker and at run time. ``hint`` is one more of them, with
    a space before it."""
    kinds = kinds.removesuffix(" or nothing")
    *others, last = [_WHOLE if kind == "whole" else PHRASES[kind] for kind in kinds.split(" or ")]
    wanted = either([listed(others), last]) if others else _EXAMPLES.get(kinds, last)
    if kinds == "boolean" and not hint:
        hint = sentence(' Compare with "==" or another comparison to get true or false.')
    return sentence("{what} needs {wanted}. You gave {given}.{hint}", what=what, wanted=wanted, given=given, hint=hint)


def need_choice(value: Any, choices: tuple[str, ...], slot: str, block: str) -> Any:
    """``value`` if it is one of the texts of a drop-down."""
    if type(value) is str and value in choices:
        return value
    raise FlowError(
        "wrong_choice",
        sentence(
            "{slot} of {block} has to be one of {choices}. You gave {value}.",
            slot=slot,
            block=block,
            choices=", ".join(choices),
            value=shown(value),
        ),
    )


def add(a: Any, b: Any) -> Any:
    """The sum of two numbers, two texts joined, or two lists joined."""
    one, other = type(a), type(b)
    if one in _NUMBERS and other in _NUMBERS:
        return bounded(a + b)
    if one is other and (one is str or one is list):
        return sized(a + b)
    raise FlowError(
        "wrong_kind",
        sentence("{both} can't be added. {mend}", both=_both(a, b), mend=_mend(a, b)),
    )


def subtract(a: float, b: float) -> float:
    return bounded(a - b)


def multiply(a: float, b: float) -> float:
    return bounded(a * b)


def power(a: float, b: float) -> float:
    """``a`` to the power of ``b``, estimated before it is worked out."""
    if a == 0 and b < 0:
        raise FlowError("divide_by_zero", sentence("0 has no negative power: it would divide by 0."))
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
        message = sentence("{both} can't be compared. Compare two numbers or two texts.", both=_both(a, b))
        raise FlowError("wrong_kind", message)


def position(items: list[Any] | str, at: int) -> int:
    """Python's index for a position that counts from 1; -1 is the last."""
    size = len(items)
    if 0 < at <= size:
        return at - 1
    if -size <= at < 0:
        return at
    if at == 0:
        raise FlowError("position", sentence("Positions count from 1; there is no position 0."))
    message = plural(
        "There is no position {at}: the list has {count} item.",
        "There is no position {at}: the list has {count} items.",
        size,
        at=at,
    )
    if isinstance(items, str):
        message = plural(
            "There is no position {at}: the text has {count} letter.",
            "There is no position {at}: the text has {count} letters.",
            size,
            at=at,
        )
    raise FlowError("position", message)


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
        raise FlowError("nothing", sentence('There is no "{name}" here: what should have it is nothing.', name=name))
    raise FlowError(
        "wrong_kind",
        sentence('"{name}" is asked of {value}. Only objects have properties.', name=name, value=shown(value)),
    )


def room_for(value: list[Any] | dict[str, Any], name: str | None = None) -> None:
    """Refuse to add to a list or an object that is full; a property ``name`` that is there already needs no room."""
    if len(value) >= ITEMS and (name is None or name not in value):
        too_many_items(value)


def whole_range(first: int, last: int, by: int) -> range:
    """The numbers from ``first`` to ``last``, both belonging to it."""
    if by == 0:
        raise FlowError("out_of_range", sentence("A loop can't count by 0."))
    return range(first, last + (1 if by > 0 else -1), by)


def too_deep() -> NoReturn:
    """Refuse one call more."""
    raise FlowError(
        "depth",
        sentence("Functions call each other more than {depth} deep. Does one call itself without end?", depth=DEPTH),
    )


def within_depth(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of a flow that was printed as Python, which refuses one call more where a run would: FlowError
    "depth", which a catch takes, in the place of Python's own RecursionError."""

    @wraps(function)
    def called(*values: Any) -> Any:
        depth = _depth.get()
        if depth == DEPTH:
            too_deep()
        token = _depth.set(depth + 1)
        try:
            return function(*values)
        except RecursionError:
            too_deep()
        finally:
            _depth.reset(token)

    return called


def _both(a: Any, b: Any) -> str:
    return sentence("{one} and {other}", one=_LARGE[kind_name(a)], other=_SMALL[kind_name(b)])


def _mend(a: Any, b: Any) -> str:
    if type(a) is str or type(b) is str:
        return sentence(
            'To put them into one text write "${{…}}${{…}}" or join_text. You gave {one} and {other}.',
            one=shown(a),
            other=shown(b),
        )
    return sentence("You gave {one} and {other}.", one=shown(a), other=shown(b))
