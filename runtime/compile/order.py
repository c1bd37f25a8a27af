"""Values of an unfolded block are worked out once, in the order of its slots, before anything of its source happens."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from blockloom.runtime import operations
from blockloom.runtime.compile.nodes import is_harmless, is_simple
from blockloom.runtime.compile.source import Source


def bind_values(source: Source) -> list[ast.stmt]:
    """Statements that work out the values which can't stand where the source uses them; the others go in place.

    A value can stand in place if the source uses it once, first of all, and no other value's failure or effect could
    then come in another order. One that is harmless has no order to keep, but has to come before anything is changed.
    """
    use, coder = source.use, source.coder
    values = {name: source.slot_value(slot) for name, slot in use.slots.items() if slot.shape == "value"}
    first, early, everywhere = _loads(use.source, use.block.definition.function)
    costly = [name for name, value in values.items() if not is_harmless(value)]
    ordered = len(costly) < 2 or [name for name in first if name in costly] == costly
    in_place = ordered and not any(map(source.is_checked, use.block.definition.names))
    bound: list[ast.stmt] = []
    for name, value in values.items():
        times = everywhere[name]
        if name in costly:
            fits = in_place and first.count(name) == times == 1
        else:
            fits = early.count(name) == times and (times == 1 or is_simple(value))
        if fits or isinstance(value, ast.Constant):
            source.locals[name] = value
        else:
            source.locals[name] = temporary = coder.names.temporary()
            bound.append(coder.make.assign(temporary, value))
    return bound


def _head(statement: ast.stmt) -> list[ast.expr]:
    """The part of a statement that is worked out before any of its bodies."""
    if isinstance(statement, ast.If):
        return [statement.test]
    if isinstance(statement, ast.For):
        return [statement.iter]
    if isinstance(statement, ast.Assign):
        return [statement.value, *statement.targets]
    if isinstance(statement, ast.Raise) and statement.exc is not None:
        return [statement.exc]
    return [statement.value] if isinstance(statement, ast.Expr) else []


@cache
def _loads(source: ast.FunctionDef, function: Callable[..., Any]) -> tuple[list[str], list[str], Counter[str]]:
    """The names in the head of a source, those that are worked out before it changes anything, and how often each
    stands in all of it."""
    early: list[str] = []
    for statement in source.body:
        early += _names(_head(statement))
        if not _only_asks(statement, function):
            break
    return _names(_head(source.body[0])) if source.body else [], early, Counter(_names(source.body))


def _only_asks(statement: ast.stmt, function: Callable[..., Any]) -> bool:
    """Whether a statement may refuse to go on, but changes nothing."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    name = call.func if isinstance(call, ast.Call) else None
    return isinstance(name, ast.Name) and function.__globals__.get(name.id) is operations.room_for


def _names(nodes: Iterable[ast.AST]) -> list[str]:
    found = (node for root in nodes for node in ast.walk(root))
    return [node.id for node in found if isinstance(node, ast.Name)]
