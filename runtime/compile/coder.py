"""Blocks → Python's syntax tree: steps, values, calls, and what a value needs on its way into a slot."""

from __future__ import annotations

import ast
import copy
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from blockloom.runtime import operations, values
from blockloom.runtime.catalog import Slot
from blockloom.runtime.check import Operation
from blockloom.runtime.compile.calls import Call, paid, write_call
from blockloom.runtime.compile.choice import write_choice
from blockloom.runtime.compile.ladder import write_ladder
from blockloom.runtime.compile.library_calls import write_library_call
from blockloom.runtime.compile.modified import write_modified
from blockloom.runtime.compile.names import Names
from blockloom.runtime.compile.operators import fast
from blockloom.runtime.compile.sharing import may_share
from blockloom.runtime.compile.unfold import Unfold
from blockloom.runtime.compile.workshop import Frame, Workshop
from blockloom.runtime.kinds import ANY, Kind
from blockloom.runtime.model import Block, Body, Fields, Items, Literal, Step, Template, Value
from blockloom.runtime.slotted import rungs_of


class Coder:
    """Writes the code of one scope: the flow's own steps, or one of its functions."""

    def __init__(self, shop: Workshop, names: Names, level: str | None) -> None:
        self.shop = shop
        self.names = names
        self.make, self.space, self.style = shop.make, shop.space, shop.style
        self.level = level
        self.calls: list[Call] = []
        self.frame = Frame()
        self.walrus = True
        self.twins = not self.style.readable
        self.functions: list[ast.stmt] = []
        self._numbers = itertools.count(1)
        self.nonlocals: set[str] = set()

    def steps(self, body: Body) -> list[ast.stmt]:
        """The statements of a stack of steps."""
        return [statement for step in body if not step.disabled for statement in self._step(step)]

    def _step(self, step: Step) -> list[ast.stmt]:
        assert isinstance(step, Block), "a flow with an unknown block is not compiled"
        before = self.make.on(step.place.path)
        if step.retry is None and step.timeout is None and step.on_error == "stop":
            written = self._plain(step)
        else:
            written = write_modified(self, step, lambda: self._plain(step))
        self.make.line = before
        return written

    def _plain(self, step: Block) -> list[ast.stmt]:
        written = paid(self, lambda: self._unpaid(step)) if self.shop.functions else self._unpaid(step)
        return [*self.begin(), *written] if self.style.traced else written

    def _unpaid(self, step: Block) -> list[ast.stmt]:
        definition = step.definition
        if definition.source is None:
            return write_choice(self, step) if definition.cases is not None else self._kept(step, self._called(step))
        if definition.otherwise is not None and len(rungs := rungs_of(step)) > 1:
            return write_ladder(self, rungs)
        unfold = Unfold(self, step)
        return self._kept(step, unfold.expression()) if definition.answers else unfold.statements()

    def begin(self) -> list[ast.stmt]:
        """Tell the listener that a step begins."""
        if not self.style.traced:
            return []
        return [self.make.run(self.make.call("at", [self.make.constant(self.make.line)]))]

    def paid(self) -> list[ast.stmt]:
        """Take a step off the budget."""
        if not self.style.metered:
            return []
        return [self.make.run(self.make.call(self.space.use(next), [self.make.name("turns")]))]

    def _kept(self, step: Block, value: ast.expr) -> list[ast.stmt]:
        if step.save is None:
            return [self.make.run(self._shown(step, value))]
        slot = self.names.slot(step.save)
        fresh = self.copied(value) if self._may_share(step) else value
        return [self.make.assign(slot, fresh), *self.tell(step.save)]

    def _shown(self, step: Block, value: ast.expr) -> ast.expr:
        """The value of a step that nobody keeps, told to the listener on the way."""
        if not self.style.valued or step.definition.result is None:
            return value
        return self.make.call("saw", [self.make.constant(self.make.line), self.make.constant(None), value])

    def tell(self, variable: str) -> list[ast.stmt]:
        """Tell the listener that a variable has a new value."""
        if not self.style.valued:
            return []
        slot = self.make.name(self.names.slot(variable))
        arguments = [self.make.constant(self.make.line), self.make.constant(variable), slot]
        return [self.make.run(self.make.call("saw", arguments))]

    def value(self, node: Value) -> ast.expr:
        """The expression that works out a value."""
        if not isinstance(node, Block):
            return self._written_out(node)
        if node.disabled:
            return self.make.constant(None)
        read = node.definition.reads
        if read is not None and read.kind is ANY:
            return self.make.name(self.names.slot(str(node.slots[read.key])))
        before = self.make.on(node.place.path)
        written = Unfold(self, node).expression() if node.definition.source is not None else self._called(node)
        self.make.line = before
        return written

    def _written_out(self, node: Value) -> ast.expr:
        if isinstance(node, Literal):
            return self.make.constant(node.value)
        if isinstance(node, Items):
            return self.make.items([self.retained(item) for item in node.items])
        assert isinstance(node, Template), "a flow with an unknown block is not compiled"
        return self._template(node)

    def _template(self, node: Template) -> ast.expr:
        parts = [self.make.constant(part) if isinstance(part, str) else self.value(part) for part in node.parts]
        return self.make.call(self.space.use(values.joined), [self.make.items(parts)])

    def _called(self, block: Block) -> ast.expr:
        definition = block.definition
        given = [(slot, self.argument(block, slot)) for slot in definition.slots if slot.key in block.slots]
        operation = self.shop.facts.operations.get((id(block), 0))
        if operation is not None and len(given) == len(definition.slots):
            found = fast(self, definition.name, [value for _, value in given], operation)
            if found is not None:
                return found
        return write_library_call(self, block, given)

    def argument(self, block: Block, slot: Slot) -> ast.expr:
        """What stands in a slot, checked against the slot's kind where that is not sure."""
        node: Any = block.slots[slot.key]
        if slot.shape == "verbatim":
            return self.make.constant(node)
        if slot.shape == "fields":
            return self.fields(node)
        value = self.retained(node) if block.definition.ends else self.value(node)
        return self.fitted(value, node, block, slot)

    def fields(self, given: Fields) -> ast.expr:
        """A map of values, as an object."""
        keys = [self.make.constant(key) for key in given]
        return self.make.put(ast.Dict, keys=keys, values=[self.retained(value) for value in given.values()])  # type: ignore[no-any-return]

    def fitted(self, value: ast.expr, node: Value, block: Block, slot: Slot) -> ast.expr:
        """The value, with a check in front of it unless it surely fits the slot."""
        if slot.kind is ANY:
            return value
        if slot.choices and not isinstance(node, Literal):
            choices = self.make.put(ast.Tuple, elts=[self.make.constant(word) for word in slot.choices], ctx=ast.Load())
            words = [self.make.constant(slot.key), self.make.constant(block.definition.name)]
            return self.make.call(self.space.use(operations.need_choice), [value, choices, *words])
        return self.needed(value, self.shop.facts.kind(node), slot.kind, slot.key, block.definition.name)

    def needed(self, value: ast.expr, kind: Kind, wanted: Kind, slot: str, block: str) -> ast.expr:
        """The value, with a check in front of it unless its kind is sure."""
        if wanted.bits == ANY.bits or kind.within(wanted) and kind.bits:
            return value
        words = "whole" if wanted.whole else wanted.words()
        texts = [self.make.constant(text) for text in (words, slot, block)]
        return self.make.call(self.space.use(operations.need), [value, *texts])

    def retained(self, node: Value) -> ast.expr:
        """A value that is going to be kept somewhere: copied if something else could change it in place."""
        value = self.value(node)
        return self.copied(value) if self._may_share(node) else value

    def copied(self, value: ast.expr) -> ast.expr:
        """A copy of the value, so that changing one of the two in place leaves the other alone."""
        return self.make.call(self.space.use(values.copied), [value])

    def _may_share(self, node: Value) -> bool:
        return self.shop.copies and may_share(node, self.shop.facts)

    def call_function(self, name: str, given: Fields) -> ast.expr:
        """A call of one of the flow's own functions, its values in the order of the parameters, as in a block."""
        arguments = {
            key: self._parameter(name, key, given[key]) if key in given else self.make.plain(said.default)
            for key, said in self.shop.flow.functions[name].params.items()
        }
        return write_call(self, name, {self.shop.parameters[name][key]: value for key, value in arguments.items()})

    def beside(self, function: str) -> Coder:
        """Another coder, which writes steps of this function to be looked at."""
        names = Names(self.style.readable, set())
        for parameter in self.shop.flow.functions[function].params:
            names.slot(parameter)
        return Coder(self.shop, names, None)

    def _parameter(self, function: str, key: str, value: Value) -> ast.expr:
        wanted = self.shop.flow.functions[function].params[key].kind
        return self.needed(self.retained(value), self.shop.facts.kind(value), wanted, key, function)

    def function_name(self, what: str) -> str:
        """A new name for a function inside the scope's own."""
        return self.names.free(f"{what}_{next(self._numbers)}")

    @contextmanager
    def own_frame(self, part: bool = False) -> Iterator[Frame]:
        """A Python function of its own for what is written inside the ``with`` block."""
        outer, self.frame = self.frame, Frame(part)
        yield self.frame
        self.frame = outer

    def metered(self, target: ast.expr, items: ast.expr) -> tuple[ast.expr, ast.expr]:
        """Target and items of a loop over ``zip(items, turns)``, in this order: the other way round a loop that ends
        exactly on budget would be stopped."""
        if not self.style.metered:
            return target, items
        paired = self.make.call(self.space.use(zip), [items, self.make.name("turns")])
        return self.make.pair(target, self.make.target("_")), paired

    def applied(self, name: str, operands: list[ast.expr], operation: Operation | None) -> ast.expr | None:
        """An operation that a block's source calls, in place; None if it has to be called."""
        return fast(self, name, operands, operation) if operation is not None else None

    def twin(self, operands: list[ast.expr]) -> None:
        """Remember the call that says in words what is wrong with a position where Python raises its own error."""
        call = self.make.call(self.space.use(operations.position), [copy.copy(operand) for operand in operands])
        self.shop.twins[self.make.line] = ast.Expression(body=call)

    @contextmanager
    def worded_at_once(self, wanted: bool) -> Iterator[None]:
        """Where steps still run after a failure (``finally``), its words have to be found before they change things."""
        before, self.twins = self.twins, self.twins and not wanted
        yield
        self.twins = before

    @contextmanager
    def without_walrus(self) -> Iterator[None]:
        """Where Python allows no assignment inside an expression: what a comprehension goes through."""
        before, self.walrus = self.walrus, False
        yield
        self.walrus = before
