"""Query: search, count, sort, group and sum up the items of a list."""

from __future__ import annotations

from collections.abc import Hashable
from operator import itemgetter
from typing import Any, Literal

from blockloom.runtime import (
    ITEM_LIMIT,
    TEXT_LIMIT,
    FlowError,
    Lazy,
    Name,
    keys_of,
    ordered,
    property_of,
    sentence,
    shown,
    text_of,
    too_large,
)

HUE = 275

_MOST_TEXT = 64 * TEXT_LIMIT


def position_of(value: Any, in_: list[Any]) -> int | None:
    """Position of {value} in {in}.

    The first one, counted from 1; nothing if the list does not hold it.

    >>> position_of("discount", ["ads", "discount"])
    2
    """
    wanted, *keys = keys_of([value, *in_])
    return keys.index(wanted) + 1 if wanted in keys else None


def find_item(items: list[Any], /, item: Name[Any], where: Lazy[bool]) -> Any:
    """First {item} of {items} where {where}.

    Nothing if there is none.

    >>> n = Name()
    >>> find_item([1, 2, 3], n, lambda: n.value > 1)
    2
    """
    for item.value in items:
        if where():
            return item.value
    return None


def any_item(items: list[Any], /, item: Name[Any], where: Lazy[bool]) -> bool:
    """Any {item} of {items} where {where}.

    >>> n = Name()
    >>> any_item([1, 2, 3], n, lambda: n.value > 2)
    True
    """
    for item.value in items:
        if where():
            return True
    return False


def all_items(items: list[Any], /, item: Name[Any], where: Lazy[bool]) -> bool:
    """Every {item} of {items} where {where}.

    Of an empty list it is true.

    >>> n = Name()
    >>> all_items([1, 2, 3], n, lambda: n.value > 2)
    False
    """
    for item.value in items:
        if not where():
            return False
    return True


def count_where(items: list[Any], /, item: Name[Any], where: Lazy[bool]) -> int:
    """Count each {item} of {items} where {where}.

    >>> n = Name()
    >>> count_where([1, 2, 3], n, lambda: n.value > 1)
    2
    """
    return len([item.value for item.value in items if where()])


def reduce(items: list[Any], /, item: Name[Any], total: Name[Any], start: Any, to: Lazy[Any]) -> Any:
    """With each {item} of {items}, {total} from {start} becomes {to}.

    >>> n, total = Name(), Name()
    >>> reduce([1, 2, 3], n, total, 0, lambda: total.value + n.value)
    6
    """
    total.value = start
    for item.value in items:
        total.value = to()
    return total.value


def sort(list_: list[Any], /, order: Literal["ascending", "descending"] = "ascending") -> list[Any]:
    """Sort {list} {order}.

    All items are numbers or all are texts.

    >>> sort([3, 1, 2])
    [1, 2, 3]
    """
    return _sorted(list_, list_, order)


def sort_by(
    items: list[Any], /, item: Name[Any], by: Lazy[Any], order: Literal["ascending", "descending"] = "ascending"
) -> list[Any]:
    """Sort each {item} of {items} by {by} {order}.

    What to sort by is a number for every item, or a text for every item. Equal ones keep their order.

    >>> word = Name()
    >>> sort_by(["milk", "tea"], word, lambda: len(word.value))
    ['tea', 'milk']
    """
    keys = [by() for item.value in items]
    return _sorted(items, keys, order)


def group_by(items: list[Any], /, item: Name[Any], by: Lazy[Any]) -> dict[str, Any]:
    """Group each {item} of {items} by {by}.

    Answers an object: for each text, number or truth value that was found, the list of its items.

    >>> n = Name()
    >>> group_by([1, 2, 3], n, lambda: "odd" if n.value % 2 == 1 else "even")
    {'odd': [1, 3], 'even': [2]}
    """
    keys = [by() for item.value in items]
    return _grouped(items, keys)


def pluck(items: list[Any], /, name: str) -> list[Any]:
    """{name} of each of {items}.

    An object that lacks the property gives nothing.

    >>> pluck([{"name": "Ada"}, {"name": "Alan"}], "name")
    ['Ada', 'Alan']
    """
    return [property_of(item, name) for item in items]


def unique(list_: list[Any], /) -> list[Any]:
    """{list} with each value once.

    The first of equal values stays.

    >>> unique([1, 2, 1.0, "1"])
    [1, 2, '1']
    """
    firsts: dict[Hashable, Any] = {}
    for key, item in zip(keys_of(list_), list_, strict=True):
        firsts.setdefault(key, item)
    return list(firsts.values())


def flatten(list_: list[Any], /, levels: int = 1) -> list[Any]:
    """Flatten {list}, {levels} levels deep.

    Lists in the list give way to their items.

    >>> flatten([1, [2, [3]]])
    [1, 2, [3]]
    >>> flatten([1, [2, [3]]], 2)
    [1, 2, 3]
    """
    if not 0 <= levels <= 100:
        raise FlowError("out_of_range", sentence("Levels go from 0 to 100. You gave {levels}.", levels=levels))
    for _ in range(levels):
        list_ = _flattened(list_)
    return list_


def _sorted(items: list[Any], keys: list[Any], order: str) -> list[Any]:
    for key in keys:
        ordered(keys[0], key)
    if keys and isinstance(keys[0], str) and sum(map(len, keys)) > _MOST_TEXT:
        too_large("The text to compare", _MOST_TEXT, "characters")
    pairs = sorted(zip(keys, items, strict=True), key=itemgetter(0), reverse=order == "descending")
    return [item for _, item in pairs]


def _grouped(items: list[Any], keys: list[Any]) -> dict[str, Any]:
    groups: dict[str, Any] = {}
    for item, key in zip(items, keys, strict=True):
        if key is None or isinstance(key, list | dict):
            message = sentence(
                "Items are grouped by a text, a number or true or false. One gave {value}.", value=shown(key)
            )
            raise FlowError("wrong_kind", message)
        groups.setdefault(text_of(key), []).append(item)
    return groups


def _flattened(items: list[Any]) -> list[Any]:
    parts = [item if isinstance(item, list) else [item] for item in items]
    if sum(map(len, parts)) > ITEM_LIMIT:
        too_large("The list", ITEM_LIMIT, "items")
    return [item for part in parts for item in part]
