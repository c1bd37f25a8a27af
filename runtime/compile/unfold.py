"""Writes a control block's own source in place, its slots filled in: five lines are behaviour and translation."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from blockloom.runtime.catalog import Slot
from blockloom.runtime.compile.functions import write_function
from blockloom.runtime.compile.loops import leave_loop, refunds, write_for, write_while
from blockloom.runtime.compile.modified import HANDLED, write_attempts
from blockloom.runtime.compile.nodes import is_simple
from blockloom.runtime.compile.order import bind_values
from blockloom.runtime.compile.parts import write_steps
from blockloom.runtime.compile.source import Source
from blockloom.runtime.errors import FlowError
from blockloom.runtime.model import Block
from blockloom.runtime.types import Break, Next, Return
from blockloom.runtime.unfolded import Use

if TYPE_CHECKING:
    from blockloom.runtime.compile.coder import Coder


class Unfold:
    """One use of an unfolded block in the code of a scope. Where a ladder goes on in it, ``hole`` stands."""

    def __init__(self, coder: Coder, block: Block, hole: ast.stmt | None = None) -> None:
        self.hole = hole
        self.coder = coder
        self.make = coder.make
        self.use = Use(block)
        self.source = Source(coder, self.use)
        self.last = False

    def expression(self) -> ast.expr:
        """The block as a value."""
        returned = self.use.source.body[-1]
        assert isinstance(returned, ast.Return) and returned.value is not None
        return self.source.convert(returned.value) if self.use.is_expression else write_function(self)

    def statements(self) -> list[ast.stmt]:
        """The block as a step."""
        written = [*bind_values(self.source), *self.all(self.use.source.body)]
        for slot in self.use.block.definition.names if self.coder.style.valued else ():
            if slot.name in self.use.block.definition.changes:
                written.extend(self.coder.tell(str(self.use.block.slots[slot.key])))
        return written

    def all(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        """The statements written out, as far as they are reached."""
        written: list[ast.stmt] = []
        for statement in statements:
            written.extend(_STATEMENTS[type(statement)](self, statement))
            if written and type(written[-1]) is ast.Raise:
                break
        return written

    def _expression(self, node: ast.Expr) -> list[ast.stmt]:
        slot = self.use.called(node.value)
        if slot is not None and slot.shape == "body":
            return self._body(slot, node.value)
        value = self.source.convert(node.value)
        if isinstance(value, ast.IfExp) and isinstance(value.orelse, ast.Constant):
            return [self.make.when(value.test, [self.make.run(value.body)])]
        return [self.make.run(value)]

    def _answer(self, node: ast.Return) -> list[ast.stmt]:
        assert node.value is not None
        return [*refunds(self.make, self.coder.frame.loops), self.make.answer(self.source.convert(node.value))]

    def _assign(self, node: ast.Assign) -> list[ast.stmt]:
        target, value = self.source.target(node.targets[0]), self.source.convert(node.value)
        held = self.use.variable(node.value)
        if held is not None and self.coder.shop.copies and not held[0].kind.scalar:
            value = self.coder.copied(value)
        return [self.make.assign(target, value), *self.told(node.targets[0])]

    def told(self, target: ast.expr) -> list[ast.stmt]:
        """Tell the listener of the variable that was set, if it is one."""
        held = self.use.variable(target)
        return self.coder.tell(held[1]) if held is not None and not self.use.answers else []

    def _if(self, node: ast.If) -> list[ast.stmt]:
        known = self.use.presence(node.test)
        if known is not None:
            return self.all(node.body if known else node.orelse)
        return [self.make.when(self.source.convert(node.test), self.all(node.body), self.all(node.orelse))]

    def _body(self, slot: Slot, call: ast.expr) -> list[ast.stmt]:
        assert isinstance(call, ast.Call)
        if self.hole is not None and slot.name == self.use.block.definition.otherwise:
            return [self.hole]
        if slot.name == self.use.block.definition.tries:
            return write_attempts(self.coder, self.use.block, lambda: self._steps(slot))
        if slot.binds is None:
            return self._steps(slot)
        value = self.source.convert(call.args[0])
        with self.coder.names.bound(slot.binds) as name:
            return [self.make.assign(name, value), *self._steps(slot)]

    def _steps(self, slot: Slot) -> list[ast.stmt]:
        return write_steps(self.coder, self.use.body(slot), self.last)

    def _try(self, node: ast.Try) -> list[ast.stmt]:
        frame = self.coder.frame
        frame.depth += HANDLED
        functions, last = self._finally(node.finalbody)
        with self.coder.worded_at_once(bool(last)):
            body = self.all(node.body)
            handlers = [handler for one in node.handlers if (handler := self._handler(one)) is not None]
        frame.depth -= HANDLED
        if not handlers and not last:
            return body
        made = self.make.put(ast.Try, body=self.make.body(body), handlers=handlers, orelse=[], finalbody=last)
        return [*functions, made]

    def _finally(self, statements: list[ast.stmt]) -> tuple[list[ast.stmt], list[ast.stmt]]:
        """The last steps, and before them the functions that they are split into.

        CPython writes them out once for every way that leads through them, so they have to stay short.
        """
        self.last = True
        written = self.all(statements)
        self.last = False
        functions = [statement for statement in written if isinstance(statement, ast.FunctionDef)]
        return [*functions], [statement for statement in written if not isinstance(statement, ast.FunctionDef)]

    def _handler(self, node: ast.ExceptHandler) -> ast.ExceptHandler | None:
        """The handler, or None where all it would do is to let the failure go on."""
        make, name = self.make, self.coder.names.temporary()
        self.source.locals[node.name or ""] = name
        body = self.all(node.body)
        if len(body) == 1 and isinstance(body[0], ast.Raise) and body[0].exc is None:
            return None
        readable = self.coder.style.readable
        told = [] if readable else [make.assign(name, make.call("told", [make.name(name)]))]
        kind = make.name(self.coder.space.use(FlowError if readable else Exception))
        return make.put(ast.ExceptHandler, type=kind, name=name, body=make.body([*told, *body]))  # type: ignore[no-any-return]

    def _raise(self, node: ast.Raise) -> list[ast.stmt]:
        signal, given = self.use.signal(node)
        if signal is Return:
            return self._return(given)
        if signal in (Break, Next):
            return self._leave(signal is Break)
        raised = self.source.convert(node.exc) if node.exc is not None else None
        return [self.make.put(ast.Raise, exc=raised, cause=None)]

    def _return(self, given: ast.expr | None) -> list[ast.stmt]:
        make, frame = self.make, self.coder.frame
        frame.codes.add("return")
        value = self.source.convert(given) if given is not None else make.constant(None)
        answer = make.put(ast.Tuple, elts=[value], ctx=ast.Load()) if frame.part else value
        if any(loop.counted for loop in frame.loops) and not is_simple(answer):
            kept = self.coder.names.temporary()
            return [make.assign(kept, answer), *refunds(make, frame.loops), make.answer(make.name(kept))]
        return [*refunds(make, frame.loops), make.answer(answer)]

    def _leave(self, breaks: bool) -> list[ast.stmt]:
        make, frame, word = self.make, self.coder.frame, "break" if breaks else "next"
        if frame.loops:
            return leave_loop(make, frame.loops[-1], breaks)
        frame.codes.add(word)
        return [make.answer(make.constant(word))]


_STATEMENTS: dict[type[ast.stmt], Callable[[Unfold, Any], list[ast.stmt]]] = {
    ast.Expr: Unfold._expression,
    ast.Assign: Unfold._assign,
    ast.If: Unfold._if,
    ast.For: write_for,
    ast.While: write_while,
    ast.Try: Unfold._try,
    ast.Return: Unfold._answer,
    ast.Raise: Unfold._raise,
    ast.Pass: lambda unfold, node: [],
}
