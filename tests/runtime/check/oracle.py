"""Holds what the checker noted of a flow against what a walk through it really sees."""

from __future__ import annotations

from typing import Any

from blockloom import FlowError, Program
from blockloom.runtime.context import entered
from blockloom.runtime.kinds import LIST, NUMBER, OBJECT, Kind, bit_of
from blockloom.runtime.model import Block, Value
from tests.runtime.walker import Walker
from tests.runtime.world import doors


def holds(value: Any, kind: Kind) -> bool:
    """Whether a value is of a kind: one of its words, in its range, all its items of theirs."""
    bit = bit_of(value)
    if not bit & kind.bits:
        return False
    if bit == NUMBER:
        return kind.low <= value <= kind.high and (type(value) is int or not kind.whole)
    if bit == OBJECT:
        return all(name in value and holds(value[name], inner) for name, inner in kind.fields)
    return bit != LIST or kind.items is None or all(holds(item, kind.items) for item in value)


class Witness(Walker):
    """Walks a flow and compares every value with what the checker noted at its place.

    ``seen`` counts the values, ``narrow`` those of which the checker knew more than nothing.
    """

    def __init__(self, program: Program) -> None:
        super().__init__(program.runnable())
        self.facts = program.facts
        self.warned = {(found.path, found.code): found.message for found in program.findings}
        self.seen = self.narrow = self.safe = 0

    def value(self, node: Value, env: dict[str, Any]) -> Any:
        value, kind = super().value(node, env), self.facts.kind(node)
        assert holds(value, kind), f"{node.place.path}: {value!r} is not within {kind}"
        self.seen += 1
        self.narrow += kind.words() != "anything"
        return value

    def block(self, block: Block, env: dict[str, Any]) -> Any:
        operations = [found for (at, _), found in self.facts.operations.items() if at == id(block)]
        self.safe += sum(operation.low_safe and operation.high_safe for operation in operations)
        try:
            answer = super().block(block, env)
            self.hold_warnings(block, answer)
            return answer
        except FlowError as error:
            if error.code == "too_large" and error.path == block.place.path:
                where = f"{block.place.path}: {error.message}"
                assert not any(operation.low_safe and operation.high_safe for operation in operations), where
            if error.code == "wrong_kind" and error.path == block.place.path:
                proven = [slot for at, slot in self.facts.proven if at == id(block)]
                names = [str(block.slots[slot.key]) for slot in block.definition.slots if slot.name in proven]
                assert not any(error.message.startswith(f"{name} of ") for name in names), error.message
            raise

    def hold_warnings(self, block: Block, answer: Any) -> None:
        """A block that was said to fail, or to answer always the same, has answered."""
        path, name = block.place.path, block.definition.name
        assert (path, "fails") not in self.warned, f"{path} did not fail"
        assert (path, "unreachable") not in self.warned, f"{path} was reached"
        if (said := self.warned.get((path, "foregone"))) is not None:
            assert answer is ("always" in said), f"{path}: {answer!r} against the words: {said}"
        if name in ("equal", "not_equal") and any(
            (f"{path}{end}", "never_equal") in self.warned for end in ("", "/a", "/b")
        ):
            assert answer is (name == "not_equal"), f"{path}: the values are equal"


def walk(program: Program) -> Witness:
    """Walk through a program with the defaults of its inputs; AssertionError where the checker was wrong."""
    witness = Witness(program)
    with entered(doors()):
        try:
            witness.run([said.default for said in program.runnable().inputs.values()])
        except FlowError:
            pass
    return witness
