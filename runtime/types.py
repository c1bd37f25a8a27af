"""The words that a block's signature may use for its slots.

A plain annotation (``float``, ``int``, ``str``, ``bool``, ``list[Any]``, ``dict[str, Any]``, ``Any``, or a union of
them) is a value slot. The names below are the other shapes that a slot can have; the compiler unfolds blocks that use
them in place: their own source is what they do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeAlias, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Written:
    """Marks an annotation whose slot is written in a way of its own, as a text in a ``language`` of its own."""

    how: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """Says in a word what is meant where nothing stands in the slot: ``Annotated[list[Any] | None, Empty("all")]``."""

    word: str


Body: TypeAlias = Callable[..., None]
"""Steps to run, each time it is called. ``Annotated[Body, "error"]`` is a body that is called with one value, which its
steps see as ``error``."""

Cases: TypeAlias = Annotated[Body, Written("cases")]
"""Steps that are all cases, of which at most one is done."""

Case: TypeAlias = Annotated[Body, Written("case")]
"""The steps of a case. A block with such a body stands in Cases only, and its values say when it is done."""

Lazy: TypeAlias = Callable[[], Value]
"""A value that is worked out anew each time it is called."""

Fields: TypeAlias = Annotated[dict[str, Any], Written("fields")]
"""A map from names to values, written in place: ``object: {a: =x}``."""

Verbatim: TypeAlias = Annotated[str, Written("verbatim")]
"""Text taken to the letter: no formula, no holes."""

Condition: TypeAlias = Annotated[str, Written("verbatim", "condition")]
"""Which rows of a table are meant, taken to the letter: ``paid = false and total > :limit``. The block's Fields slot
gives the values of its ``:names``."""

Function: TypeAlias = Callable[..., Any]
"""One of the flow's own functions, by name."""


class Name(Generic[Value]):
    """A variable of the flow. Reading and setting ``.value`` reads and sets the variable.

    ``Name[list[Any]]`` is a variable that has to hold a list.
    """

    value: Value

    def __init__(self, value: Any = None) -> None:
        self.value = value


class Signal(BaseException):
    """Base of what a step raises to leave its place. The compiler turns each into Python's own statement."""


class Break(Signal):
    """Leave the loop."""


class Next(Signal):
    """Go on with the loop's next turn."""


class Return(Signal):
    """Leave the function (or the flow) with ``value``."""

    def __init__(self, value: Any = None) -> None:
        super().__init__()
        self.value = value
