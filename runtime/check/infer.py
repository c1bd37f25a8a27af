"""Walks a flow the way it would run, with kinds in place of values, and notes what can't work."""

from __future__ import annotations

from typing import Any

from blockloom.runtime.catalog import Slot
from blockloom.runtime.check.arithmetic import answer
from blockloom.runtime.check.calling import check_call
from blockloom.runtime.check.cautions import Cautions
from blockloom.runtime.check.choice import run_choice
from blockloom.runtime.check.environment import Environment, Loop, any_moment
from blockloom.runtime.check.facts import Facts, Operation
from blockloom.runtime.check.functions import MAIN, ROUNDS, Functions
from blockloom.runtime.check.mends import as_formula, as_kind, as_property
from blockloom.runtime.check.modified import run_modified
from blockloom.runtime.check.reading import read_variable
from blockloom.runtime.check.trying import go_anywhere
from blockloom.runtime.check.unfolding import Unfolding, run_ladder
from blockloom.runtime.findings import Place, guess
from blockloom.runtime.kinds import (
    A_NOTHING,
    A_TEXT,
    ANY,
    BOOLEAN,
    NEVER,
    TEXT,
    Kind,
    join,
    join_all,
    kind_of,
    list_of,
    record_of,
)
from blockloom.runtime.model import (
    Block,
    Body,
    Fields,
    Flow,
    Items,
    Literal,
    Lost,
    Step,
    Unknown,
    Value,
)
from blockloom.runtime.operations import needs
from blockloom.runtime.slotted import rungs_of
from blockloom.runtime.values import shown
from blockloom.runtime.wording import sentence

_PATIENCE, _PATIENCE_A_BLOCK = 5_000, 10


class Inference:
    """Passes over a flow, until what is known of its functions does not change any more."""

    def __init__(self, flow: Flow, facts: Facts) -> None:
        self.flow = flow
        self.facts = facts
        self.cautions = Cautions(flow, facts)
        self.functions = Functions(flow)
        self.loops: list[Loop] = []
        self.returned: Kind = NEVER
        self.watched: list[Environment] = []
        self.end: Environment = {}
        self.visits = 0
        self._patience = _PATIENCE + _PATIENCE_A_BLOCK * len(facts.blocks)

    def run(self) -> Environment:
        """Check everything; answer the variables as they may be whenever the flow ends, also where a step fails."""
        for _ in range(ROUNDS if self.flow.functions else 0):
            with self.facts.quietly():
                for name in self.functions.due():
                    self._look(name)
            if self.functions.settled():
                break
        else:
            self.functions.give_up()
        for name in [*self.functions.due(), *self.functions.unsaid()]:
            self._look(name)
        return self.end

    def _look(self, name: str) -> None:
        """Look at the flow's own steps, or at those of a function."""
        inputs, changed, unsaid = self.functions.begin(name), Environment(), self.facts.unsaid
        self.loops, self.watched, self.returned = [], [changed], NEVER
        steps = self.flow.do if name == MAIN else self.flow.functions[name].do
        ended = self.steps(steps, dict(inputs))
        answer = self.returned if ended is None else join(self.returned, A_NOTHING)
        self.functions.end(answer, self.facts.unsaid > unsaid)
        if name == MAIN:
            self.end = any_moment(inputs, changed)

    @property
    def coarse(self) -> bool:
        """Whether the flow has cost so much thought that loops are only looked at once from here on."""
        return self.visits > self._patience

    def steps(self, body: Body, env: Environment | None) -> Environment | None:
        """The environment after a stack of steps, None if its end is never reached."""
        for step in body:
            if env is None:
                message = sentence("This step is never reached.")
                if not self.flow.unsure:
                    self.facts.find(
                        step.place, "unreachable", message, sentence("take it away or move it up"), warning=True
                    )
                break
            if not step.disabled:
                env = self._step(step, env)
        return env

    def _step(self, step: Step, env: Environment) -> Environment | None:
        if isinstance(step, Unknown):
            return go_anywhere(self, env)
        self.cautions.step(step)
        if step.retry is None and step.on_error == "stop":
            return self._once(step, env)
        return run_modified(self, step, env, lambda env: self._once(step, env))

    def _once(self, step: Block, env: Environment) -> Environment | None:
        if step.on_error == "stop" and step.timeout is None:
            kind, after = self.block(step, env)
        else:
            with self.cautions.failing_is_meant():
                kind, after = self.block(step, env)
        if after is not None and step.save is not None:
            self.assign(after, step.save, kind if kind is not None else A_NOTHING)
        return after

    def value(self, node: Value, env: Environment) -> Kind:
        """The kind of a value, noted for the compiler."""
        if isinstance(node, Block):
            kind = A_NOTHING if node.disabled else self.block(node, env)[0] or A_NOTHING
        elif isinstance(node, Literal):
            kind = kind_of(node.value) if type(node) is Literal else ANY
        elif isinstance(node, Unknown):
            kind = ANY
        elif isinstance(node, Items):
            kind = list_of(join_all([self.value(item, env) for item in node.items]) if node.items else NEVER)
        else:
            for part in node.parts:
                if not isinstance(part, str):
                    self.value(part, env)
            kind = A_TEXT
        self.facts.kinds[id(node)] = kind
        return kind

    def block(self, block: Block, env: Environment) -> tuple[Kind | None, Environment | None]:
        """What a block answers (None: nothing it could save) and the environment after it."""
        self.visits += 1
        definition = block.definition
        if definition.source is None:
            if definition.cases is not None:
                return None, run_choice(self, block, env)
            kind = self._called(block, env)
            return kind, None if definition.ends else env
        if definition.reads is not None:
            return read_variable(self.flow, self.facts, block, definition.reads, env), env
        if definition.otherwise is not None and len(rungs := rungs_of(block)) > 1:
            return None, run_ladder(self, rungs, env)
        return Unfolding(self, block).run(env)

    def slot(self, block: Block, slot: Slot, env: Environment) -> Kind:
        """The kind of what stands in a slot that is no name, body or function; its default's where nothing does."""
        node: Any = block.slots.get(slot.key)
        if slot.shape == "verbatim":
            return A_TEXT
        if node is None or slot.shape == "body":
            return kind_of(slot.default)
        if slot.shape == "fields":
            return record_of({name: self.value(value, env) for name, value in node.items()})
        kind = self.value(node, env)
        return kind if slot.kind is ANY or slot.shape == "values" else self.demand(block, slot, node, kind, env)

    def demand(self, block: Block, slot: Slot, node: Value, kind: Kind, env: Environment) -> Kind:
        """Note a finding if a value can't be of the slot's kind; the kind it has once that is sure."""
        if isinstance(node, Lost):
            return kind
        if not kind.meets(slot.kind) or not kind.within(slot.kind) and isinstance(node, Literal):
            if (meant := as_property(block, self.facts.kind)) is not None:
                place, message, mend = meant
                self.facts.find(place, "wrong_kind", message, mend)  # once, whichever slot it is
                return kind
            given = shown(node.value) if isinstance(node, Literal) else kind.phrase()
            wanted = "whole" if slot.kind.whole else slot.kind.words()
            what = block.definition.name if slot.first else slot.key
            formula = None if block.formula else as_formula(node, slot.kind, env)
            hint = sentence(' A formula starts with "=".') if formula else ""
            mend = formula or as_kind(node, slot.kind)
            self.facts.find(node.place, "wrong_kind", needs(wanted, what, given, hint), mend)
        elif slot.choices and isinstance(node, Literal) and node.value not in slot.choices:
            message = sentence(
                "{slot} has to be one of {choices}. You gave {value}.",
                slot=slot.key,
                choices=", ".join(slot.choices),
                value=shown(node.value),
            )
            self.facts.find(node.place, "wrong_choice", message, guess(str(node.value), slot.choices))
        elif slot.kind.bits == BOOLEAN:
            self.cautions.condition(node)
        return kind

    def operate(self, name: str, key: tuple[int, int], operands: list[Kind], place: Place) -> Kind | None:
        """The answer of an operation that has a rule, noted for the compiler."""
        found = answer(name, operands)
        if found is None:
            self.facts.operations[key] = Operation(operands)
            return None
        self.facts.operations[key] = Operation(operands, found.low_safe, found.high_safe)
        if found.problem is not None:
            problem = found.problem[0].upper() + found.problem[1:]
            mend = "join_text: [..., ...]" if any(kind.bits == TEXT for kind in operands) and name == "add" else None
            self.facts.find(place, "wrong_kind", problem, mend)
        return found.kind

    def _called(self, block: Block, env: Environment) -> Kind | None:
        kinds = [self.slot(block, slot, env) for slot in block.definition.slots]
        kind = self.operate(block.definition.name, (id(block), 0), kinds, block.place)
        self.cautions.block(block, kinds)
        if block.definition.name == "property" and isinstance(name := block.slots["name"], Literal):
            return kinds[0].field(name.value) or kind
        return kind if kind is not None else block.definition.result

    def call(self, block: Block, name: str, given: Fields) -> Kind:
        """The answer of one of the flow's own functions; what it is given is checked."""
        if self.flow.torn:
            return ANY
        function = self.flow.functions[name]
        check_call(self.facts, block, function, given)
        kinds = {key: self.facts.kind(value) for key, value in given.items()}
        defaults = {key: kind_of(said.default) for key, said in function.params.items() if not said.required}
        return self.functions.call(name, {**defaults, **kinds})

    def assign(self, env: Environment, name: str, kind: Kind) -> None:
        """Give a variable a kind, and let the handlers around know that it had it."""
        env[name] = kind
        for watched in self.watched:
            watched[name] = join(watched[name], kind) if name in watched else kind

    def leave(self, kind: Kind) -> None:
        """Note a return."""
        self.returned = join(self.returned, kind)
