"""What a block can touch, read off its source: every ``here().<door>.<method>`` in it and in what it calls nearby."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from types import FunctionType
from typing import Any

from blockloom.runtime.catalog.slot import CatalogError
from blockloom.runtime.context import here


def doors_of(function: Callable[..., Any]) -> frozenset[str]:
    """The doors that a function uses (``messaging.register``), calls inside its module followed.

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


def _scan(function: Any, found: set[str]) -> list[FunctionType]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    names = function.__globals__
    asked = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and names.get(node.id) is here]
    doors = [door for node in ast.walk(tree) if (door := _door(node, names)) is not None]
    if len(doors) != len(asked):
        raise CatalogError("write here().<door>.<method>(…) in one piece, so that what it touches can be read.")
    found.update(doors)
    loaded = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    near = (names.get(name) for name in loaded)
    return [thing for thing in near if isinstance(thing, FunctionType) and thing.__module__ == function.__module__]


def _door(node: ast.AST, names: dict[str, Any]) -> str | None:
    path: list[str] = []
    while isinstance(node, ast.Attribute):
        path.append(node.attr)
        node = node.value
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and names.get(node.func.id) is here
    if not called or not path:
        return None
    return ".".join(reversed(path)) if len(path) == (1 if path[-1] == "say" else 2) else None
