"""Text: join, measure, cut, replace, split, change case."""

from __future__ import annotations

import re
from typing import Any, Literal

from blockloom.runtime import TEXT_LIMIT, Verbatim, bounds, joined, too_large

HUE = 160

_WORD = re.compile("[^\\W_](?:[^\\W_]|['’\u0300-\u036f])*")


def text(value: Verbatim, /) -> str:
    """The text {value}.

    Taken to the letter, also where it starts with "=" or holds "${".

    >>> text("=5")
    '=5'
    """
    return value


def join_text(*parts: Any) -> str:
    """Join {parts} to one text.

    >>> join_text("Order ", 7)
    'Order 7'
    """
    return joined(list(parts))


def length(value: str | list[Any] | dict[str, Any], /) -> int:
    """Length of {value}.

    Letters of a text, items of a list, properties of an object.

    >>> length("word"), length([1, 2])
    (4, 2)
    """
    return len(value)


def part(value: str | list[Any], /, from_: int, to: int = -1) -> Any:
    """Part of {value} from {from} to {to}.

    Letters of a text or items of a list. Positions count from 1, -1 is the last; both ends belong to it.

    >>> part("discount", 1, 4)
    'disc'
    """
    first, last = bounds(value, from_, to)
    return value[first:last]


def replace(text: str, /, find: str, with_: str) -> str:
    """In {text} replace {find} with {with}.

    Replaces every place; an empty text to find changes nothing.

    >>> replace("a-b-c", "-", "+")
    'a+b+c'
    """
    if not find:
        return text
    size = len(text) + text.count(find) * (len(with_) - len(find))
    return text.replace(find, with_) if size <= TEXT_LIMIT else too_large("The text", TEXT_LIMIT, "characters")


def split(text: str, /, at: str) -> list[str]:
    """Split {text} at {at}.

    An empty text to split at gives the letters.

    >>> split("ads,discount", ",")
    ['ads', 'discount']
    """
    return text.split(at) if at else list(text)


def change_case(text: str, /, to: Literal["upper", "lower", "title"]) -> str:
    """{text} in {to} case.

    Title case is a capital at the start of each word.

    >>> change_case("hello", "upper")
    'HELLO'
    >>> change_case("it's a NEW day", "title")
    "It's A New Day"
    """
    if to == "title":
        return _WORD.sub(lambda word: word[0][0].title() + word[0][1:].lower(), text)
    return text.upper() if to == "upper" else text.lower()


def join(items: list[Any], /, with_: str = ", ") -> str:
    """Join the items of {items} with {with} between.

    >>> join(["ads", "discount"], " and ")
    'ads and discount'
    """
    between = [part for item in items for part in (with_, item)]
    return joined(between[1:])
