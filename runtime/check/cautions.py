"""What is allowed and yet surely a mistake: each is a warning, given only where nobody could have meant it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager

from blockloom.runtime.check.conditions import foregone, steady
from blockloom.runtime.check.constants import Trial, certain_failure
from blockloom.runtime.check.endless import endless
from blockloom.runtime.check.environment import NOT_SET, Environment
from blockloom.runtime.check.facts import Facts
from blockloom.runtime.check.mends import as_kind
from blockloom.runtime.errors import FlowError
from blockloom.runtime.findings import Place
from blockloom.runtime.kinds import EVERY, NOTHING, UNSET, Kind
from blockloom.runtime.model import Block, Flow, Literal, Value
from blockloom.runtime.unfolded import Use
from blockloom.runtime.wording import sentence


class Cautions:
    """Looks at blocks as the inference passes them; trial passes too have to be told what there is to say."""

    def __init__(self, flow: Flow, facts: Facts) -> None:
        self._flow = flow
        self._facts = facts
        self._caught = 0
        self._trial = Trial()
        self._loops: dict[tuple[int, int], str | None] = {}

    @contextmanager
    def failing_is_meant(self) -> Iterator[None]:
        """Around steps whose failure the flow takes up: it may well be there to be shown."""
        self._caught += 1
        try:
            yield
        finally:
            self._caught -= 1

    def block(self, block: Block, kinds: list[Kind]) -> None:
        """A block whose slots hold these kinds."""
        if not self.operation(block.definition.name, kinds, block.place):
            self._fails(block)
        if block.definition.name in ("equal", "not_equal"):
            self._never_equal(block, *kinds)

    def operation(self, name: str, kinds: list[Kind], place: Place) -> bool:
        """An operation on these kinds; answers whether it surely fails."""
        message = certain_failure(name, kinds)
        if message is not None and not self._caught:
            self._facts.warn(place, "fails", message)
        return message is not None

    def condition(self, node: Value) -> None:
        """A value that decides which way the flow goes."""
        if not isinstance(node, Block):
            return
        found = foregone(node)
        if found is not None:
            return self._facts.warn(node.place, "foregone", found.message, found.mend)
        answer = self._trial.outcome(node)
        if isinstance(answer, bool):
            always = sentence("This is always true: it asks for no variable.")
            never = sentence("This is never true: it asks for no variable.")
            self._facts.warn(node.place, "foregone", always if answer else never)

    def step(self, step: Block) -> None:
        """A step whose answer may be lost."""
        definition = step.definition
        lost = step.save is None and definition.result is not None and not (self._flow.lost or self._flow.unsure)
        if lost and not self._caught and steady(step):
            message = sentence("{block} works out a value, and nothing keeps it.", block=definition.name)
            self._facts.warn(step.place, "unsaved", message, "save: result")

    def loop(self, use: Use, node: ast.While) -> None:
        """A ``while`` of a block's source."""
        if self._flow.unsure or self._caught:
            return
        key = id(use.block), id(node)
        if key not in self._loops:
            self._loops[key] = endless(self._flow, use, node)
        message = self._loops[key]
        if message is not None:
            self._facts.warn(use.block.place, "endless", message, sentence("break where it should end"))

    def hiding(self, block: Block, env: Environment) -> None:
        """A value block that gives names to what it looks at, which no variable should have at this moment."""
        definition = block.definition
        for slot in definition.slots:
            if slot.name not in definition.sets or slot.name in definition.changes:
                continue
            name = str(block.slots.get(slot.key))
            if 0 < env.get(name, NOT_SET).bits < UNSET:
                message = sentence(
                    '"{name}" is a name of its own inside this {block}, which hides the variable "{name}".',
                    name=name,
                    block=definition.name,
                )
                place = block.places.get(slot.key, block.place)
                self._facts.warn(place, "hidden", message, sentence("give one of the two another name"))

    def _fails(self, block: Block) -> None:
        failure = self._trial.outcome(block)
        if isinstance(failure, FlowError) and not self._caught and failure.code != "wrong_kind":
            self._facts.warn(block.place, "fails", failure.message)

    def _never_equal(self, block: Block, a: Kind, b: Kind) -> None:
        # what is compared with nothing may well be a check that was made to be on the safe side
        if (a.bits | b.bits) & NOTHING or a.bits & b.bits & EVERY or not (a.bits & EVERY and b.bits & EVERY):
            return
        message = sentence("{one} and {other} are never equal.", one=a.phrase(), other=b.phrase())
        place, mend = block.place, None
        for key, other in (("a", b), ("b", a)):
            node = block.slots[key]
            if isinstance(node, Literal) and other.scalar and (meant := as_kind(node, other)) is not None:
                place, mend = node.place, meant
        self._facts.warn(place, "never_equal", message[0].upper() + message[1:], mend)
