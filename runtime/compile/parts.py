"""Splits deep nesting: CPython takes 20 nested blocks in one function, so deeper steps go to a function of their own.

The part shares the scope's variables and hands ``break``, ``next`` and ``return`` back as what it returns.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from blockloom.runtime.compile.loops import leave_loop, refunds
from blockloom.runtime.model import Body, blocks_in

if TYPE_CHECKING:
    from blockloom.runtime.compile.coder import Coder

SPLIT_AT = 12
_LONG = 8


def write_steps(coder: Coder, steps: Body, short: bool = False) -> list[ast.stmt]:
    """The steps of a body: in place, or as a part where they nest too deep, or are long and have to be ``short``."""
    if (coder.frame.depth <= SPLIT_AT and not (short and _is_long(steps))) or all(step.disabled for step in steps):
        return coder.steps(steps)
    return call_part(coder, "part", lambda: coder.steps(steps), lambda part: coder.make.call(part, []))


def call_part(
    coder: Coder, what: str, write: Callable[[], list[ast.stmt]], call: Callable[[str], ast.expr]
) -> list[ast.stmt]:
    """What ``write`` writes as an inner function, the ``call`` that answers as it does, and what follows from that."""
    make, name = coder.make, coder.function_name(what)
    with coder.own_frame(part=True) as inner:
        body = write()
    shared = coder.names.shared(_assigned(body))
    coder.nonlocals.update(shared)
    first = [make.put(ast.Nonlocal, names=shared)] if shared else []
    function = make.function(name, [], [*first, *body])
    if not inner.codes:
        return [function, make.run(call(name))]
    answer = coder.names.temporary()
    return [function, make.assign(answer, call(name)), *_follow(coder, answer, inner.codes)]


def _is_long(steps: Body) -> bool:
    return sum(1 for step in steps for _ in blocks_in(step)) > _LONG


def _follow(coder: Coder, answer: str, codes: set[str]) -> list[ast.stmt]:
    make, frame = coder.make, coder.frame
    written: list[ast.stmt] = []
    for word in sorted(codes - {"return"}):
        if frame.loops:
            leave = leave_loop(make, frame.loops[-1], word == "break")
        else:
            frame.codes.add(word)
            leave = [make.answer(make.constant(word))]
        written.append(make.when(make.compare(make.name(answer), ast.Eq(), make.constant(word)), leave))
    if "return" in codes:
        frame.codes.add("return")
        first = make.put(ast.Subscript, value=make.name(answer), slice=make.constant(0), ctx=ast.Load())
        given = make.name(answer) if frame.part else first
        returned = make.compare(make.name(answer), ast.IsNot(), make.constant(None))
        written.append(make.when(returned, [*refunds(make, frame.loops), make.answer(given)]))
    return written


def _assigned(body: list[ast.stmt]) -> set[str]:
    """Names that a part assigns itself, or that a part inside it shares."""
    found: set[str] = set()
    todo: list[ast.AST] = list(body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        if not isinstance(node, ast.FunctionDef | ast.ListComp):
            todo.extend(ast.iter_child_nodes(node))
    return found
