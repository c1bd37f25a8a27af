"""What operations answer, by the kinds and ranges of what goes in.

A rule takes the operands' kinds and gives the answer's kind, at which ends the answer surely stays in the language's
range (there the compiler leaves the guard out), and a sentence if the operation can't work at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from blockloom.runtime.kinds import (
    A_BOOLEAN,
    A_NUMBER,
    A_TEXT,
    ANY,
    EVERY,
    LIST,
    NEVER,
    NUMBER,
    OBJECT,
    TEXT,
    Drift,
    Kind,
    join,
    list_of,
    number,
)
from blockloom.runtime.limits import ITEMS, LARGEST
from blockloom.runtime.limits import TEXT as TEXT_LIMIT
from blockloom.runtime.wording import sentence


class Answer(NamedTuple):
    kind: Kind
    low_safe: bool = False
    high_safe: bool = False
    problem: str | None = None


def answer(operation: str, operands: list[Kind]) -> Answer | None:
    """The rule's answer for a block or operation of this name; None if it has no rule of its own."""
    rule = _RULES.get(operation)
    return rule(operands) if rule is not None else None


def _add(operands: list[Kind]) -> Answer:
    a, b = operands
    common = a.bits & b.bits & (NUMBER | TEXT | LIST)
    if not common and a.bits & EVERY and b.bits & EVERY:
        return Answer(NEVER, problem=sentence("{one} and {other} can't be added.", one=a.phrase(), other=b.phrase()))
    if a.is_number and b.is_number:
        return _numbers(a.low + b.low, a.high + b.high, a, b, _shifted(a, b) or _shifted(b, a))
    items = join(a.items, b.items) if a.items is not None and b.items is not None else None
    return Answer(Kind(common, items=items))


def _subtract(operands: list[Kind]) -> Answer:
    a, b = operands
    return _numbers(a.low - b.high, a.high - b.low, a, b, _shifted(a, b.between(-b.high, -b.low)))


def _multiply(operands: list[Kind]) -> Answer:
    a, b = operands
    ends = [one * other for one in (a.low, a.high) for other in (b.low, b.high)]
    return _numbers(min(ends), max(ends), a, b)


def _negate(operands: list[Kind]) -> Answer:
    (a,) = operands
    return _numbers(-a.high, -a.low, a, a)


def _divide(operands: list[Kind]) -> Answer:
    return Answer(A_NUMBER)


def _floor_divide(operands: list[Kind]) -> Answer:
    a, b = operands
    if not (a.is_number and b.is_number and b.low >= 1):
        return Answer(Kind(NUMBER, whole=a.whole and b.whole))
    ends = [one // other for one in (a.low, a.high) for other in (b.low, b.high)]
    return _numbers(min(ends), max(ends), a, b)


def _remainder(operands: list[Kind]) -> Answer:
    a, b = operands
    if a.is_number and b.is_number and b.low >= 1:
        return _numbers(0, b.high - 1 if a.whole and b.whole else b.high, a, b)
    return Answer(Kind(NUMBER, whole=a.whole and b.whole))


def _numbers(low: float, high: float, a: Kind, b: Kind, drift: Drift | None = None) -> Answer:
    numbers, whole = a.is_number and b.is_number, a.whole and b.whole
    kind = Kind(NUMBER, max(low, -LARGEST), min(high, LARGEST), whole, drift=drift if whole else None)
    return Answer(kind, numbers and -LARGEST <= low, numbers and high <= LARGEST)


def _shifted(a: Kind, by: Kind) -> Drift | None:
    """The drift of ``a`` moved by a whole number. Rounding would break it for broken numbers."""
    if a.drift is None or not by.whole:
        return None
    return Drift(a.drift.base, a.drift.low + by.low, a.drift.high + by.high)


def _compare(operands: list[Kind]) -> Answer:
    a, b = operands
    if not a.bits & b.bits & (NUMBER | TEXT) and a.bits & EVERY and b.bits & EVERY:
        return Answer(
            A_BOOLEAN, problem=sentence("{one} and {other} can't be compared.", one=a.phrase(), other=b.phrase())
        )
    return Answer(A_BOOLEAN)


def _item(operands: list[Kind]) -> Answer:
    of = operands[0]
    found = NEVER
    if of.bits & TEXT:
        found = join(found, A_TEXT)
    if of.bits & LIST:
        found = join(found, of.items if of.items is not None else ANY)
    return Answer(found if found.bits else ANY)


def _part(operands: list[Kind]) -> Answer:
    of = operands[0]
    return Answer(Kind(of.bits & (TEXT | LIST) or EVERY, items=of.items))


def _length(operands: list[Kind]) -> Answer:
    return Answer(number(0, ITEMS if not operands[0].bits & TEXT else TEXT_LIMIT, True))


def _property(operands: list[Kind]) -> Answer:
    of = operands[0]
    if not of.bits & OBJECT and of.bits & EVERY:
        return Answer(ANY, problem=sentence("Only objects have properties. This is {kind}.", kind=of.phrase()))
    return Answer(ANY)


def _list_of(operands: list[Kind]) -> Answer:
    return Answer(list_of(operands[0]))


_RULES: dict[str, Callable[[list[Kind]], Answer]] = {
    "add": _add,
    "subtract": _subtract,
    "multiply": _multiply,
    "negate": _negate,
    "divide": _divide,
    "floor_divide": _floor_divide,
    "remainder": _remainder,
    "less": _compare,
    "at_most": _compare,
    "greater": _compare,
    "at_least": _compare,
    "item": _item,
    "part": _part,
    "length": _length,
    "property": _property,
    "list_of": _list_of,
}
