"""Writes calls of the flow's functions, and what pays for them.

A step that surely calls functions draws from its scope's iterator once, before it begins, and gets the iterator that
the functions draw from (see ``meter``). Where a call may not be reached, it draws in its own place.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blockloom.runtime.compile.nodes import is_simple
from blockloom.runtime.compile.shortcuts import shortcut_of

if TYPE_CHECKING:
    from blockloom.runtime.compile.coder import Coder

LEVEL = "level"
"""What the code of a function calls its iterator. That of the flow's own steps is ``turns``."""


@dataclass(slots=True)
class Call:
    """A call that has been written, and the expression that stands for it."""

    function: str
    call: ast.Call
    written: ast.expr

    def share(self, level: ast.expr) -> None:
        """Hand on an iterator that has been drawn already."""
        self.call.args[-1] = level


def write_call(coder: Coder, name: str, given: dict[str, ast.expr]) -> ast.expr:
    """The call of a function with these arguments, by the slots of its parameters and in their order."""
    make, function = coder.make, coder.shop.functions[name]
    if coder.level is None:
        return make.call(function, list(given.values()))
    call = make.call(function, [*given.values(), _drawn(coder)])
    assert isinstance(call, ast.Call)
    written: ast.expr = call
    shortcut = shortcut_of(coder, name) if coder.walrus and all(map(is_simple, given.values())) else None
    if shortcut is None:
        coder.shop.entered.add(name)
    else:
        written = make.put(ast.IfExp, test=shortcut.test(given), body=shortcut.value(given), orelse=call)
    coder.calls.append(Call(name, call, written))
    return written


def paid(coder: Coder, write: Callable[[], list[ast.stmt]]) -> list[ast.stmt]:
    """The statements of a step, with what pays for its calls in front of them."""
    written, calls = _noted(coder, write)
    if not calls or not _is_sure(written, {id(one.written) for one in calls}):
        return _each_paid(coder, written, calls)
    make, level = coder.make, coder.names.temporary()
    for one in calls:
        one.share(make.name(level))
    before = make.on(coder.shop.flow.functions[calls[0].function].place.path)
    drawn = make.assign(level, _drawn(coder))
    make.line = before
    return [drawn, *written]


def paid_in_place(coder: Coder, write: Callable[[], list[ast.stmt]]) -> list[ast.stmt]:
    """The statements of a function of its own, whose calls draw in their own places."""
    return _each_paid(coder, *_noted(coder, write))


def _noted(coder: Coder, write: Callable[[], list[ast.stmt]]) -> tuple[list[ast.stmt], list[Call]]:
    before, coder.calls = coder.calls, []
    written = write()
    calls, coder.calls = coder.calls, before
    return written, calls


def _each_paid(coder: Coder, written: list[ast.stmt], calls: list[Call]) -> list[ast.stmt]:
    """Calls draw by themselves; one with a shortcut has to do so before it asks whether that can be taken."""
    make = coder.make
    for one in calls:
        if isinstance(one.written, ast.IfExp):
            level = coder.names.temporary()
            first = make.put(ast.NamedExpr, target=make.target(level), value=_drawn(coder))
            one.written.test = make.put(ast.BoolOp, op=ast.And(), values=[first, one.written.test])
            one.share(make.name(level))
    return written


def _drawn(coder: Coder) -> ast.expr:
    return coder.make.call(coder.space.use(next), [coder.make.name(str(coder.level))])


def _is_sure(statements: list[ast.stmt], calls: set[int]) -> bool:
    """Whether one of the calls is reached whatever the values are."""
    for statement in statements:
        head = next((getattr(statement, name) for name in ("value", "test", "iter") if hasattr(statement, name)), None)
        if head is not None and _is_reached(head, calls):
            return True
        if not isinstance(statement, ast.Assign | ast.Expr | ast.FunctionDef):
            return False
    return False


def _is_reached(expression: ast.expr, calls: set[int]) -> bool:
    todo: list[ast.AST] = [expression]
    while todo:
        node = todo.pop()
        if id(node) in calls:
            return True
        if isinstance(node, ast.IfExp):
            todo.append(node.test)
        elif isinstance(node, ast.BoolOp):
            todo.append(node.values[0])
        elif isinstance(node, ast.ListComp):
            todo.append(node.generators[0].iter)
        else:
            todo.extend(ast.iter_child_nodes(node))
    return False
