"""Writes loops so that every turn is paid for: ranges in chunks, lists zipped with the meter, ``while`` over it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from blockloom.runtime.check.names import names_set
from blockloom.runtime.compile.nodes import Maker
from blockloom.runtime.compile.workshop import Loop

if TYPE_CHECKING:
    from blockloom.runtime.compile.unfold import Unfold


def write_for(unfold: Unfold, node: ast.For) -> list[ast.stmt]:
    """``for`` over a range or a list."""
    make, source = unfold.make, unfold.source
    items, target = source.convert(node.iter), source.target(node.target)
    if unfold.coder.style.metered and unfold.use.counts(node.iter):
        return _chunked(unfold, node, items, target)
    body = [*unfold.told(node.target), *_inner(unfold, node.body, 1, Loop())]
    return [make.loop(*unfold.coder.metered(target, items), body)]


def _chunked(unfold: Unfold, node: ast.For, items: ast.expr, target: ast.expr) -> list[ast.stmt]:
    """``for chunk in chunks(range): for number in chunk: …``, with ``break`` leaving both."""
    make, chunk = unfold.make, unfold.coder.names.temporary()
    assert isinstance(target, ast.Name)
    first: list[ast.stmt] = []
    if _sets_its_number(unfold, node.target):
        number = unfold.coder.names.temporary()
        first, target = [make.assign(target.id, make.name(number))], make.target(number)
        assert isinstance(target, ast.Name)
    loop = Loop((chunk, target.id))
    body = [*first, *unfold.told(node.target), *_inner(unfold, node.body, 2, loop)]
    chunks = make.call("chunks", [items])
    if not loop.broken:
        return [make.loop(make.target(chunk), chunks, [make.loop(target, make.name(chunk), body)])]
    inner = make.loop(target, make.name(chunk), body, [make.put(ast.Continue)])
    return [make.loop(make.target(chunk), chunks, [inner, make.put(ast.Break)])]


def _sets_its_number(unfold: Unfold, target: ast.expr) -> bool:
    """Whether the steps of a counting loop set its variable, which then does not tell how far the loop has come."""
    held, block = unfold.use.variable(target), unfold.use.block
    return held is not None and held[1] in names_set([unfold.use.body(slot) for slot in block.definition.bodies])


def write_while(unfold: Unfold, node: ast.While) -> list[ast.stmt]:
    """``while test`` as a loop over the meter that is left when the test fails."""
    make, test = unfold.make, unfold.source.convert(node.test)
    body = _inner(unfold, node.body, 1, Loop())
    if not unfold.coder.style.metered:
        return [make.put(ast.While, test=test, body=make.body(body), orelse=[])]
    endless = isinstance(test, ast.Constant) and test.value is True
    leave = make.when(make.put(ast.UnaryOp, op=ast.Not(), operand=test), [make.put(ast.Break)])
    return [make.loop(make.target("_"), make.name("turns"), body if endless else [leave, *body])]


def _inner(unfold: Unfold, statements: list[ast.stmt], depth: int, loop: Loop) -> list[ast.stmt]:
    frame = unfold.coder.frame
    frame.depth += depth
    frame.loops.append(loop)
    written = unfold.all(statements)
    frame.depth -= depth
    frame.loops.pop()
    return written


def leave_loop(make: Maker, loop: Loop, breaks: bool) -> list[ast.stmt]:
    """``break`` or ``continue`` of the innermost loop."""
    if not breaks:
        return [make.put(ast.Continue)]
    loop.broken = True
    return [*refunds(make, [loop]), make.put(ast.Break)]


def refunds(make: Maker, loops: Sequence[Loop]) -> list[ast.stmt]:
    """Give back what loops that are left early have paid for."""
    counted = [loop.counted for loop in loops if loop.counted is not None]
    return [make.run(make.call("refund", [make.name(one) for one in names])) for names in counted]
