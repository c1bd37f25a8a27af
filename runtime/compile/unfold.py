"""Writes a control block's own source in place, its slots filled in: five lines are behaviour and translation."""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING, Any

from blockloom.runtime import operations
from blockloom.runtime.catalog import Slot
from blockloom.runtime.compile.nodes import is_simple
from blockloom.runtime.compile.parts import split
from blockloom.runtime.errors import FlowError
from blockloom.runtime.kinds import ANY
from blockloom.runtime.model import Block, Body, Items, Literal, Template
from blockloom.runtime.types import Break, Next, Return

if TYPE_CHECKING:
    from blockloom.runtime.compile.coder import Coder

SPLIT_AT = 12


class Unfold:
    """One use of an unfolded block in the code of a scope."""

    def __init__(self, coder: Coder, block: Block) -> None:
        assert block.definition.source is not None
        self.coder = coder
        self.make = coder.make
        self.block = block
        self.source = block.definition.source
        self.slots = {slot.name: slot for slot in block.definition.slots}
        self.globals: dict[str, Any] = block.definition.function.__globals__
        self.locals: dict[str, ast.expr | str] = {}

    @property
    def answers(self) -> bool:
        """Whether the block is one expression."""
        return len(self.source.body) == 1 and isinstance(self.source.body[0], ast.Return)

    def expression(self) -> ast.expr:
        """The block as a value."""
        returned = self.source.body[0]
        assert isinstance(returned, ast.Return) and returned.value is not None
        return self.convert(returned.value)

    def statements(self) -> list[ast.stmt]:
        """The block as a step."""
        written = [*self._bound(), *self.block_of(self.source.body)]
        for slot in self.slots.values():
            if slot.name in self.block.definition.changes:
                written.extend(self.coder.tell(str(self.block.slots[slot.key])))
        return written

    def _bound(self) -> list[ast.stmt]:
        """Values that the source uses late, twice or out of order are worked out first, in the order of the slots."""
        values = {name: self._slot_value(slot) for name, slot in self.slots.items() if slot.shape == "value"}
        head = _loads(_head(self.source.body[0]) if self.source.body else [], values)
        everywhere = _loads(list(self.source.body), values)
        costly = [name for name, value in values.items() if not is_simple(value)]
        fails_first = any(self._is_checked(slot) for slot in self.slots.values())
        in_order = [name for name in head if name in costly] == costly and not fails_first
        bound: list[ast.stmt] = []
        for name, value in values.items():
            once = everywhere.count(name) == 1 and name in head
            constant = isinstance(value, ast.Constant)
            if (
                constant
                or (once and (in_order or (len(costly) < 2 and not fails_first)))
                or (is_simple(value) and _only_in(name, head, everywhere))
            ):
                self.locals[name] = value
            else:
                temporary = self.coder.names.temporary()
                bound.append(self.make.assign(temporary, value))
                self.locals[name] = temporary
        return bound

    def _is_checked(self, slot: Slot) -> bool:
        """Whether reading the slot's variable may fail, since its kind is not sure."""
        return slot.shape == "name" and slot.kind.bits != ANY.bits and (id(self.block), slot.name) not in self._proven

    @property
    def _proven(self) -> set[tuple[int, str]]:
        return self.coder.shop.facts.proven

    def _slot_value(self, slot: Slot) -> ast.expr:
        node = self.block.slots.get(slot.key)
        if not isinstance(node, Literal | Items | Template | Block):
            return self.make.constant(slot.default)
        kept = any(other.shape == "name" for other in self.slots.values())
        value = self.coder.retained(node) if kept else self.coder.value(node)
        kind = self.coder.shop.facts.kind(node)
        return self.coder.needed(value, kind, slot.kind, slot.key, self.block.definition.name)

    def block_of(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        return [written for statement in statements for written in self.statement(statement)]

    def statement(self, node: ast.stmt) -> list[ast.stmt]:
        make = self.make
        if isinstance(node, ast.Expr):
            slot = self._called_slot(node.value)
            if slot is not None and slot.shape == "body":
                return self._body(slot, node.value)
            return [make.run(self.convert(node.value))]
        if isinstance(node, ast.Assign):
            return self._assign(node)
        if isinstance(node, ast.If):
            return self._if(node)
        if isinstance(node, ast.For):
            return self._for(node)
        if isinstance(node, ast.While):
            return self._while(node)
        if isinstance(node, ast.Try):
            return self._try(node)
        if isinstance(node, ast.Raise):
            return self._raise(node)
        return []

    def _assign(self, node: ast.Assign) -> list[ast.stmt]:
        variable = self._variable(node.targets[0])
        written = self.make.put(ast.Assign, targets=[self.target(node.targets[0])], value=self.convert(node.value))
        return [written, *(self.coder.tell(variable) if variable is not None else [])]

    def _if(self, node: ast.If) -> list[ast.stmt]:
        known = self._presence(node.test)
        if known is not None:
            return self.block_of(node.body if known else node.orelse)
        return [self.make.when(self.convert(node.test), self.block_of(node.body), self.block_of(node.orelse))]

    def _presence(self, test: ast.expr) -> bool | None:
        if not isinstance(test, ast.Compare) or not isinstance(test.left, ast.Name) or test.left.id not in self.slots:
            return None
        given = self.slots[test.left.id].key in self.block.slots
        return given if isinstance(test.ops[0], ast.IsNot) else not given

    def _body(self, slot: Slot, call: ast.expr) -> list[ast.stmt]:
        steps = self.block.slots.get(slot.key, [])
        assert isinstance(steps, list) and isinstance(call, ast.Call)
        if slot.binds is None:
            return self._steps(steps)
        value = self.convert(call.args[0])
        with self.coder.names.bound(slot.binds) as name:
            return [self.make.assign(name, value), *self._steps(steps)]

    def _steps(self, steps: Body) -> list[ast.stmt]:
        if self.coder.frame.depth > SPLIT_AT and any(not step.disabled for step in steps):
            return split(self.coder, steps)
        return self.coder.steps(steps)

    def _for(self, node: ast.For) -> list[ast.stmt]:
        make, style = self.make, self.coder.style
        items = self.convert(node.iter)
        counted = self._is_range(node.iter)
        told = self._told_target(node.target)
        target = self.target(node.target)
        if not style.metered:
            return [make.loop(target, items, [*told, *self._inner(node.body, 1)])]
        if not counted:
            return [self._zipped(target, items, [*told, *self._inner(node.body, 1)])]
        chunk = self.coder.names.temporary()
        assert isinstance(target, ast.Name)
        body = [*told, *self._inner(node.body, 2, (chunk, target.id))]
        chunks = make.call("chunks", [items])
        leaves = _breaks(body)
        inner = make.loop(target, make.name(chunk), body, [make.put(ast.Continue)] if leaves else None)
        return [make.loop(make.target(chunk), chunks, [inner, make.put(ast.Break)] if leaves else [inner])]

    def _told_target(self, target: ast.expr) -> list[ast.stmt]:
        variable = self._variable(target)
        return self.coder.tell(variable) if variable is not None else []

    def _zipped(self, target: ast.expr, items: ast.expr, body: list[ast.stmt]) -> ast.stmt:
        make = self.make
        return make.loop(
            make.pair(target, make.target("_")), make.call(self._use(zip), [items, make.name("turns")]), body
        )

    def _while(self, node: ast.While) -> list[ast.stmt]:
        make = self.make
        test = self.convert(node.test)
        body = self._inner(node.body, 1)
        if not self.coder.style.metered:
            return [make.put(ast.While, test=test, body=make.body(body), orelse=[])]
        endless = isinstance(test, ast.Constant) and test.value is True
        leave = make.when(make.put(ast.UnaryOp, op=ast.Not(), operand=test), [make.put(ast.Break)])
        return [make.loop(make.target("_"), make.name("turns"), body if endless else [leave, *body])]

    def _inner(
        self, statements: list[ast.stmt], depth: int, counted: tuple[str, str] | None = None
    ) -> list[ast.stmt]:
        frame = self.coder.frame
        frame.depth += depth
        frame.loops.append(counted)
        written = self.block_of(statements)
        frame.depth -= depth
        frame.loops.pop()
        return written

    def _refunds(self, loops: list[tuple[str, str] | None]) -> list[ast.stmt]:
        """Give back what loops that are left early have paid for."""
        make = self.make
        return [make.run(make.call("refund", [make.name(one) for one in loop])) for loop in loops if loop is not None]

    def _try(self, node: ast.Try) -> list[ast.stmt]:
        frame = self.coder.frame
        frame.depth += 3
        last = self.block_of(node.finalbody)
        with self.coder.worded_at_once(bool(last)):
            body = self.block_of(node.body)
            handlers = [handler for one in node.handlers if (handler := self._handler(one)) is not None]
        frame.depth -= 3
        if not handlers and not last:
            return body
        made = self.make.put(ast.Try, body=self.make.body(body), handlers=handlers, orelse=[], finalbody=last)
        return [made]

    def _handler(self, node: ast.ExceptHandler) -> ast.ExceptHandler | None:
        make, name = self.make, self.coder.names.temporary()
        self.locals[node.name or ""] = name
        body = self.block_of(node.body)
        if len(body) == 1 and isinstance(body[0], ast.Raise) and body[0].exc is None:
            return None
        caught = FlowError if self.coder.style.readable else Exception
        told = [] if self.coder.style.readable else [make.assign(name, make.call("told", [make.name(name)]))]
        kind = make.name(self._use(caught))
        return make.put(ast.ExceptHandler, type=kind, name=name, body=make.body([*told, *body]))  # type: ignore[no-any-return]

    def _raise(self, node: ast.Raise) -> list[ast.stmt]:
        make, raised = self.make, node.exc
        name = raised.func if isinstance(raised, ast.Call) else raised
        signal = self.globals.get(name.id) if isinstance(name, ast.Name) else None
        frame = self.coder.frame
        if signal is Return:
            given = raised.args[0] if isinstance(raised, ast.Call) and raised.args else None
            value = self.convert(given) if given is not None else make.constant(None)
            frame.codes.add("return")
            answer = make.put(ast.Tuple, elts=[value], ctx=ast.Load()) if frame.part else value
            if any(frame.loops) and not is_simple(answer):
                kept = self.coder.names.temporary()
                return [make.assign(kept, answer), *self._refunds(frame.loops), make.answer(make.name(kept))]
            return [*self._refunds(frame.loops), make.answer(answer)]
        if signal in (Break, Next):
            word = "break" if signal is Break else "next"
            if frame.loops:
                refunds = self._refunds(frame.loops[-1:]) if signal is Break else []
                return [*refunds, make.put(ast.Break if signal is Break else ast.Continue)]
            frame.codes.add(word)
            return [make.answer(make.constant(word))]
        return [make.put(ast.Raise, exc=self.convert(raised) if raised is not None else None, cause=None)]

    def convert(self, node: ast.expr) -> ast.expr:
        """An expression of the source with the slots filled in."""
        make = self.make
        variable = self._variable(node)
        if variable is not None:
            return self._read(node, variable)
        if isinstance(node, ast.Name):
            return self._named(node.id)
        if isinstance(node, ast.Constant):
            return make.constant(node.value)  # type: ignore[arg-type]
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.ListComp):
            return self._comprehension(node)
        fields = {name: self._field(value) for name, value in ast.iter_fields(node)}
        return make.put(type(node), **fields)  # type: ignore[no-any-return]

    def _field(self, value: Any) -> Any:
        if isinstance(value, ast.expr):
            return self.convert(value)
        if isinstance(value, list):
            return [self._field(item) for item in value]
        return value

    def _named(self, name: str) -> ast.expr:
        if name in self.locals:
            held = self.locals[name]
            return self.make.name(held) if isinstance(held, str) else held
        slot = self.slots.get(name)
        if slot is None:
            return self.make.name(self._use(self.globals[name] if name in self.globals else getattr(builtins, name)))
        if slot.shape == "value":
            return self._slot_value(slot)
        given = self.block.slots.get(slot.key)
        if slot.shape == "verbatim":
            assert isinstance(given, str)
            return self.make.constant(given)
        assert isinstance(given, dict)
        keys = [self.make.constant(key) for key in given]
        return self.make.put(ast.Dict, keys=keys, values=[self.coder.retained(value) for value in given.values()])  # type: ignore[no-any-return]

    def _use(self, thing: Any) -> str:
        return self.coder.space.use(thing)

    def _variable(self, node: ast.expr) -> str | None:
        """The flow's variable that ``slot.value`` is."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr == "value":
            slot = self.slots.get(node.value.id)
            if slot is not None and slot.shape == "name":
                return str(self.block.slots[slot.key])
        return None

    def _read(self, node: ast.expr, variable: str) -> ast.expr:
        assert isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        slot = self.slots[node.value.id]
        value = self.make.name(self.coder.names.slot(variable))
        if not self._is_checked(slot):
            return value
        texts = [self.make.constant(text) for text in (slot.kind.words(), variable, self.block.definition.name)]
        return self.make.call(self._use(operations.need), [value, *texts])

    def target(self, node: ast.expr) -> ast.expr:
        variable = self._variable(node)
        if variable is not None:
            return self.make.target(self.coder.names.slot(variable))
        if isinstance(node, ast.Subscript):
            value, index = self.convert(node.value), self.convert(node.slice)
            return self.make.put(ast.Subscript, value=value, slice=index, ctx=ast.Store())  # type: ignore[no-any-return]
        assert isinstance(node, ast.Name)
        held = self.locals.get(node.id)
        if not isinstance(held, str):
            held = self.locals[node.id] = self.coder.names.temporary()
        return self.make.target(held)

    def _called_slot(self, node: ast.expr) -> Slot | None:
        return self.slots.get(node.func.id) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None

    def _call(self, node: ast.Call) -> ast.expr:
        slot = self._called_slot(node)
        if slot is not None and slot.shape == "lazy":
            return self.coder.argument(self.block, slot)
        if slot is not None and slot.shape == "function":
            return self._function(slot)
        arguments = [self.convert(argument) for argument in node.args]
        if isinstance(node.func, ast.Name):
            operation = self.coder.shop.facts.operations.get((id(self.block), id(node)))
            found = self.coder.applied(node.func.id, arguments, operation)
            if found is not None:
                return found
        return self.make.call(self.convert(node.func), arguments)

    def _function(self, slot: Slot) -> ast.expr:
        """A call of one of the flow's own functions, its values in the order in which they are written."""
        coder, name = self.coder, str(self.block.slots[slot.key])
        function = coder.shop.flow.functions[name]
        given: Any = next(
            (self.block.slots.get(one.key, {}) for one in self.slots.values() if one.shape == "fields"), {}
        )
        arguments: dict[str, ast.expr] = {}
        for key, value in given.items():
            said, kind = function.params[key], coder.shop.facts.kind(value)
            arguments[key] = coder.needed(coder.retained(value), kind, said.kind, key, name)
        for key, said in function.params.items():
            arguments.setdefault(key, self._constant(said.default))
        named = {self._parameter(name, key): value for key, value in arguments.items()}
        positional = list(named.values()) if list(arguments) == list(function.params) else []
        if coder.depth is not None:
            one_more = self.make.put(ast.BinOp, left=coder.depth, op=ast.Add(), right=self.make.constant(1))
            (positional.append(one_more) if positional or not named else named.update(depth=one_more))
        return self.make.call(coder.shop.functions[name], positional, {} if positional else named)

    def _parameter(self, function: str, key: str) -> str:
        return self.coder.shop.parameters[function][key]

    def _constant(self, value: Any) -> ast.expr:
        if isinstance(value, list):
            return self.make.put(ast.List, elts=[self._constant(item) for item in value], ctx=ast.Load())  # type: ignore[no-any-return]
        if isinstance(value, dict):
            keys = [self.make.constant(key) for key in value]
            return self.make.put(ast.Dict, keys=keys, values=[self._constant(item) for item in value.values()])  # type: ignore[no-any-return]
        return self.make.constant(value)

    def _comprehension(self, node: ast.ListComp) -> ast.expr:
        make, loop = self.make, node.generators[0]
        with self.coder.without_walrus():
            items = self.convert(loop.iter)
        target = self.target(loop.target)
        if self.coder.style.metered:
            items = make.call(self._use(zip), [items, make.name("turns")])
            target = make.pair(target, make.target("_"))
        tests = [self.convert(test) for test in loop.ifs]
        generator = ast.comprehension(target=target, iter=items, ifs=tests, is_async=0)
        return make.put(ast.ListComp, elt=self.convert(node.elt), generators=[generator])  # type: ignore[no-any-return]

    def _is_range(self, node: ast.expr) -> bool:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            return False
        function = self.globals.get(node.func.id, getattr(builtins, node.func.id, None))
        return function is range or function is operations.whole_range


def _head(statement: ast.stmt) -> list[ast.AST]:
    """The part of a statement that is worked out before any of its bodies, where its order is that of the source."""
    if isinstance(statement, ast.If):
        return [statement.test]
    if isinstance(statement, ast.For):
        return [statement.iter]
    if isinstance(statement, ast.Raise):
        return [statement.exc] if statement.exc is not None else []
    if isinstance(statement, ast.Assign):
        return [*statement.targets, statement.value]
    return [statement.value] if isinstance(statement, ast.Expr) else []


def _loads(nodes: list[Any], names: dict[str, Any]) -> list[str]:
    found = (node for root in nodes for node in ast.walk(root))
    return [node.id for node in found if isinstance(node, ast.Name) and node.id in names]


def _only_in(name: str, head: list[str], everywhere: list[str]) -> bool:
    return head.count(name) == everywhere.count(name)


def _breaks(body: list[ast.stmt]) -> bool:
    """Whether a ``break`` of this loop stands in its body."""
    todo: list[ast.AST] = list(body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Break):
            return True
        if not isinstance(node, ast.For | ast.While | ast.FunctionDef):
            todo.extend(ast.iter_child_nodes(node))
        elif not isinstance(node, ast.FunctionDef):
            todo.extend(node.orelse)
    return False
