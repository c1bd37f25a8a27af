"""What nothing asks for: inputs, functions, and what functions are given or keep to themselves.

The flow's own variables are never among them: people see them after the run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from blockloom.runtime.catalog import Slot
from blockloom.runtime.check.facts import Facts
from blockloom.runtime.check.functions import MAIN
from blockloom.runtime.check.names import reads
from blockloom.runtime.findings import Place
from blockloom.runtime.model import Block, Flow, Function, Input, Lost, Step, Value, parts_in
from blockloom.runtime.wording import sentence

_WORD = re.compile(r"[^\W\d]\w*")


@dataclass
class _Said:
    """What some steps and values say: the variables they read, the functions they call, the variables that they set or
    save, each with its first place (not those that loops go through), and the bodies that see a name of their own."""

    read: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    kept: dict[str, Place] = field(default_factory=dict)
    binding: list[tuple[Block, Slot]] = field(default_factory=list)

    @classmethod
    def by(cls, parts: Iterable[Block | Lost]) -> _Said:
        found = cls()
        for part in parts:
            if isinstance(part, Block):
                found._hear(part)
            else:
                found._guess(part)
        return found

    def _guess(self, part: Lost) -> None:
        """Take every word of a formula that could not be read for a name that it uses."""
        words = _WORD.findall(str(part.data))
        self.read.update(words)
        self.called.update(words)

    def _hear(self, block: Block) -> None:
        definition = block.definition
        for slot in definition.naming:
            if slot.shape == "function" and slot.key in block.slots:
                self.called.add(str(block.slots[slot.key]))
            elif slot.shape == "name" and reads(block, slot):
                self.read.add(str(block.slots[slot.key]))
            elif slot.shape == "name" and definition.result is None and not definition.bodies:
                if slot.name not in definition.changes:
                    self.kept.setdefault(str(block.slots[slot.key]), block.places.get(slot.key, block.place))
            elif slot.binds is not None and slot.key in block.slots:
                self.binding.append((block, slot))
        if block.save is not None:
            self.kept.setdefault(block.save, block.place)


def check_usage(flow: Flow, facts: Facts) -> None:
    """Warn of what is never used. A flow that could not be read whole is not looked at."""
    if flow.unsure or flow.lost:
        return
    inside = {name: _Said.by(parts) for name, parts in facts.parts.items()}
    main, others = inside.pop(MAIN), _Said.by(part for piece in _beside(flow) for part in parts_in(piece))
    _check_read(flow.inputs, main.read | others.read, sentence("The input"), facts)
    _check_hidden(flow.inputs, main, facts)
    called = _reached(main.called | others.called, inside)
    for name, function in flow.functions.items():
        if name not in called:
            message = sentence("Nothing calls the function {name}.", name=name)
            facts.warn(function.place, "unused", message, sentence("call it, or take it away"))
        _check_function(function, inside[name], facts)


def _beside(flow: Flow) -> Iterator[Step | Value]:
    """What tests expect, and what stands in the drafts: it never runs, and yet somebody means to use it."""
    for test in flow.tests:
        yield from test.expect
    for piece in flow.drafts:
        yield from piece.do or []
        yield from [piece.value] if piece.value is not None else []


def _check_function(function: Function, said: _Said, facts: Facts) -> None:
    _check_read(function.params, said.read, sentence("The parameter"), facts)
    _check_hidden(function.params, said, facts)
    for name, place in said.kept.items():
        if name not in said.read and name not in function.params:
            message = sentence('"{name}" is set here, and the function never asks for it.', name=name)
            facts.warn(place, "unused", message, sentence("take it away, or use it"))


def _check_read(declared: dict[str, Input], read: set[str], what: str, facts: Facts) -> None:
    for name, said in declared.items():
        if name not in read:
            message = sentence('{what} "{name}" is never used.', what=what, name=name)
            facts.warn(said.place, "unused", message, sentence("take it away, or use it"))


def _check_hidden(declared: dict[str, Input], said: _Said, facts: Facts) -> None:
    """Warn of steps that see a name of their own, such as a catch its ``error``, while a variable has that name."""
    for block, slot in said.binding:
        name = slot.binds
        if name in declared or name in said.kept:
            message = sentence(
                '"{name}" means what was caught in these steps, and hides the variable "{name}".', name=name
            )
            place = block.places.get(slot.key, block.place)
            facts.warn(place, "hidden", message, sentence("give the variable another name"))


def _reached(called: set[str], inside: dict[str, _Said]) -> set[str]:
    """The functions that are called from here, directly or through one another."""
    found: set[str] = set()
    todo = list(called)
    while todo:
        name = todo.pop()
        if name not in found and name in inside:
            found.add(name)
            todo.extend(inside[name].called)
    return found
