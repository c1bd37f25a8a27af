"""What a block can touch, read off its source: every ``here().<door>.<method>`` in it and in what it uses nearby."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType
from typing import Any

from blockloom.runtime.catalog.slot import CatalogError
from blockloom.runtime.context import here


def doors_of(function: Callable[..., Any]) -> frozenset[str]:
    """The doors that a function uses (``messaging.register``).

    Functions and classes that it names are followed where they are of its own module, or of one that has ``here``.
    Raises CatalogError for a use of ``here`` from which the door can't be read.
    """
    found: set[str] = set()
    seen: set[Any] = set()
    todo: list[Any] = [function]
    while todo:
        current = todo.pop()
        if current not in seen:
            seen.add(current)
            todo.extend(_scan(current, found))
    return frozenset(found)


def _scan(thing: Any, found: set[str]) -> Iterator[Any]:
    """Add the doors that a function or class uses itself; answer what else has to be looked at."""
    names = names_of(thing)
    tree = ast.parse(textwrap.dedent(inspect.getsource(thing)))
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name | ast.Attribute)]
    known = [value for node in named if (value := resolved(node, names)) is not None]
    doors = [door for node in named if (door := door_of(node, names)) is not None]
    if len(doors) != sum(value is here for value in known):
        raise CatalogError("write here().<door>.<method>(…) in one piece, so that what it touches can be read.")
    found.update(doors)
    for value in known:
        if isinstance(value, FunctionType | type) and value is not here:
            near = value.__module__ == thing.__module__
            if near or any(other is here for other in names_of(value).values()):
                yield value


def names_of(thing: Any) -> dict[str, Any]:
    return vars(sys.modules[thing.__module__]) if isinstance(thing, type) else thing.__globals__


def resolved(node: ast.AST, names: dict[str, Any]) -> Any:
    """The global that ``name`` or ``module.name`` stands for, None if there is none."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(owner := resolved(node.value, names), ModuleType):
        return getattr(owner, node.attr, None)
    return None


def door_of(node: ast.AST, names: dict[str, Any]) -> str | None:
    path: list[str] = []
    while isinstance(node, ast.Attribute):
        path.append(node.attr)
        node = node.value
    if not path or not isinstance(node, ast.Call) or resolved(node.func, names) is not here:
        return None
    return ".".join(reversed(path)) if len(path) == (1 if path[-1] == "say" else 2) else None
