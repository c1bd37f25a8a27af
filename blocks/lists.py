"""Lists: make, read and change them; map and filter."""

from __future__ import annotations

from typing import Any

from blockloom.runtime import ITEM_LIMIT, Lazy, Name, equal, position, room_for, too_large

HUE = 260


def list_of(value: Any, /, times: int) -> list[Any]:
    """List of {value}, {times} times.

    >>> list_of(0, 3)
    [0, 0, 0]
    """
    return [value] * max(times, 0) if times <= ITEM_LIMIT else too_large("The list", ITEM_LIMIT, "items")


def item(list_: list[Any] | str, /, at: int) -> Any:
    """Item {at} of {list}.

    Positions count from 1, -1 is the last. Of a text it is the letter there.

    >>> item(["ads", "discount"], -1)
    'discount'
    """
    return list_[position(list_, at)]


def add_item(list_: Name[list[Any]], /, item: Any) -> None:
    """Add {item} to the end of {list}.

    >>> channels = Name(["ads"])
    >>> add_item(channels, "discount")
    >>> channels.value
    ['ads', 'discount']
    """
    room_for(list_.value)
    list_.value.append(item)


def set_item(list_: Name[list[Any]], /, at: int, to: Any) -> None:
    """Set item {at} of {list} to {to}.

    >>> channels = Name(["ads"])
    >>> set_item(channels, 1, "news")
    >>> channels.value
    ['news']
    """
    list_.value[position(list_.value, at)] = to


def contains(in_: list[Any] | str | dict[str, Any], /, value: Any) -> bool:
    """{in} contains {value}.

    Looks for an item of a list, a part of a text, or a property of an object.

    >>> contains(["ads", "discount"], "ads")
    True
    """
    if isinstance(in_, list):
        return any(equal(item, value) for item in in_)
    return isinstance(value, str) and value in in_


def map_(items: list[Any], /, item: Name[Any], to: Lazy[Any]) -> list[Any]:
    """For each {item} of {items} take {to}.

    >>> n = Name()
    >>> map_([1, 2], n, lambda: n.value * 10)
    [10, 20]
    """
    return [to() for item.value in items]


def filter_(items: list[Any], /, item: Name[Any], where: Lazy[bool]) -> list[Any]:
    """Each {item} of {items} where {where}.

    >>> n = Name()
    >>> filter_([1, 2, 3], n, lambda: n.value > 1)
    [2, 3]
    """
    return [item.value for item.value in items if where()]
