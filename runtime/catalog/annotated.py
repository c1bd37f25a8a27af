"""Which classes the annotations of a function, and of the class that it is a method of, give to its names."""

from __future__ import annotations

import ast
import inspect
import textwrap
import typing
from functools import cache
from types import FunctionType, UnionType
from typing import Any


@cache
def kinds_of(function: FunctionType, owner: type | None) -> dict[str, type]:
    """{source of an expression: its class} for the function's parameters, and in a method of the class ``owner`` for
    ``self``, its fields (``self.store``), and what its maker keeps of its parameters (``self._rights = rights``) and
    makes itself (``self._users = Users(store)``)."""
    found = _hinted(function)
    if owner is None:
        return found
    made = vars(owner).get("__init__")
    fields = {f"self.{name}": kind for name, kind in _classes(_hints(owner)).items()}
    if isinstance(made, FunctionType):
        known = {**made.__globals__, **_hinted(made)}
        fields |= {place: kind for place, name in _kept(made) if isinstance(kind := known.get(name), type)}
    return found | fields | {"self": owner}


def _hinted(function: FunctionType) -> dict[str, type]:
    return _classes(_hints(function))


def _hints(thing: Any) -> dict[str, Any]:
    try:
        return typing.get_type_hints(thing)
    except (NameError, TypeError):
        return {}  # what is imported for the type checker alone


def _classes(hints: dict[str, Any]) -> dict[str, type]:
    """The names whose annotation is one class, or one or nothing."""
    found: dict[str, type] = {}
    for name, hint in hints.items():
        union = isinstance(hint, UnionType) or typing.get_origin(hint) is typing.Union
        several = [one for one in (typing.get_args(hint) if union else (hint,)) if one is not type(None)]
        if len(several) == 1 and isinstance(several[0], type) and name != "return":
            found[name] = several[0]
    return found


def _kept(made: FunctionType) -> list[tuple[str, str]]:
    """Each ``self.place = name`` and ``self.place = name(…)`` in a maker's source."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(made)))
    except OSError:
        return []  # what a dataclass makes has no source
    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and len(node.targets) == 1]
    return [
        (ast.unparse(node.targets[0]), value.id)
        for node in assigned
        if isinstance(value := node.value.func if isinstance(node.value, ast.Call) else node.value, ast.Name)
    ]
