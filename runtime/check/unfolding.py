"""Reads a control block's own source with kinds in place of values: the same lines that run it tell what they do."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from blockloom.runtime import operations
from blockloom.runtime.catalog import Slot
from blockloom.runtime.check.environment import Environment, Loop, meet
from blockloom.runtime.check.loops import run_loop
from blockloom.runtime.kinds import (
    A_BOOLEAN,
    A_LIST,
    A_NOTHING,
    AN_OBJECT,
    ANY,
    LIST,
    NEVER,
    UNSET,
    Kind,
    join,
    kind_of,
    list_of,
    number,
)
from blockloom.runtime.limits import ITEMS, LARGEST, MAX_STEPS
from blockloom.runtime.model import Block, Items, Literal, Template
from blockloom.runtime.types import Break, Next, Return

if TYPE_CHECKING:
    from blockloom.runtime.check.infer import Inference


class Unfolding:
    """One use of an unfolded block. ``run`` answers its kind and the environment after it."""

    def __init__(self, inference: Inference, block: Block) -> None:
        self.inference = inference
        self.block = block
        self.slots = {slot.name: slot for slot in block.definition.slots}
        self.globals: dict[str, Any] = block.definition.function.__globals__
        self.locals: dict[str, Kind] = {}
        self.result: Kind | None = None

    def run(self, env: Environment) -> tuple[Kind | None, Environment | None]:
        source = self.block.definition.source
        assert source is not None
        for slot in self.slots.values():
            if slot.shape == "value":
                self.locals[slot.name] = self.inference.slot(self.block, slot, env)
            elif slot.shape == "fields":
                self._fields(slot, env)
            elif slot.shape == "verbatim":
                self.locals[slot.name] = kind_of("")
        after = self._statements(source.body, env)
        return self.result, after if self.result is None or after is not None else env

    def _fields(self, slot: Slot, env: Environment) -> None:
        fields = self.block.slots.get(slot.key, {})
        assert isinstance(fields, dict)
        for value in fields.values():
            self.inference.value(value, env)
        self.locals[slot.name] = AN_OBJECT

    def _statements(self, statements: list[ast.stmt], env: Environment | None) -> Environment | None:
        for statement in statements:
            if env is None:
                return None
            env = self._statement(statement, env)
        return env

    def _statement(self, node: ast.stmt, env: Environment) -> Environment | None:
        if isinstance(node, ast.Expr):
            return self._expression_statement(node.value, env)
        if isinstance(node, ast.Assign):
            self._assign(node.targets[0], self._kind(node.value, env), env)
            return env
        if isinstance(node, ast.If):
            return self._if(node, env)
        if isinstance(node, ast.For):
            return self._for(node, env)
        if isinstance(node, ast.While):
            return self._while(node, env)
        if isinstance(node, ast.Try):
            return self._try(node, env)
        if isinstance(node, ast.Raise):
            self._raise(node, env)
            return None
        if isinstance(node, ast.Return):
            self.result = self._kind(node.value, env) if node.value is not None else A_NOTHING
        return env

    def _expression_statement(self, node: ast.expr, env: Environment) -> Environment | None:
        slot = self._called(node)
        if slot is not None and slot.shape == "body":
            return self._body(slot, env)
        self._kind(node, env)
        return env

    def _body(self, slot: Slot, env: Environment) -> Environment | None:
        steps = self.block.slots.get(slot.key, [])
        assert isinstance(steps, list)
        if slot.binds is None:
            return self.inference.steps(steps, env)
        before = env.get(slot.binds)
        env[slot.binds] = AN_OBJECT
        after = self.inference.steps(steps, env)
        if after is not None:
            after.pop(slot.binds, None)
            after.update({slot.binds: before} if before is not None else {})
        return after

    def _if(self, node: ast.If, env: Environment) -> Environment | None:
        known = self._presence(node.test)
        if known is not None:
            return self._statements(node.body if known else node.orelse, env)
        self._kind(node.test, env)
        return meet(self._statements(node.body, dict(env)), self._statements(node.orelse, env))

    def _presence(self, test: ast.expr) -> bool | None:
        """The truth of ``slot is None`` and ``slot is not None``, known before the flow runs."""
        if not isinstance(test, ast.Compare) or not isinstance(test.left, ast.Name) or test.left.id not in self.slots:
            return None
        given = self.slots[test.left.id].key in self.block.slots
        return given if isinstance(test.ops[0], ast.IsNot) else not given

    def _for(self, node: ast.For, env: Environment) -> Environment | None:
        items, turns = self._iterated(node.iter, env)
        inference = self.inference

        def turn(env: Environment, loop: Loop) -> Environment | None:
            inference.loops.append(loop)
            self._assign(node.target, items, env)
            after = self._statements(node.body, env)
            inference.loops.pop()
            return meet(after, *loop.nexts)

        return run_loop(inference.facts, env, turns, turn, self._coarse())

    def _while(self, node: ast.While, env: Environment) -> Environment | None:
        inference = self.inference
        endless = self._always(node.test)
        leaving: list[Environment] = []

        def turn(env: Environment, loop: Loop) -> Environment | None:
            self._kind(node.test, env)
            leaving[:] = [dict(env)]
            inference.loops.append(loop)
            after = self._statements(node.body, env)
            inference.loops.pop()
            return meet(after, *loop.nexts)

        breaks = Loop()
        env_after = run_loop(inference.facts, env, MAX_STEPS, _keeping_breaks(turn, breaks), self._coarse())
        return meet(*breaks.breaks) if endless else env_after

    def _always(self, test: ast.expr) -> bool:
        slot = self._called(test)
        node = self.block.slots.get(slot.key) if slot is not None else None
        return isinstance(node, Literal) and node.value is True

    def _coarse(self) -> frozenset[str] | None:
        if not self.inference.coarse:
            return None
        from blockloom.runtime.check.infer import names_set

        return names_set([self.block])

    def _iterated(self, node: ast.expr, env: Environment) -> tuple[Kind, float]:
        """The kind of what a loop gives out, and the most turns it can make."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            function = self.globals.get(node.func.id, range if node.func.id == "range" else None)
            kinds = [self._kind(argument, env) for argument in node.args]
            if function is range:
                return number(0, max(min(kinds[0].high, MAX_STEPS), 0), True), max(min(kinds[0].high, MAX_STEPS), 0)
            if function is operations.whole_range:
                return _counted(*kinds)
        kind = self._kind(node, env)
        items = kind.items if kind.bits & LIST and kind.items is not None else ANY
        return items if items.bits else ANY, ITEMS

    def _try(self, node: ast.Try, env: Environment) -> Environment | None:
        inference = self.inference
        ways_out = self._ways_out()
        before = dict(env)
        seen: Environment = {}
        inference.watched.append(seen)
        after = self._statements(node.body, env)
        failed = _any_moment(before, seen)
        for handler in node.handlers:
            caught = dict(failed)
            self.locals[handler.name or ""] = AN_OBJECT
            after = meet(after, self._statements(handler.body, caught))
        inference.watched.pop()
        if not node.finalbody:
            return after
        with_finally = self._finally(node, after, _any_moment(before, seen))
        for way, start in ways_out:
            way[start:] = [done for env in way[start:] if (done := self._quiet(node, env)) is not None]
        return with_finally

    def _finally(self, node: ast.Try, after: Environment | None, any_moment: Environment) -> Environment | None:
        end = self._quiet(node, after) if after is not None else None
        self._statements(node.finalbody, meet(any_moment, after))
        return end

    def _quiet(self, node: ast.Try, env: Environment) -> Environment | None:
        self.inference.facts.quiet += 1
        end = self._statements(node.finalbody, dict(env))
        self.inference.facts.quiet -= 1
        return end

    def _ways_out(self) -> list[tuple[list[Environment], int]]:
        loops = self.inference.loops[-1:]
        lists = [self.inference.returns, *(way for loop in loops for way in (loop.breaks, loop.nexts))]
        return [(way, len(way)) for way in lists]

    def _raise(self, node: ast.Raise, env: Environment) -> None:
        inference, raised = self.inference, node.exc
        name = raised.func if isinstance(raised, ast.Call) else raised
        signal = self.globals.get(name.id) if isinstance(name, ast.Name) else None
        if signal is Return:
            value = raised.args[0] if isinstance(raised, ast.Call) and raised.args else None
            inference.leave(env, self._kind(value, env) if value is not None else A_NOTHING)
        elif signal in (Break, Next):
            if not inference.loops:
                word = self.block.definition.name
                message = f"{word} stands in no loop."
                inference.facts.find(self.block.place, "no_loop", message, "move it into a loop, or use return")
            else:
                loop = inference.loops[-1]
                (loop.breaks if signal is Break else loop.nexts).append(env)

    def _assign(self, target: ast.expr, kind: Kind, env: Environment) -> None:
        name = self._variable(target)
        if name is not None:
            self.inference.assign(env, name, kind)
        elif isinstance(target, ast.Name):
            self.locals[target.id] = kind
        elif isinstance(target, ast.Subscript):
            self._kind(target.value, env)
            self._kind(target.slice, env)
            self._mixed_in(target.value, kind, env)

    def _mixed_in(self, target: ast.expr, kind: Kind, env: Environment) -> None:
        """A value was put into a list: its items may be of that kind now, too."""
        name = self._variable(target)
        if name is not None and (held := env.get(name)) is not None and held.bits & LIST:
            items = join(held.items, kind) if held.items is not None else None
            self.inference.assign(env, name, replace(list_of(items), bits=held.bits) if items is not None else held)

    def _variable(self, node: ast.expr) -> str | None:
        """The flow's variable that ``slot.value`` is."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr == "value":
            slot = self.slots.get(node.value.id)
            if slot is not None and slot.shape == "name":
                return str(self.block.slots.get(slot.key, "_"))
        return None

    def _called(self, node: ast.expr) -> Slot | None:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return self.slots.get(node.func.id)
        return None

    def _kind(self, node: ast.expr, env: Environment) -> Kind:
        variable = self._variable(node)
        if variable is not None:
            return self._read(node, variable, env)
        if isinstance(node, ast.Name):
            return self.locals.get(node.id, ANY)
        if isinstance(node, ast.Constant):
            return kind_of(node.value)
        if isinstance(node, ast.Call):
            return self._call(node, env)
        if isinstance(node, ast.IfExp):
            self._kind(node.test, env)
            return join(self._kind(node.body, env), self._kind(node.orelse, env))
        if isinstance(node, ast.ListComp):
            return self._comprehension(node, env)
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.expr):
                self._kind(inner, env)
        return A_BOOLEAN if isinstance(node, ast.BoolOp | ast.Compare) else ANY

    def _read(self, node: ast.expr, variable: str, env: Environment) -> Kind:
        assert isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        slot = self.slots[node.value.id]
        place = self.block.places.get(slot.key, self.block.place)
        kind = self.inference.read(env, variable, place)
        if not kind.meets(slot.kind):
            message = f"{variable} has to be {slot.kind.words()} here. It is {kind.words()}."
            self.inference.facts.find(place, "wrong_kind", message)
        key = (id(self.block), slot.name)
        if kind.within(slot.kind) and kind.bits:
            self.inference.facts.proven.add(key)
        else:
            self.inference.facts.proven.discard(key)
        return kind if kind.within(slot.kind) else replace(kind, bits=kind.bits & slot.kind.bits or slot.kind.bits)

    def _call(self, node: ast.Call, env: Environment) -> Kind:
        slot = self._called(node)
        if slot is not None and slot.shape == "lazy":
            return self._lazy(slot, env)
        if slot is not None and slot.shape == "function":
            return self._function(slot)
        kinds = [self._kind(argument, env) for argument in node.args]
        if isinstance(node.func, ast.Attribute):
            self._kind(node.func.value, env)
            if node.func.attr == "append":
                self._mixed_in(node.func.value, kinds[0], env)
            return ANY
        if isinstance(node.func, ast.Name):
            key = (id(self.block), id(node))
            return self.inference.operate(node.func.id, key, kinds, self.block.place) or ANY
        return ANY

    def _lazy(self, slot: Slot, env: Environment) -> Kind:
        value = self.block.slots.get(slot.key)
        if not isinstance(value, Literal | Items | Template | Block):
            return NEVER
        return self.inference.demand(self.block, slot, value, self.inference.value(value, env))

    def _function(self, slot: Slot) -> Kind:
        name = self.block.slots.get(slot.key)
        if not isinstance(name, str) or name not in self.inference.flow.functions:
            return ANY
        self._check_arguments(name)
        return self.inference.results[name]

    def _check_arguments(self, name: str) -> None:
        function, facts = self.inference.flow.functions[name], self.inference.facts
        given: Any = next(
            (self.block.slots.get(slot.key, {}) for slot in self.slots.values() if slot.shape == "fields"), {}
        )
        for key, value in given.items():
            said = function.params.get(key)
            if said is None:
                takes = ", ".join(function.params) or "nothing"
                facts.find(value.place, "unknown_slot", f'{name} has no parameter "{key}". It takes: {takes}.')
            elif not facts.kind(value).meets(said.kind):
                kind = facts.kind(value).words()
                facts.find(
                    value.place, "wrong_kind", f'"{key}" of {name} has to be of type {said.type}. This is {kind}.'
                )
        for key, said in function.params.items():
            if said.required and key not in given:
                facts.find(self.block.place, "missing_slot", f'{name} needs a value for "{key}".', f"{key}: …")

    def _comprehension(self, node: ast.ListComp, env: Environment) -> Kind:
        loop = node.generators[0]
        items, _ = self._iterated(loop.iter, env)
        inner = dict(env)
        self._assign(loop.target, items, inner)
        for test in loop.ifs:
            self._kind(test, inner)
        kind = self._kind(node.elt, inner)
        return list_of(kind) if kind.bits else A_LIST


def _any_moment(before: Environment, seen: Environment) -> Environment:
    """What may hold if the steps stop anywhere between their start and their end."""
    moment = dict(before)
    for name, kind in seen.items():
        moment[name] = join(before.get(name, Kind(UNSET)), kind)
    return moment


def _keeping_breaks(turn: Any, kept: Loop) -> Any:
    def keeping(env: Environment, loop: Loop) -> Environment | None:
        after: Environment | None = turn(env, loop)
        kept.breaks = loop.breaks
        return after

    return keeping


def _counted(first: Kind, last: Kind, by: Kind) -> tuple[Kind, float]:
    """The numbers that a counting loop gives out. No loop makes more turns than the largest step budget."""
    up, down = by.high > 0, by.low < 0
    stride = max(abs(by.low), abs(by.high))
    reach = min(MAX_STEPS * stride, 2.0 * LARGEST)
    low = max(min(first.low, last.low), first.low - reach) if down else first.low
    high = min(max(first.high, last.high), first.high + reach) if up else first.high
    turns = min(MAX_STEPS, max(high - low, 0) + 1)
    return number(max(low, -LARGEST), min(high, LARGEST), True), turns
