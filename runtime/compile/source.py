"""Expressions of an unfolded block's source, with the slots filled in."""

from __future__ import annotations

import ast
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from blockloom.runtime import operations
from blockloom.runtime.catalog import Slot
from blockloom.runtime.check.names import names_changed, names_read
from blockloom.runtime.compile.sharing import is_part
from blockloom.runtime.kinds import ANY
from blockloom.runtime.model import Value
from blockloom.runtime.unfolded import Use

if TYPE_CHECKING:
    from blockloom.runtime.compile.coder import Coder


class Source:
    """The source at one place of use. ``locals`` maps its parameters and local names to what stands for them."""

    def __init__(self, coder: Coder, use: Use) -> None:
        self.coder = coder
        self.make = coder.make
        self.use = use
        self.locals: dict[str, ast.expr | str] = {}

    def slot_value(self, slot: Slot) -> ast.expr:
        """The value in a slot, checked and, where it is kept, copied if need be."""
        node = self.use.value(slot)
        if node is None:
            return self.make.constant(slot.default)
        kept = bool(self.use.block.definition.names) and not self._only_gone_over(slot, node)
        value = self.coder.retained(node) if kept else self.coder.value(node)
        return self.coder.fitted(value, node, self.use.block, slot)

    def _only_gone_over(self, slot: Slot, node: Value) -> bool:
        """Whether the block is a loop over this list, which stays as it is meanwhile, and so does what it holds, for as
        long as the loop's variable has it."""
        block, shop = self.use.block, self.coder.shop
        loop = self.use.source.body[0]
        if not (isinstance(loop, ast.For) and isinstance(loop.iter, ast.Name) and loop.iter.id == slot.name):
            return False
        variable, items = self.use.variable(loop.target), shop.facts.kind(node).items
        plain = items is not None and items.scalar
        if variable is None or not plain and variable[1] in shop.changed:
            return False
        read = names_read([node])
        if read.isdisjoint(shop.changed):
            return True
        bodies = [self.use.body(body) for body in block.definition.bodies]
        return (plain or is_part(node)) and read.isdisjoint(names_changed(bodies))

    def is_checked(self, slot: Slot) -> bool:
        """Whether reading the variable of a slot that names one may fail, since its kind is not sure."""
        proven = self.coder.shop.facts.proven
        return slot.kind.bits != ANY.bits and (id(self.use.block), slot.name) not in proven

    def convert(self, node: ast.expr) -> ast.expr:
        """An expression of the source as code of the flow."""
        if isinstance(node, ast.Name):
            return self._named(node.id)
        held = self.use.variable(node)
        if held is not None:
            return self._read(*held)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Constant):
            return self.make.plain(node.value)
        if isinstance(node, ast.ListComp):
            return self._comprehension(node)
        return self.make.put(type(node), *[self._field(value) for _, value in ast.iter_fields(node)])  # type: ignore[no-any-return]

    def _field(self, value: Any) -> Any:
        if isinstance(value, ast.expr):
            return self.convert(value)
        return [self._field(item) for item in value] if isinstance(value, list) else value

    def target(self, node: ast.expr) -> ast.expr:
        """What an assignment or a loop of the source sets."""
        held = self.use.variable(node)
        if held is not None:
            return self.make.target(self.coder.names.slot(held[1]))
        if isinstance(node, ast.Subscript):
            value, index = self.convert(node.value), self.convert(node.slice)
            return self.make.put(ast.Subscript, value=value, slice=index, ctx=ast.Store())  # type: ignore[no-any-return]
        assert isinstance(node, ast.Name)
        name = self.locals.get(node.id)
        if not isinstance(name, str):
            name = self.locals[node.id] = self.coder.names.temporary()
        return self.make.target(name)

    def _read(self, slot: Slot, variable: str) -> ast.expr:
        value = self.make.name(self.coder.names.slot(variable))
        if not self.is_checked(slot):
            return value
        texts = [self.make.constant(text) for text in (slot.kind.words(), variable, self.use.block.definition.name)]
        return self.make.call(self._use(operations.need), [value, *texts])

    def _named(self, name: str) -> ast.expr:
        if name in self.locals:
            held = self.locals[name]
            return self.make.name(held) if isinstance(held, str) else held
        slot = self.use.slots.get(name)
        if slot is None:
            return self.make.name(self._use(self.use.thing(name)))
        if slot.shape == "value":
            return self.slot_value(slot)
        if slot.shape == "verbatim":
            return self.make.constant(str(self.use.block.slots[slot.key]))
        return self.coder.fields(self.use.fields())

    def _use(self, thing: Any) -> str:
        return self.coder.space.use(thing)

    def _call(self, node: ast.Call) -> ast.expr:
        slot = self.use.called(node)
        if slot is not None and slot.shape == "lazy":
            return self.coder.argument(self.use.block, slot)
        if slot is not None and slot.shape == "function":
            return self.coder.call_function(str(self.use.block.slots[slot.key]), self.use.fields())
        arguments = [self.convert(argument) for argument in node.args]
        if isinstance(node.func, ast.Name):
            operation = self.coder.shop.facts.operations.get((id(self.use.block), id(node)))
            found = self.coder.applied(node.func.id, arguments, operation)
            if found is not None:
                return found
        return self.make.call(self.convert(node.func), arguments)

    def _comprehension(self, node: ast.ListComp) -> ast.expr:
        loop = node.generators[0]
        with self.coder.without_walrus():
            items = self.convert(loop.iter)
        held = self.use.variable(loop.target)
        with self.coder.names.bound(held[1]) if held is not None else nullcontext():
            target, items = self.coder.metered(self.target(loop.target), items)
            tests = [self.convert(test) for test in loop.ifs]
            element = self.convert(node.elt)
        generator = ast.comprehension(target=target, iter=items, ifs=tests, is_async=0)
        return self.make.put(ast.ListComp, elt=element, generators=[generator])  # type: ignore[no-any-return]
