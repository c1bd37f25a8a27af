"""The words that a block's signature may use for its slots.

A plain annotation (``float``, ``str``, ``bool``, ``list[Any]``, ``dict[str, Any]``, ``Any``) is a value slot. The names
below are the other shapes a slot can have; the compiler unfolds blocks that use ``Body``, ``Lazy`` or ``Name`` in place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeAlias, TypeVar

Value = TypeVar("Value")

Body: TypeAlias = Callable[..., None]
"""Steps to run, each time it is called. Annotate ``Annotated[Body, "error"]`` for a body that is called with one
value, which its steps see as ``error``."""

Lazy: TypeAlias = Callable[[], Value]
"""A value that is worked out anew each time it is called."""

Fields: TypeAlias = dict[str, Any]
"""A map from names to values, written in place: ``object: {a: =x}``."""

Verbatim: TypeAlias = str
"""Text taken to the letter: no formula, no holes."""


class Name(Generic[Value]):
    """A variable of the flow. Reading and setting ``.value`` reads and sets the variable."""

    value: Value
