"""Convert: text to numbers and back, JSON to values and back."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from blockloom.runtime import FlowError, bounded, json_text, sentence, shown, text_of, value_from_json

HUE = 180

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_LONGEST_NUMBER = 400
_EXACT = Context(prec=50)


def number_from_text(text: str, /) -> float:
    """Number in the text {text}.

    Spaces around it do not matter. The decimal sign is a point; there is no sign for thousands.

    >>> number_from_text(" 12.50 ")
    12.5
    """
    written = text.strip() if len(text) <= _LONGEST_NUMBER else ""
    if not _NUMBER.fullmatch(written):
        raise FlowError(
            "no_number", sentence("A text such as 12.5 or -3 is a number. You gave {value}.", value=shown(text))
        )
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
        raise FlowError("out_of_range", sentence("Digits go from 0 to 15. You gave {digits}.", digits=digits))
    if len(thousands) > 10 or len(point) > 10:
        raise FlowError("too_large", sentence("The signs of a number have at most 10 letters."))
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
    return value_from_json(text)
