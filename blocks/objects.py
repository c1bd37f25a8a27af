"""Objects: make them, read and set their properties."""

from __future__ import annotations

from typing import Any

from blockloom.runtime import Fields, Name, property_of, room_for

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
