"""What values are and do: kinds by name, equality, text, copies, and the guards that keep them in bounds.

Values are plain Python: ``str``, ``int`` and ``float``, ``bool``, ``list``, ``dict`` with text keys, ``None``. They can
be nested deeper than Python's own recursion goes, and shared, so everything here walks with a stack and counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from blockloom.runtime.errors import FlowError
from blockloom.runtime.kinds import WORDS, bit_of
from blockloom.runtime.limits import ITEMS, LARGEST, NESTING, NODES, TEXT
from blockloom.runtime.wording import sentence

SCALARS: frozenset[type] = frozenset({str, int, float, bool, type(None)})
_EXACT = SCALARS - {float}
_NUMBERS = frozenset({int, float})
_BOUNDLESS = frozenset({bool, type(None)})
_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of characters, which no encoding can write down."""


def kind_name(value: Any) -> str:
    """``text``, ``number``, ``boolean``, ``list``, ``object`` or ``nothing``."""
    return WORDS[bit_of(value)]


def too_large(what: str, limit: int, unit: str) -> NoReturn:
    """Refuse a value over a limit of the language."""
    raise FlowError(
        "too_large",
        sentence(
            "{what} would be larger than the limit of {limit:,} {unit}.",
            what=sentence(what),
            limit=limit,
            unit=sentence(unit),
        ),
    )


def too_many_items(value: list[Any] | dict[str, Any]) -> NoReturn:
    """The same for a list or an object."""
    if type(value) is list:
        too_large("The list", ITEMS, "items")
    too_large("The object", ITEMS, "items")


def bounded(number: float) -> float:
    """``number`` if the language can hold it; an error that names the limit otherwise."""
    if not isinstance(number, complex) and -LARGEST <= number <= LARGEST:
        return number
    if isinstance(number, complex) or number != number:
        raise FlowError("no_number", sentence("This calculation has no answer among the numbers."))
    raise FlowError(
        "too_large", sentence("The number would be larger than the limit of {largest} (2^53 - 1).", largest=LARGEST)
    )


def sized(value: Any) -> Any:
    """``value`` if its text or list is within the language's limits."""
    kind = type(value)
    if kind is str and len(value) > TEXT:
        too_large("The text", TEXT, "characters")
    if (kind is list or kind is dict) and len(value) > ITEMS:
        too_many_items(value)
    if kind is int or kind is float:
        return bounded(value)
    return value


def equal(left: Any, right: Any) -> bool:
    """Deep equality in which ``1`` is not ``true``, and ``1`` is ``1.0``."""
    pairs, seen = [(left, right)], 0
    while pairs:
        one, other = pairs.pop()
        seen += 1
        if seen > NODES:
            too_large("What is compared", NODES, "values")
        if one is other:
            continue
        if type(one) is list and type(other) is list and len(one) == len(other):
            pairs.extend(zip(one, other, strict=True))
        elif type(one) is dict and type(other) is dict and one.keys() == other.keys():
            pairs.extend((one[key], other[key]) for key in one)
        elif type(one) not in SCALARS or type(other) not in SCALARS or _differ(one, other):
            return False
    return True


def _differ(one: Any, other: Any) -> bool:
    return (type(one) is bool) is not (type(other) is bool) or bool(one != other)


def copied(value: Any) -> Any:
    """A copy that shares no list or object with ``value``."""
    return value if type(value) in SCALARS else _rebuilt(value, SCALARS, NODES)


def plain(value: Any) -> Any:
    """A copy fit for JSON: whole broken numbers become whole, nesting and size stay within the limits."""
    return value if type(value) in _EXACT else _rebuilt(value, _EXACT, NESTING)


def is_value(value: Any) -> bool:
    """Whether something from outside is a value of the language, within its limits, through and through."""
    todo, seen = [(value, 0)], 0
    while todo:
        thing, depth = todo.pop()
        kind = type(thing)
        if kind in _NUMBERS:
            if not -LARGEST <= thing <= LARGEST:
                return False
        elif kind is str:
            if not _fits(thing):
                return False
        elif kind is list or kind is dict:
            seen += len(thing) + 1
            inner = thing if kind is list else thing.values()
            if depth >= NESTING or seen > NODES or len(thing) > ITEMS:
                return False
            if kind is dict and not all(type(key) is str and _fits(key) for key in thing):
                return False
            if not {*map(type, inner)} <= _BOUNDLESS:
                todo.extend([(one, depth + 1) for one in inner if type(one) is not str or not _fits(one)])
        elif kind not in SCALARS:
            return False
    return True


def _fits(text: str) -> bool:
    return len(text) <= TEXT and (text.isascii() or _HALVES.search(text) is None)


def _rebuilt(value: Any, kept: frozenset[type], nesting: int) -> Any:
    """A copy of every list and object; values of the ``kept`` types stay as they are, others are made exact."""
    root: list[Any] = [None]
    todo: list[tuple[Any, Any, Any, int]] = [(value, root, 0, 0)]
    made = 0
    while todo:
        source, target, key, depth = todo.pop()
        if type(source) is not list and type(source) is not dict:
            target[key] = int(source) if type(source) is float and source.is_integer() else source
            continue
        if depth >= nesting:
            raise FlowError(
                "too_deep", sentence("The value is nested more than {nesting} levels deep.", nesting=nesting)
            )
        made += len(source) + 1
        if made > NODES:
            too_large("The value", NODES, "values")
        target[key] = twin = source.copy()
        pairs: Any = enumerate(source) if isinstance(source, list) else source.items()
        todo.extend([(inner, twin, at, depth + 1) for at, inner in pairs if type(inner) not in kept])
    return root[0]


def json_text(value: Any) -> str:
    """The value as compact JSON, at most as long as a text may be."""
    parts, length = [], 0
    for part in _json_parts(value):
        parts.append(part)
        length += len(part)
        if length > TEXT:
            too_large("The text", TEXT, "characters")
    return "".join(parts)


def _json_parts(value: Any) -> Iterator[str]:
    todo: list[Any] = [(value,)]
    while todo:
        item = todo.pop()
        if type(item) is str:
            yield item
            continue
        inner = item[0]
        if type(inner) is list:
            todo.append("]")
            for number in range(len(inner) - 1, -1, -1):
                todo.append((inner[number],))
                todo.append(", " if number else "[")
            if not inner:
                todo.append("[")
        elif type(inner) is dict:
            todo.append("}")
            for number, (key, field) in reversed(list(enumerate(inner.items()))):
                todo.append((field,))
                todo.append((", " if number else "{") + json.dumps(key, ensure_ascii=False) + ": ")
            if not inner:
                todo.append("{")
        elif type(inner) is str:
            yield json.dumps(inner, ensure_ascii=False)
        else:
            yield "null" if inner is None else text_of(inner)


def text_of(value: Any) -> str:
    """The value as a person reads it: nothing is empty, ``6 / 2`` is ``3``, lists and objects are JSON."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is float:
        return str(int(value)) if value.is_integer() else repr(value)
    if type(value) is int:
        return str(value)
    return json_text(value)


def shown(value: Any, length: int = 60) -> str:
    """The value in few words, for messages: ``the text "ads"``, ``the number 3``, ``nothing``."""
    kind = kind_name(value)
    if kind == "nothing":
        return sentence("nothing")
    if kind in ("list", "object"):
        of = sentence("a list of {size}", size=len(value))
        return of if kind == "list" else sentence("an object of {size}", size=len(value))
    text = text_of(value[: length + 1] if kind == "text" else value)
    cut = text if len(text) <= length else text[:length] + "…"
    if kind == "text":
        return sentence('the text "{text}"', text=cut)
    return cut if kind == "boolean" else sentence("the number {number}", number=cut)


def joined(parts: list[Any]) -> str:
    """Template parts as one text, measured before it is made."""
    texts, length = [], 0
    for part in parts:
        text = part if type(part) is str else text_of(part)
        length += len(text)
        if length > TEXT:
            too_large("The text", TEXT, "characters")
        texts.append(text)
    return "".join(texts)
