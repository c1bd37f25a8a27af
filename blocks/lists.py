"""Lists: make, read and change them; map and filter."""

from __future__ import annotations

from typing import Any

from blockloom.runtime import (
    ITEM_LIMIT,
    FlowError,
    Lazy,
    Name,
    equal,
    keys_of,
    position,
    room_for,
    sentence,
    too_large,
    whole_range,
)

HUE = 260


def list_of(value: Any, /, times: int) -> list[Any]:
    """List of {value}, {times} times.

    >>> list_of(0, 3)
    [0, 0, 0]
    """
    return [value] * max(times, 0) if times <= ITEM_LIMIT else too_large("The list", ITEM_LIMIT, "items")


def range_of(from_: int, to: int, by: int = 1) -> list[int]:
    """Numbers from {from} to {to} by {by}.

    Both ends belong to it. Counts down if the step is negative.

    >>> range_of(1, 4)
    [1, 2, 3, 4]
    """
    numbers = whole_range(from_, to, by)
    return list(numbers) if len(numbers) <= ITEM_LIMIT else too_large("The list", ITEM_LIMIT, "items")


def item(list_: list[Any] | str, /, at: int) -> Any:
    """Item {at} of {list}.

    Positions count from 1, -1 is the last. Of a text it is the letter there.

    >>> item(["ads", "discount"], -1)
    'discount'
    """
    return list_[position(list_, at)]


def first(list_: list[Any] | str, /) -> Any:
    """First of {list}.

    The first item of a list or letter of a text.

    >>> first(["ads", "discount"])
    'ads'
    """
    return list_[position(list_, 1)]


def last(list_: list[Any] | str, /) -> Any:
    """Last of {list}.

    The last item of a list or letter of a text.

    >>> last(["ads", "discount"])
    'discount'
    """
    return list_[position(list_, -1)]


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


def insert_item(list_: Name[list[Any]], /, at: int, item: Any) -> None:
    """Insert {item} at {at} into {list}.

    It has that position afterwards, -1 is the end; the items from there on move up.

    >>> channels = Name(["ads", "news"])
    >>> insert_item(channels, 2, "discount")
    >>> channels.value
    ['ads', 'discount', 'news']
    """
    list_.value = _inserted(list_.value, at, item)


def remove_item(list_: Name[list[Any]], /, at: int) -> None:
    """Remove item {at} of {list}.

    >>> channels = Name(["ads", "discount"])
    >>> remove_item(channels, 1)
    >>> channels.value
    ['discount']
    """
    list_.value.pop(position(list_.value, at))


def remove_value(list_: Name[list[Any]], /, value: Any) -> None:
    """Remove every {value} from {list}.

    >>> channels = Name(["ads", "discount", "ads"])
    >>> remove_value(channels, "ads")
    >>> channels.value
    ['discount']
    """
    list_.value = _without(list_.value, value)


def reverse(value: list[Any] | str, /) -> Any:
    """Reverse {value}.

    The items of a list or the letters of a text, last one first.

    >>> reverse([1, 2, 3]), reverse("tea")
    ([3, 2, 1], 'aet')
    """
    return value[::-1]


def contains(in_: list[Any] | str | dict[str, Any], /, value: Any) -> bool:
    """{in} contains {value}.

    Looks for an item of a list, a part of a text, or a property of an object.

    >>> contains(["ads", "discount"], "ads")
    True
    """
    if isinstance(in_, list):
        return _holds(in_, value)
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


def _holds(items: list[Any], value: Any) -> bool:
    if not isinstance(value, list | dict):
        return any(equal(item, value) for item in items)
    alike = [item for item in items if type(item) is type(value) and len(item) == len(value)]
    wanted, *keys = keys_of([value, *alike])
    return wanted in keys


def _inserted(items: list[Any], at: int, item: Any) -> list[Any]:
    room_for(items)
    size = len(items) + 1
    if not 1 <= abs(at) <= size:
        message = sentence(
            "An item can be inserted at the positions 1 to {size} or -1 to -{size}. You gave {at}.", size=size, at=at
        )
        raise FlowError("position", message)
    index = at - 1 if at > 0 else size + at
    return [*items[:index], item, *items[index:]]


def _without(items: list[Any], value: Any) -> list[Any]:
    wanted, *keys = keys_of([value, *items])
    return [item for key, item in zip(keys, items, strict=True) if key != wanted]
