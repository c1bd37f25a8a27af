"""Questions about an unfolded block's source at one place of use, which checker and compiler both ask."""

from __future__ import annotations

import ast
import builtins
from typing import Any

from blockloom.runtime.catalog import Slot
from blockloom.runtime.model import Block, Body, Fields, Value
from blockloom.runtime.operations import whole_range
from blockloom.runtime.types import Signal


class Use:
    """One use of a block whose source is unfolded. ``slots`` is by the Python name of the parameter."""

    def __init__(self, block: Block) -> None:
        assert block.definition.source is not None
        self.block = block
        self.source = block.definition.source
        self.slots = block.definition.by_name
        self._variables, self._calls = block.definition.variables, block.definition.calls

    @property
    def answers(self) -> bool:
        """Whether the block is a value."""
        return self.block.definition.answers

    @property
    def is_expression(self) -> bool:
        """Whether the block is a value that stands in one expression."""
        return self.answers and len(self.source.body) == 1

    def thing(self, name: str) -> Any:
        """What a name of the source that is no slot stands for."""
        known = self.block.definition.function.__globals__
        return known[name] if name in known else getattr(builtins, name, None)

    def variable(self, node: ast.expr) -> tuple[Slot, str] | None:
        """The slot and the flow's variable, where ``node`` is ``slot.value``."""
        slot = self._variables.get(node)
        return (slot, str(self.block.slots[slot.key])) if slot is not None else None

    def called(self, node: ast.expr) -> Slot | None:
        """The slot that ``node`` calls: a body, a lazy value or a function."""
        return self._calls.get(node)

    def presence(self, test: ast.expr) -> bool | None:
        """The truth of ``slot is None`` and ``slot is not None``, which is known before the flow runs."""
        if not isinstance(test, ast.Compare) or not isinstance(test.left, ast.Name) or test.left.id not in self.slots:
            return None
        given = self.slots[test.left.id].key in self.block.slots
        return given if isinstance(test.ops[0], ast.IsNot) else not given

    def signal(self, node: ast.Raise) -> tuple[type[Signal] | None, ast.expr | None]:
        """Which signal is raised, if it is one, and with what value."""
        raised = node.exc
        name = raised.func if isinstance(raised, ast.Call) else raised
        thing = self.thing(name.id) if isinstance(name, ast.Name) else None
        given = raised.args[0] if isinstance(raised, ast.Call) and raised.args else None
        return (thing if isinstance(thing, type) and issubclass(thing, Signal) else None), given

    def counts(self, node: ast.expr) -> bool:
        """Whether ``node`` makes a range of numbers."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            return False
        return self.thing(node.func.id) in (range, whole_range)

    def body(self, slot: Slot) -> Body:
        """The steps in a body slot."""
        steps = self.block.slots.get(slot.key, [])
        assert isinstance(steps, list)
        return steps

    def value(self, slot: Slot) -> Value | None:
        """What stands in a slot for a value, None where nothing does."""
        node = self.block.slots.get(slot.key)
        return None if isinstance(node, (str, dict, list)) else node

    def fields(self) -> Fields:
        """What stands in the block's slot for named values."""
        for slot in self.slots.values():
            given = self.block.slots.get(slot.key)
            if slot.shape == "fields" and isinstance(given, dict):
                return given
        return {}
