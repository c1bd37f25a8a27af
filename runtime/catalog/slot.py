"""A slot of a block, read off one parameter of its function."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias, Union, cast, get_args, get_origin

from blockloom.runtime import types as words
from blockloom.runtime.errors import BlockloomError
from blockloom.runtime.kinds import (
    A_BOOLEAN,
    A_LIST,
    A_NOTHING,
    A_NUMBER,
    A_TEXT,
    A_WHOLE,
    AN_OBJECT,
    ANY,
    Kind,
    join_all,
    list_of,
)

Shape: TypeAlias = Literal["value", "lazy", "name", "body", "fields", "verbatim", "function", "values"]

WRITTEN = {"fields", "verbatim"}
"""Shapes that an annotation is marked with."""
_PLAIN: dict[Any, Kind] = {
    Any: ANY,
    bool: A_BOOLEAN,
    int: A_WHOLE,
    float: A_NUMBER,
    str: A_TEXT,
    list: A_LIST,
    dict: AN_OBJECT,
    None: A_NOTHING,
    type(None): A_NOTHING,
}


class CatalogError(BlockloomError):
    """A function that can't be a block; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Slot:
    """``name`` is the Python parameter, ``key`` how the flow file spells it.

    ``shape`` says what stands in the slot, ``kind`` which values it takes, ``choices`` the texts of a drop-down.
    ``first`` marks the slot whose value stands at the block's own name. ``binds`` is the name that a body's steps see.
    ``role`` marks a body that holds ``cases``, and one that is what a ``case`` does.
    ``language`` says what a text to the letter is written in, if it has rules of its own. ``empty`` is a word for what
    is meant where nothing stands in the slot.
    """

    name: str
    key: str
    shape: Shape
    kind: Kind
    required: bool
    default: Any = None
    first: bool = False
    choices: tuple[str, ...] = ()
    binds: str | None = None
    role: str | None = None
    language: str = ""
    empty: str = ""


def slot_of(parameter: inspect.Parameter) -> Slot:
    """The slot of a parameter whose annotation has been resolved; raises CatalogError."""
    if parameter.kind is inspect.Parameter.VAR_KEYWORD:
        raise CatalogError(f"**{parameter.name} can't be a slot: name each one.")
    annotation, binds, mark = _unwrapped(parameter.annotation)
    shape, inner = _shape(annotation)
    shape = cast(Shape, mark.how) if mark and mark.how in WRITTEN else shape
    if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
        shape = "values"
    choices = _choices(inner)
    default = None if parameter.default is inspect.Parameter.empty else parameter.default
    if type(default) not in (str, int, float, bool, type(None)) and shape != "fields":
        raise CatalogError(f"the default of {parameter.name} has to be a text, a number, true, false or None.")
    if shape == "lazy" and parameter.default is not inspect.Parameter.empty:
        raise CatalogError(f"{parameter.name} is worked out when it is called, so it can't have a default.")
    return Slot(
        parameter.name,
        parameter.name.removesuffix("_"),
        shape,
        A_TEXT if choices else kind_of_annotation(inner),
        parameter.default is inspect.Parameter.empty and shape != "values",
        default,
        parameter.kind is inspect.Parameter.POSITIONAL_ONLY or shape == "values",
        choices,
        binds,
        mark.how if mark and shape == "body" else None,
        mark.language if mark else "",
        _empty(parameter.annotation),
    )


def kind_of_annotation(annotation: Any) -> Kind:
    """The kinds of a value annotation; raises CatalogError for one that the language has no kind for."""
    if annotation in (typing.Never, typing.NoReturn):
        return A_NOTHING
    if get_origin(annotation) in (Union, types.UnionType):
        return join_all([kind_of_annotation(part) for part in get_args(annotation)])
    if get_origin(annotation) is Literal:
        return A_TEXT
    if get_origin(annotation) is list:
        return list_of(kind_of_annotation(get_args(annotation)[0]))
    plain = get_origin(annotation) or annotation
    if plain not in _PLAIN:
        raise CatalogError(f"{annotation} is not a kind of value. Use float, int, str, bool, list, dict or Any.")
    return _PLAIN[plain]


def _unwrapped(annotation: Any) -> tuple[Any, str | None, words.Written | None]:
    """The bare annotation, the name its body binds, and how its slot is marked."""
    if get_origin(annotation) in (Union, types.UnionType):
        bodies = [part for part in get_args(annotation) if _unwrapped(part)[0] == words.Body]
        annotation = bodies[0] if bodies else annotation
    if get_origin(annotation) is not Annotated:
        return annotation, None, None
    bare, mark = get_args(annotation)
    return bare, mark if isinstance(mark, str) else None, mark if isinstance(mark, words.Written) else None


def _empty(annotation: Any) -> str:
    marks = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
    return next((mark.word for mark in marks if isinstance(mark, words.Empty)), "")


def _shape(annotation: Any) -> tuple[Shape, Any]:
    origin = get_origin(annotation)
    if annotation == words.Body:
        return "body", Any
    if annotation == words.Function:
        return "function", Any
    if annotation is words.Name:
        return "name", Any
    if origin is words.Name:
        return "name", get_args(annotation)[0]
    if origin is Callable and get_args(annotation)[0] == []:
        return "lazy", get_args(annotation)[1]
    return "value", annotation


def _choices(annotation: Any) -> tuple[str, ...]:
    return tuple(get_args(annotation)) if get_origin(annotation) is Literal else ()
