"""Formulas and templates where they stand in a file. Each is parsed once, and put where it stands each time it is met:
an edit of blocks meets the same ones in what the page sent, in the text that is written, and when that is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias, TypeVar

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.findings import Place
from blockloom.runtime.formula import FormulaError, Known, parse_formula, parse_template
from blockloom.runtime.model import Block, Items, Literal, Slotted, Value

Placed: TypeAlias = Callable[[int, str], Place]
"""Tells where a character of a text stands in the file, as the place of an address."""
Functions: TypeAlias = tuple[tuple[str, tuple[str, ...] | None], ...]
Parsed = TypeVar("Parsed")

KEPT, LONGEST = 4_096, 300
"""How many formulas are remembered as they were parsed, and how many characters one may have for that."""
_CALLED = re.compile(r"([^\W\d]\w*)\s*\(")


def formula(text: str, known: Known, depth: int, placed: Placed, path: str) -> Value:
    """The value of a text that starts with ``=``, at the address ``path``; raises FormulaError."""
    return _moved(_parsed(_formula, parse_formula, text, known, depth), placed, path)


def template(text: str, known: Known, depth: int, placed: Placed, path: str) -> list[str | Value]:
    """The texts and the holes of a text with ``${…}``; the address of a hole has its number. Raises FormulaError."""
    parts, holes = _parsed(_template, parse_template, text, known, depth), 0
    made: list[str | Value] = []
    for part in parts:
        made.append(part if isinstance(part, str) else _moved(part, placed, f"{path}/{holes}"))
        holes += not isinstance(part, str)
    return made


def _parsed(
    lately: Callable[[str, Catalog, Functions, int], Parsed],
    anew: Callable[[str, Known, Callable[[int], Place], int], Parsed],
    text: str,
    known: Known,
    depth: int,
) -> Parsed:
    """A text parsed, its places but columns of its own. Nobody may change anything of it."""
    if len(text) <= LONGEST:
        try:
            return lately(text, known.catalog, _called(text, known), depth)
        except FormulaError:
            pass  # what is said of it may depend on more than it calls
    return anew(text, known, _column, depth)


def _called(text: str, known: Known) -> Functions:
    """Those of the flow's functions that a text may call, with their parameters."""
    found: list[tuple[str, tuple[str, ...] | None]] = []
    for name in _CALLED.findall(text) if known.functions else ():
        if name in known.functions:
            params = known.functions[name]
            found.append((name, None if params is None else tuple(params)))
    return tuple(found)


def _column(at: int) -> Place:
    return Place(0, at)


@lru_cache(KEPT)
def _formula(text: str, catalog: Catalog, functions: Functions, depth: int) -> Value:
    return parse_formula(text, _known(catalog, functions), _column, depth)


@lru_cache(KEPT)
def _template(text: str, catalog: Catalog, functions: Functions, depth: int) -> list[str | Value]:
    return parse_template(text, _known(catalog, functions), _column, depth)


def _known(catalog: Catalog, functions: Functions) -> Known:
    return Known(catalog, {name: None if params is None else [*params] for name, params in functions})


def _moved(node: Value, placed: Placed, path: str) -> Value:
    """The same value anew, where it stands in a file, with the addresses that its parts have below ``path``."""
    place = placed(node.place.column, path)
    if isinstance(node, Block):
        slots = {key: _moved_slot(content, placed, f"{path}/{key}") for key, content in node.slots.items()}
        places = {key: placed(one.column, f"{path}/{key}") for key, one in node.places.items()}
        return Block(place, node.definition, slots, places, formula=True)
    if isinstance(node, Literal):
        return Literal(place, node.value)
    assert isinstance(node, Items)
    return Items(place, [_moved(item, placed, f"{path}/{number}") for number, item in enumerate(node.items)])


def _moved_slot(content: Slotted, placed: Placed, path: str) -> Slotted:
    if isinstance(content, str):
        return content
    if isinstance(content, (Block, Literal, Items)):
        return _moved(content, placed, path)
    assert isinstance(content, dict)
    return {name: _moved(value, placed, f"{path}/{name}") for name, value in content.items()}
