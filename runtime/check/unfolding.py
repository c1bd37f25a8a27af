"""Reads a control block's own source with kinds in place of values: the same lines that run it tell what they do."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from blockloom.runtime.catalog import Slot
from blockloom.runtime.check.environment import Environment, Loop, meet
from blockloom.runtime.check.loops import run_loop
from blockloom.runtime.check.modified import run_attempts
from blockloom.runtime.check.names import names_set
from blockloom.runtime.check.narrowing import narrowed
from blockloom.runtime.check.source import Source
from blockloom.runtime.check.trying import run_try, ways_out
from blockloom.runtime.kinds import A_NOTHING, AN_OBJECT, NEVER, Kind, join
from blockloom.runtime.limits import MAX_STEPS
from blockloom.runtime.model import Block, Literal
from blockloom.runtime.types import Break, Next, Return
from blockloom.runtime.unfolded import Use
from blockloom.runtime.wording import sentence

if TYPE_CHECKING:
    from blockloom.runtime.check.infer import Inference


class Unfolding:
    """One use of an unfolded block. ``run`` answers its kind (None: no answer) and the environment after it.

    Where the ``next_rung`` of a ladder stands in it, it goes no further, and ``passed`` is what holds there.
    """

    def __init__(self, inference: Inference, block: Block, next_rung: Block | None = None) -> None:
        self.next_rung = next_rung
        self.passed: Environment | None = None
        self.inference = inference
        self.use = Use(block)
        self.source = Source(inference, self.use)
        self.answer = NEVER

    def run(self, env: Environment) -> tuple[Kind | None, Environment | None]:
        for slot in self.use.block.definition.given:
            self.source.locals[slot.name] = self.inference.slot(self.use.block, slot, env)
        if self.use.answers:
            self.inference.cautions.hiding(self.use.block, env)
            self.all(self.use.source.body, dict(env))
            return self.answer, env
        return None, self.all(self.use.source.body, env)

    def all(self, statements: list[ast.stmt], env: Environment | None) -> Environment | None:
        """The environment after statements of the source, None if their end is never reached."""
        for statement in statements:
            env = self._statement(statement, env) if env is not None else None
        return env

    def _statement(self, node: ast.stmt, env: Environment) -> Environment | None:
        kind = type(node)
        return _STATEMENTS[kind](self, node, env) if kind in _STATEMENTS else env

    def _assign(self, node: ast.Assign, env: Environment) -> Environment:
        self.source.assign(node.targets[0], self.source.kind(node.value, env), env)
        return env

    def _return(self, node: ast.Return, env: Environment) -> None:
        assert node.value is not None
        self.answer = join(self.answer, self.source.kind(node.value, env))

    def _expression(self, node: ast.Expr, env: Environment) -> Environment | None:
        slot = self.use.called(node.value)
        if slot is not None and slot.shape == "body":
            return self._body(slot, env)
        self.source.kind(node.value, env)
        return env

    def _body(self, slot: Slot, env: Environment) -> Environment | None:
        steps, block = self.use.body(slot), self.use.block
        if self.next_rung is not None and slot.name == block.definition.otherwise:
            self.passed = env
            return None
        if slot.name == block.definition.tries:
            return run_attempts(self.inference, block, env, lambda env: self.inference.steps(steps, env))
        if slot.binds is None:
            return self.inference.steps(steps, env)
        outside = {slot.binds: env[slot.binds]} if slot.binds in env else {}
        ways = ways_out(self.inference)
        after = self.inference.steps(steps, {**env, slot.binds: AN_OBJECT})
        left: list[Environment | None] = [env for way, start in ways for env in way[start:]]
        for gone in [*left, after]:
            if gone is not None:
                gone.pop(slot.binds, None)
                gone.update(outside)
        return after

    def _if(self, node: ast.If, env: Environment) -> Environment | None:
        known = self.use.presence(node.test)
        if known is not None:
            return self.all(node.body if known else node.orelse, env)
        self.source.kind(node.test, env)
        then, otherwise = self._narrowed(node.test, dict(env), True), self._narrowed(node.test, env, False)
        return meet(self.all(node.body, then), self.all(node.orelse, otherwise))

    def _for(self, node: ast.For, env: Environment) -> Environment | None:
        items, turns = self.source.iterated(node.iter, env)

        def turn(env: Environment, loop: Loop) -> Environment | None:
            self.source.assign(node.target, items, env)
            return self._looped(node.body, env, loop)

        return run_loop(self.inference.facts, env, turns, turn, self._names_set(), self.source.surely_turns(node.iter))

    def _while(self, node: ast.While, env: Environment) -> Environment | None:
        self.inference.cautions.loop(self.use, node)
        loops: list[Loop] = []

        def turn(env: Environment, loop: Loop) -> Environment | None:
            loops[:] = [loop]
            self.source.kind(node.test, env)
            return self._looped(node.body, self._narrowed(node.test, env, True), loop)

        after = run_loop(self.inference.facts, env, MAX_STEPS, turn, self._names_set())
        return meet(*loops[0].breaks) if self._always(node.test) else after

    def _looped(self, body: list[ast.stmt], env: Environment, loop: Loop) -> Environment | None:
        """One turn's end, also by way of ``next``."""
        self.inference.loops.append(loop)
        after = self.all(body, env)
        self.inference.loops.pop()
        return meet(after, *loop.nexts)

    def _narrowed(self, test: ast.expr, env: Environment, answer: bool) -> Environment:
        """What holds where a test of the source was answered so."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return self._narrowed(test.operand, env, not answer)
        slot = self.use.called(test) or (self.use.slots.get(test.id) if isinstance(test, ast.Name) else None)
        asked = self.use.value(slot) if slot is not None else None
        return narrowed(env, self.inference.facts, asked, answer)

    def _always(self, test: ast.expr) -> bool:
        slot = self.use.called(test)
        node = self.use.value(slot) if slot is not None else None
        return isinstance(node, Literal) and node.value is True

    def _names_set(self) -> frozenset[str] | None:
        return names_set([self.use.block]) if self.inference.coarse else None

    def _raise(self, node: ast.Raise, env: Environment) -> Environment | None:
        inference, block = self.inference, self.use.block
        signal, given = self.use.signal(node)
        if signal is Return:
            inference.leave(self.source.kind(given, env) if given is not None else A_NOTHING)
        elif signal in (Break, Next) and not inference.loops:
            message = sentence("{block} stands in no loop.", block=block.definition.name)
            inference.facts.find(block.place, "no_loop", message, sentence("move it into a loop, or use return"))
            return env
        elif signal in (Break, Next):
            loop = inference.loops[-1]
            (loop.breaks if signal is Break else loop.nexts).append(env)
        return None


def run_ladder(inference: Inference, rungs: list[Block], env: Environment) -> Environment | None:
    """The environment after a block and the else-ifs below it, without going down from one to the next."""
    ends: list[Environment | None] = []
    ladder = zip(rungs, [*rungs[1:], None], strict=True)
    passed: Environment | None = env
    while passed is not None:  # the last rung passes on to none
        unfolding = Unfolding(inference, *next(ladder))
        inference.visits += 1
        ends.append(unfolding.run(passed)[1])
        passed = unfolding.passed
    return meet(*ends)


_STATEMENTS: dict[type[ast.stmt], Callable[[Unfolding, Any, Environment], Environment | None]] = {
    ast.Expr: Unfolding._expression,
    ast.Assign: Unfolding._assign,
    ast.If: Unfolding._if,
    ast.For: Unfolding._for,
    ast.While: Unfolding._while,
    ast.Try: run_try,
    ast.Return: Unfolding._return,
    ast.Raise: Unfolding._raise,
}
