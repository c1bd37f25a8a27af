"""A naive tree walker: the oracle. It calls the blocks' own functions, copies at every turn, and knows no tricks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from blockloom import FlowError
from blockloom.runtime.catalog import Slot
from blockloom.runtime.context import here
from blockloom.runtime.model import ONCE, Block, Body, Flow, Function, Items, Literal, Template, Unknown, Value
from blockloom.runtime.operations import need, need_choice
from blockloom.runtime.types import Break, Next, Return
from blockloom.runtime.values import copied, equal, joined, plain, sized
from blockloom.runtime.watch import GRACE, Limit

PATIENCE = 100_000
LOOPS = {"repeat", "while", "until", "for_each", "for_each_with_position", "for_each_property", "count"}


class Cell:
    """A variable in an environment, as blocks see it."""

    def __init__(self, env: dict[str, Any], name: str, slot: Slot, block: str) -> None:
        self.__dict__.update(env=env, name=name, kinds=slot.kind.words(), block=block)

    def __getattr__(self, _: str) -> Any:
        value = self.env[self.name]
        return value if self.kinds == "anything" else need(value, self.kinds, self.name, self.block)

    def __setattr__(self, _: str, value: Any) -> None:
        self.env[self.name] = copied(value)


class TooLong(Exception):
    """The flow does more than a naive walker has the patience for."""


class TimedOut(BaseException):
    """A step's time is over."""


class Walker:
    """Runs one flow. ``env`` holds the flow's variables afterwards."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.env: dict[str, Any] = {}
        self.patience = PATIENCE
        self.limits: list[Limit] = []

    def fresh(self, value: Any) -> Any:
        """A copy that shares nothing."""
        self.patience -= 1
        if self.patience < 0:
            raise TooLong
        if isinstance(value, list):
            return [self.fresh(item) for item in value]
        return {key: self.fresh(item) for key, item in value.items()} if isinstance(value, dict) else value

    def run(self, inputs: list[Any]) -> Any:
        self.env = self.fresh(dict(zip(self.flow.inputs, inputs, strict=True)))
        try:
            self.steps(self.flow.do, self.env)
        except Return as returned:
            return plain(returned.value)
        return None

    def steps(self, body: Body, env: dict[str, Any]) -> None:
        for step in body:
            if not step.disabled:
                assert isinstance(step, Block)
                self.modified(step, env)

    def modified(self, step: Block, env: dict[str, Any]) -> None:
        """The step with ``on_error`` around ``timeout`` around ``retry``; in part they are about its body only."""
        name = step.definition.name
        if name == "try":
            self.going_on(step, env, lambda: self.once(step, env))
        else:
            self.going_on(step, env, lambda: self.limited(step, lambda: self.once(step, env)))

    def going_on(self, step: Block, env: dict[str, Any], attempts: Callable[[], None]) -> None:
        try:
            attempts()
        except FlowError:
            if step.on_error == "stop":
                raise
            if step.save is not None:
                env[step.save] = None

    def limited(self, step: Block, once: Callable[[], None]) -> None:
        if step.timeout is None:
            return self.attempts(step, once)
        self.limits.append(Limit(self.moment() + step.timeout * 1000))
        try:
            self.attempts(step, once)
        except TimedOut:
            if any(limit.passed for limit in self.limits[:-1]):
                raise
            words = f"This step took longer than its {step.timeout:g} s."
            raise FlowError("timeout", words, step.place.path) from None
        finally:
            self.limits.pop()

    def attempts(self, step: Block, once: Callable[[], None]) -> None:
        retry = step.retry or ONCE
        for number in range(1, retry.times + 1):
            try:
                return once()
            except FlowError:
                if number == retry.times:
                    raise
            here().clock.wait(retry.wait * retry.backoff ** (number - 1))
            self.look_at_the_clock()

    def once(self, step: Block, env: dict[str, Any]) -> None:
        value = self.block(step, env)
        if step.save is not None:
            env[step.save] = self.fresh(value)

    def moment(self) -> int:
        return here().clock.now()

    def look_at_the_clock(self) -> None:
        passed = [limit for limit in self.limits if self.moment() >= limit.deadline]
        for limit in passed:
            limit.passed, limit.deadline = True, self.moment() + GRACE * 1000
        if passed:
            raise TimedOut

    def value(self, node: Value, env: dict[str, Any]) -> Any:
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, Items):
            return [self.fresh(self.value(item, env)) for item in node.items]
        if isinstance(node, Template):
            return joined([part if isinstance(part, str) else self.value(part, env) for part in node.parts])
        assert not isinstance(node, Unknown)
        return None if node.disabled else self.block(node, env)

    def switch(self, block: Block, env: dict[str, Any]) -> None:
        """The first case with an equal value; values are worked out one after the other until then."""
        value, cases, otherwise = (block.slots.get(key) for key in ("value", "do", "else"))
        subject = self.fresh(self.value(cast(Value, value), env))
        for case in cast(Body, cases):
            assert isinstance(case, Block)
            given = cast(Items, case.slots["values"]).items
            if not case.disabled and any(equal(subject, self.value(one, env)) for one in given):
                return self.case(case, env)
        self.steps(cast(Body, otherwise or []), env)

    def case(self, case: Block, env: dict[str, Any]) -> None:
        steps = cast(Body, case.slots["do"])
        self.going_on(case, env, lambda: self.limited(case, lambda: self.steps(steps, env)))

    def block(self, block: Block, env: dict[str, Any]) -> Any:
        if block.definition.name == "switch":
            return self.switch(block, env)
        positional: list[Any] = []
        named: dict[str, Any] = {}
        if {slot.shape for slot in block.definition.slots} >= {"name", "lazy"}:
            env = dict(env)
        try:
            for slot in block.definition.slots:
                if slot.shape == "values":
                    positional.extend(self.slot(block, slot, env)() if slot.key in block.slots else [])
                elif slot.key in block.slots and slot.first:
                    positional.append(self.slot(block, slot, env))
                elif slot.key in block.slots:
                    named[slot.name] = self.slot(block, slot, env)
            answer = sized(block.definition.function(*positional, **named))
            if block.definition.name == "wait":
                self.look_at_the_clock()
            return answer
        except Break:
            if block.definition.name not in LOOPS:
                raise
        except FlowError as error:
            error.path = error.path or block.place.path
            raise

    def slot(self, block: Block, slot: Slot, env: dict[str, Any]) -> Any:
        content: Any = block.slots[slot.key]
        name = block.definition.name
        if slot.shape == "name":
            return Cell(env, content, slot, name)
        if slot.shape == "body":
            run = self.body(content, slot, name in LOOPS, env)
            return (lambda: self.limited(block, run)) if name == "try" and slot.key == "do" else run
        if slot.shape == "fields":
            function = self.flow.functions[str(block.slots["function"])] if name == "call" else None
            keys = content if function is None else [key for key in function.params if key in content]
            return {key: self.given(function, key, content[key], env) for key in keys}
        if slot.shape == "verbatim":
            return content
        if slot.shape == "function":
            return lambda **given: self.call(content, given)
        if slot.shape == "values":
            return lambda: self.value(content, env)

        def work_out() -> Any:
            return self.checked(block, slot, self.value(content, env))

        return work_out if slot.shape == "lazy" else self.fresh(work_out())

    def given(self, function: Function | None, key: str, value: Value, env: dict[str, Any]) -> Any:
        """A named value; one for a parameter has to fit before the next is worked out, as in a block's slots."""
        found = self.fresh(self.value(value, env))
        if function is None or function.params[key].type == "any":
            return found
        return need(found, function.params[key].type, key, function.name)

    def checked(self, block: Block, slot: Slot, value: Any) -> Any:
        if slot.choices:
            return need_choice(value, slot.choices, slot.key, block.definition.name)
        words = "whole" if slot.kind.whole else slot.kind.words()
        return value if words == "anything" else need(value, words, slot.key, block.definition.name)

    def body(self, steps: Body, slot: Slot, loop: bool, env: dict[str, Any]) -> Callable[..., None]:
        def run(*bound: Any) -> None:
            inner = {**env, slot.binds: self.fresh(bound[0])} if slot.binds is not None else env
            try:
                self.steps(steps, inner)
            except Next:
                if not loop:
                    raise
            finally:
                if inner is not env:
                    env.update({name: value for name, value in inner.items() if name != slot.binds})

        return run

    def call(self, name: str, given: dict[str, Any]) -> Any:
        function = self.flow.functions[name]
        local = {key: given[key] if key in given else self.fresh(said.default) for key, said in function.params.items()}
        try:
            self.steps(function.do, local)
        except Return as returned:
            return self.fresh(returned.value)
        return None
