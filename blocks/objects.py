"""Objects: make them, read, set, pick and merge their properties."""

from __future__ import annotations

from typing import Any

from blockloom.runtime import (
    ITEM_LIMIT,
    Fields,
    FlowError,
    Name,
    copied,
    property_of,
    room_for,
    sentence,
    shown,
    too_large,
)

HUE = 290


def object_(fields: Fields, /) -> dict[str, Any]:
    """Object with {fields}.

    >>> object_({"name": "Ada", "age": 36})
    {'name': 'Ada', 'age': 36}
    """
    return fields


def property_(of: Any, /, name: str) -> Any:
    """{name} of {of}.

    A property that is missing reads as nothing.

    >>> property_({"name": "Ada"}, "name")
    'Ada'
    """
    return property_of(of, name)


def set_property(object_: Name[dict[str, Any]], /, name: str, to: Any) -> None:
    """Set {name} of {object} to {to}.

    >>> person = Name({"name": "Ada"})
    >>> set_property(person, "age", 36)
    >>> person.value
    {'name': 'Ada', 'age': 36}
    """
    room_for(object_.value, name)
    object_.value[name] = to


def keys(of: dict[str, Any], /) -> list[str]:
    """Names of the properties of {of}.

    >>> keys({"name": "Ada", "age": 36})
    ['name', 'age']
    """
    return list(of)


def delete_property(object_: Name[dict[str, Any]], /, name: str) -> None:
    """Delete {name} of {object}.

    A property that is missing is no error.

    >>> person = Name({"name": "Ada", "age": 36})
    >>> delete_property(person, "age")
    >>> person.value
    {'name': 'Ada'}
    """
    object_.value.pop(name, None)


def has_property(of: dict[str, Any], /, name: str) -> bool:
    """{of} has {name}.

    Also if the property is nothing.

    >>> has_property({"name": "Ada"}, "age")
    False
    """
    return name in of


def values_of(of: dict[str, Any], /) -> list[Any]:
    """Values of {of}.

    >>> values_of({"name": "Ada", "age": 36})
    ['Ada', 36]
    """
    return list(of.values())


def pairs_of(of: dict[str, Any], /) -> list[Any]:
    """Pairs of name and value of {of}.

    >>> pairs_of({"name": "Ada", "age": 36})
    [['name', 'Ada'], ['age', 36]]
    """
    return [[name, value] for name, value in of.items()]


def object_from_pairs(pairs: list[Any], /) -> dict[str, Any]:
    """Object from {pairs}.

    Each pair is a list of a name and a value; a later one replaces an earlier one of its name.

    >>> object_from_pairs([["name", "Ada"], ["age", 36]])
    {'name': 'Ada', 'age': 36}
    """
    for at, pair in enumerate(pairs, 1):
        if not (isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str)):
            message = sentence(
                "A pair is a list of a name and a value. Item {at} is {value}.", at=at, value=shown(pair)
            )
            raise FlowError("wrong_kind", message)
    return dict(pairs)


def copy(value: Any, /) -> Any:
    """Copy of {value}.

    The same through and through: changing one of the two leaves the other as it is. A variable that is set to another
    one's list or object is a copy without this, too.

    >>> copy({"name": "Ada", "languages": ["en"]})
    {'name': 'Ada', 'languages': ['en']}
    """
    return copied(value)


def merge(a: dict[str, Any], b: dict[str, Any]) -> dict[str, Any]:
    """Merge {a} with {b}.

    A property that both have is the second one's.

    >>> merge({"name": "Ada", "age": 35}, {"age": 36})
    {'name': 'Ada', 'age': 36}
    """
    return a | b if len(a.keys() | b.keys()) <= ITEM_LIMIT else too_large("The object", ITEM_LIMIT, "items")


def pick(of: dict[str, Any], /, names: list[Any]) -> dict[str, Any]:
    """{of} with {names} only.

    >>> pick({"name": "Ada", "age": 36}, ["age"])
    {'age': 36}
    """
    wanted = _names(names, "pick")
    return {name: value for name, value in of.items() if name in wanted}


def omit(of: dict[str, Any], /, names: list[Any]) -> dict[str, Any]:
    """{of} without {names}.

    >>> omit({"name": "Ada", "age": 36}, ["age"])
    {'name': 'Ada'}
    """
    unwanted = _names(names, "omit")
    return {name: value for name, value in of.items() if name not in unwanted}


def _names(names: list[Any], block: str) -> set[str]:
    for at, name in enumerate(names, 1):
        if not isinstance(name, str):
            raise FlowError(
                "wrong_kind",
                sentence("{block} needs a list of names. Item {at} is {value}.", block=block, at=at, value=shown(name)),
            )
    return set(names)
