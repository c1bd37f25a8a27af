"""The kinds of expressions in an unfolded block's source, and what its assignments do to variables."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from blockloom.runtime.catalog import Slot
from blockloom.runtime.check.environment import Environment
from blockloom.runtime.check.reading import read_variable
from blockloom.runtime.kinds import (
    A_BOOLEAN,
    A_LIST,
    ANY,
    LIST,
    OBJECT,
    Kind,
    join,
    kind_of,
    list_of,
    number,
    record_of,
)
from blockloom.runtime.limits import ITEMS, LARGEST, MAX_STEPS
from blockloom.runtime.model import Items, Literal
from blockloom.runtime.unfolded import Use

if TYPE_CHECKING:
    from blockloom.runtime.check.infer import Inference


class Source:
    """The source at one place of use. ``locals`` holds the kinds of its parameters and local names."""

    def __init__(self, inference: Inference, use: Use) -> None:
        self.inference = inference
        self.use = use
        self.locals: dict[str, Kind] = {}

    def kind(self, node: ast.expr, env: Environment) -> Kind:
        """The kind of an expression."""
        if isinstance(node, ast.Name):
            return self.locals.get(node.id, ANY)
        if isinstance(node, ast.Call):
            return self._call(node, env)
        if isinstance(node, ast.Constant):
            return kind_of(node.value)
        held = self.use.variable(node)
        if held is not None:
            return read_variable(self.inference.flow, self.inference.facts, self.use.block, held[0], env)
        if isinstance(node, ast.IfExp):
            self.kind(node.test, env)
            return join(self.kind(node.body, env), self.kind(node.orelse, env))
        if isinstance(node, ast.ListComp):
            return self._comprehension(node, env)
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.expr):
                self.kind(inner, env)
        return A_BOOLEAN if isinstance(node, (ast.BoolOp, ast.Compare)) else ANY

    def iterated(self, node: ast.expr, env: Environment) -> tuple[Kind, float]:
        """The kind of what a loop gives out, and the most turns that it can make."""
        if self.use.counts(node):
            assert isinstance(node, ast.Call)
            kinds = [self.kind(argument, env) for argument in node.args]
            return _counted(*kinds) if len(kinds) == 3 else _counted(_ZERO, _before(kinds[0]), _ONE)
        kind = self.kind(node, env)
        items = kind.items if kind.bits & LIST and kind.items is not None else ANY
        return items if items.bits else ANY, ITEMS

    def surely_turns(self, node: ast.expr) -> bool:
        """Whether a loop over this surely makes a turn; to be asked after ``iterated``."""
        if isinstance(node, ast.Name):
            given = self.use.value(self.use.slots[node.id]) if node.id in self.use.slots else None
            return isinstance(given, Items) and bool(given.items)
        if not self.use.counts(node):
            return False
        assert isinstance(node, ast.Call)
        kinds = [self.locals.get(part.id, ANY) if isinstance(part, ast.Name) else ANY for part in node.args]
        if len(kinds) == 1:
            return kinds[0].is_number and kinds[0].low >= 1
        first, last, by = kinds
        up, down = by.low > 0 and first.high <= last.low, by.high < 0 and first.low >= last.high
        return all(kind.is_number for kind in kinds) and (up or down)

    def assign(self, target: ast.expr, kind: Kind, env: Environment) -> None:
        """Give what an assignment or a loop sets its kind."""
        held = self.use.variable(target)
        if held is not None:
            self.inference.assign(env, held[1], kind)
        elif isinstance(target, ast.Name):
            self.locals[target.id] = kind
        else:
            assert isinstance(target, ast.Subscript)
            self.kind(target.value, env)
            self.kind(target.slice, env)
            self._mixed_in(target.value, kind, env, self._text(target.slice))

    def _mixed_in(self, target: ast.expr, kind: Kind, env: Environment, name: str | None) -> None:
        """A value was put into a list or an object: its items, or the property ``name``, may be of that kind now, too.

        Where the name is not known it may be any."""
        held = self.use.variable(target)
        known = env.get(held[1]) if held is not None else None
        if held is None or known is None or known.items is None and not known.fields and name is None:
            return
        items = list_of(join(known.items, kind)).items if known.items is not None else None
        fields = {other: join(before, kind) for other, before in known.fields} if name is None else dict(known.fields)
        if name is not None:
            fields[name] = kind
        put = record_of(fields).fields if known.bits & OBJECT else ()
        self.inference.assign(env, held[1], replace(known, items=items, fields=put))

    def _text(self, node: ast.expr) -> str | None:
        """The text that stands in the slot which the source names here, if it is a constant."""
        slot = self.use.slots.get(node.id) if isinstance(node, ast.Name) else None
        given = self.use.value(slot) if slot is not None and slot.shape == "value" else None
        return given.value if isinstance(given, Literal) and isinstance(given.value, str) else None

    def _forget(self, target: ast.expr, env: Environment) -> None:
        """Something was taken out of a list or an object: its properties may be gone."""
        held = self.use.variable(target)
        known = env.get(held[1]) if held is not None else None
        if held is not None and known is not None and known.fields:
            self.inference.assign(env, held[1], replace(known, fields=()))

    def _call(self, node: ast.Call, env: Environment) -> Kind:
        slot = self.use.called(node)
        if slot is not None and slot.shape == "lazy":
            return self._lazy(slot, env)
        if slot is not None and slot.shape == "function":
            return self.inference.call(self.use.block, str(self.use.block.slots[slot.key]), self.use.fields())
        kinds = [self.kind(argument, env) for argument in node.args]
        if isinstance(node.func, ast.Name):
            key = (id(self.use.block), id(node))
            self.inference.cautions.operation(node.func.id, kinds, self.use.block.place)
            return self.inference.operate(node.func.id, key, kinds, self.use.block.place) or ANY
        assert isinstance(node.func, ast.Attribute)
        self.kind(node.func.value, env)
        if node.func.attr == "append":
            self._mixed_in(node.func.value, kinds[0], env, None)
        else:
            self._forget(node.func.value, env)
        return ANY

    def _lazy(self, slot: Slot, env: Environment) -> Kind:
        value = self.use.value(slot)
        assert value is not None, "a lazy slot is never left out"
        return self.inference.demand(self.use.block, slot, value, self.inference.value(value, env), env)

    def _comprehension(self, node: ast.ListComp, env: Environment) -> Kind:
        loop = node.generators[0]
        items, _ = self.iterated(loop.iter, env)
        inner = dict(env)
        self.assign(loop.target, items, inner)
        for test in loop.ifs:
            self.kind(test, inner)
        kind = self.kind(node.elt, inner)
        return list_of(kind) if kind.bits else A_LIST


_ZERO, _ONE = number(0, 0, True), number(1, 1, True)


def _before(kind: Kind) -> Kind:
    return number(kind.low - 1, kind.high - 1, True)


def _counted(first: Kind, last: Kind, by: Kind) -> tuple[Kind, float]:
    """The numbers that a counting loop gives out. No loop makes more turns than the largest step budget."""
    stride = max(abs(by.low), abs(by.high))
    reach = MAX_STEPS * stride
    low = max(min(first.low, last.low), first.low - reach) if by.low < 0 else first.low
    high = min(max(first.high, last.high), first.high + reach) if by.high > 0 else first.high
    turns = min(MAX_STEPS, max(high - low, 0) + 1)
    return number(max(low, -LARGEST), min(high, LARGEST), True), turns
