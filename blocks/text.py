"""Text: join, measure, find, cut, trim, pad, replace, split, change case."""

from __future__ import annotations

import re
from typing import Any, Literal

from blockloom.runtime import ITEM_LIMIT, TEXT_LIMIT, FlowError, Verbatim, bounds, joined, sentence, too_large

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


def find_text(text: str, /, find: str) -> int | None:
    """Position of {find} in {text}.

    The first one, counted from 1; nothing if it is not there.

    >>> find_text("discount", "count")
    4
    """
    return text.find(find) + 1 or None if find else None


def starts_with(text: str, /, with_: str) -> bool:
    """{text} starts with {with}.

    >>> starts_with("discount", "dis")
    True
    """
    return text.startswith(with_)


def ends_with(text: str, /, with_: str) -> bool:
    """{text} ends with {with}.

    >>> ends_with("discount", "dis")
    False
    """
    return text.endswith(with_)


def trim(text: str, /, side: Literal["both", "start", "end"] = "both") -> str:
    """Trim spaces of {text} at {side}.

    Takes spaces, tabs and line breaks away.

    >>> trim("  tea ")
    'tea'
    """
    return text.strip() if side == "both" else text.lstrip() if side == "start" else text.rstrip()


def repeat_text(text: str, /, times: int) -> str:
    """{text}, {times} times.

    >>> repeat_text("ha", 3)
    'hahaha'
    """
    return text * times if len(text) * times <= TEXT_LIMIT else too_large("The text", TEXT_LIMIT, "characters")


def pad(text: str, /, to: int, side: Literal["start", "end"] = "start", with_: str = " ") -> str:
    """Pad {text} to {to} letters at the {side} with {with}.

    A text that is long enough stays as it is.

    >>> pad("7", 3, "start", "0")
    '007'
    """
    if not with_:
        raise FlowError("empty", sentence("pad needs something to pad with. You gave an empty text."))
    if to > TEXT_LIMIT:
        too_large("The text", TEXT_LIMIT, "characters")
    missing = max(to - len(text), 0)
    padding = (with_[:missing] * (missing // len(with_) + 1))[:missing]
    return padding + text if side == "start" else text + padding


def lines(text: str, /) -> list[str]:
    r"""Lines of {text}.

    >>> lines("tea\nmilk")
    ['tea', 'milk']
    """
    found = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    if found.count("\n") >= ITEM_LIMIT:
        too_large("The list", ITEM_LIMIT, "items")
    return found.split("\n") if text else []
