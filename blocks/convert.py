"""Convert: text to numbers and back, JSON to values and back."""

from __future__ import annotations

import json
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, NoReturn

from blockloom.runtime import NESTING_LIMIT, NUMBER_LIMIT, FlowError, bounded, is_value, json_text, shown, text_of

HUE = 180

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_LONGEST_NUMBER = 400
_EXACT = Context(prec=50)
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.?)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)


def number_from_text(text: str, /) -> float:
    """Number in the text {text}.

    Spaces around it do not matter. The decimal sign is a point; there is no sign for thousands.

    >>> number_from_text(" 12.50 ")
    12.5
    """
    written = text.strip() if len(text) <= _LONGEST_NUMBER else ""
    if not _NUMBER.fullmatch(written):
        raise FlowError("no_number", f"A text such as 12.5 or -3 is a number. You gave {shown(text)}.")
    number = bounded(float(written))
    return int(written) if written.lstrip("+-").isdecimal() else number


def format_number(number: float, /, digits: int = 2, thousands: str = ",", point: str = ".") -> str:
    """{number} with {digits} digits, {thousands} and {point}.

    Rounds as taught at school and always shows so many digits after the point. The other two are the sign between
    thousands, which may be empty, and the decimal sign.

    >>> format_number(1234567.5)
    '1,234,567.50'
    >>> format_number(1234.5, 1, ".", ",")
    '1.234,5'
    """
    if not 0 <= digits <= 15:
        raise FlowError("out_of_range", f"Digits go from 0 to 15. You gave {digits}.")
    if len(thousands) > 10 or len(point) > 10:
        raise FlowError("too_large", "The signs of a number have at most 10 letters.")
    rounded = Decimal(repr(number)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _EXACT)
    whole, _, rest = f"{rounded + 0:,f}".partition(".")
    return whole.replace(",", thousands) + (point + rest if rest else "")


def to_text(value: Any, /) -> str:
    """{value} as text.

    As print shows it: nothing is empty, lists and objects are JSON.

    >>> to_text(6 / 2)
    '3'
    """
    return text_of(value)


def as_json(value: Any, /) -> str:
    """{value} as JSON.

    >>> as_json({"name": "Ada", "tags": [1, None]})
    '{"name": "Ada", "tags": [1, null]}'
    """
    return json_text(value)


def from_json(text: str, /) -> Any:
    """Value of the JSON {text}.

    Strict JSON: each property once, numbers that the language can hold, at most 100 levels of nesting.

    >>> from_json('{"name": "Ada", "tags": [1, null]}')
    {'name': 'Ada', 'tags': [1, None]}
    """
    _check_nesting(text)
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_int=_whole, parse_float=_broken, parse_constant=_constant
        )
    except json.JSONDecodeError as error:
        _refuse(f"{error.msg}, line {error.lineno}, column {error.colno}")
    return value if is_value(value) else _refuse("it holds more than a value can, or half a character")


def _check_nesting(text: str) -> None:
    """Refuse what is nested too deeply before anything recurses into it."""
    depth = 0
    for token in _BRACKETS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth > NESTING_LIMIT:
            raise FlowError("too_deep", f"The JSON is nested more than {NESTING_LIMIT} levels deep.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        _refuse(f'the property "{twice[:60]}" stands in one object twice')
    return made


def _whole(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > NUMBER_LIMIT:
        _refuse(f"the number {digits[:20]} is beyond {NUMBER_LIMIT} (2^53 - 1)")
    return int(digits)


def _broken(digits: str) -> float:
    number = float(digits)
    return number if abs(number) <= NUMBER_LIMIT else _refuse(f"the number {digits[:20]} is too large")


def _constant(word: str) -> NoReturn:
    _refuse(f"{word} is no JSON")


def _refuse(reason: str) -> NoReturn:
    raise FlowError("wrong_json", f"The text can't be read as JSON: {reason}.")
