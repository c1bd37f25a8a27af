"""Values of an unfolded block are worked out once, in the order of its slots, before anything of its source happens."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable
from functools import cache

from blockloom.runtime.compile.nodes import is_simple
from blockloom.runtime.compile.source import Source


def bind_values(source: Source) -> list[ast.stmt]:
    """Statements that work out the values which can't stand where the source uses them; the others go in place.

    A value can stand in place if the source uses it once, first of all, and no other value's failure or effect could
    then come in another order.
    """
    use, coder = source.use, source.coder
    values = [(slot.name, source.slot_value(slot)) for slot in use.block.definition.given if slot.shape == "value"]
    head, everywhere = _loads(use.source)
    costly = [name for name, value in values if not is_simple(value)]
    ordered = len(costly) < 2 or [name for name in head if name in costly] == costly
    in_place = bool(costly) and ordered and not any(map(source.is_checked, use.block.definition.names))
    bound: list[ast.stmt] = []
    for name, value in values:
        in_head = head.count(name)
        fits = in_head == everywhere[name] and (name not in costly or in_place and in_head == 1)
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
def _loads(source: ast.FunctionDef) -> tuple[list[str], Counter[str]]:
    """The names in the head of a source, each as often as it stands there, and how often they stand in all of it."""
    head = _head(source.body[0]) if source.body else []
    return _names(head), Counter(_names(source.body))


def _names(nodes: Iterable[ast.AST]) -> list[str]:
    found = (node for root in nodes for node in ast.walk(root))
    return [node.id for node in found if isinstance(node, ast.Name)]
