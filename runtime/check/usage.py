"""What nothing asks for: inputs, functions, and what functions are given or keep to themselves.

The flow's own variables are never among them: people see them after the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from blockloom.runtime.check.facts import Facts
from blockloom.runtime.check.names import functions_called, names_read
from blockloom.runtime.findings import Place
from blockloom.runtime.model import Block, Body, Flow, Function, Input, blocks_in


def check_usage(flow: Flow, facts: Facts) -> None:
    """Warn of what is never used. A flow that could not be read whole is not looked at."""
    if flow.unsure or flow.lost:
        return
    others = [*(value for test in flow.tests for value in test.expect), *_loose(flow)]
    _check_read(flow.inputs, names_read([*flow.do, *others]), "The input", facts)
    _check_hidden_error([*flow.inputs], flow.do, facts)
    called = _reached(flow, [*flow.do, *others])
    for function in flow.functions.values():
        if function.name not in called:
            message = f"Nothing calls the function {function.name}."
            facts.find(function.place, "unused", message, "call it, or take it away", warning=True)
        _check_function(function, facts)


def _loose(flow: Flow) -> Iterator[object]:
    """What stands in the drafts: it never runs, and yet somebody means to use it."""
    for piece in flow.drafts:
        yield from piece.do or []
        yield from [piece.value] if piece.value is not None else []


def _check_function(function: Function, facts: Facts) -> None:
    read = names_read(function.do)
    _check_read(function.params, read, "The parameter", facts)
    _check_hidden_error([*function.params], function.do, facts)
    for name, place in _kept(function.do).items():
        if name not in read and name not in function.params:
            message = f'"{name}" is set here, and the function never asks for it.'
            facts.find(place, "unused", message, "take it away, or use it", warning=True)


def _check_read(declared: dict[str, Input], read: set[str], what: str, facts: Facts) -> None:
    for name, said in declared.items():
        if name not in read:
            facts.find(said.place, "unused", f'{what} "{name}" is never used.', "take it away, or use it", warning=True)


def _check_hidden_error(known: list[str], body: Body, facts: Facts) -> None:
    """Warn of steps that see a name of their own, such as a catch its ``error``, while a variable has that name."""
    names = {*known, *_kept(body)}
    for block in _blocks(body):
        for slot in block.definition.bodies:
            if slot.binds in names and slot.key in block.slots:
                message = f'"{slot.binds}" means what was caught in these steps, and hides the variable "{slot.binds}".'
                place = block.places.get(slot.key, block.place)
                facts.find(place, "hidden", message, "give the variable another name", warning=True)


def _kept(body: Body) -> dict[str, Place]:
    """The variables that steps set or save, each with the first place; not those that loops go through."""
    found: dict[str, Place] = {}
    for block in _blocks(body):
        definition = block.definition
        for slot in definition.slots if definition.result is None and not definition.bodies else ():
            if slot.name in definition.sets - definition.changes:
                found.setdefault(str(block.slots[slot.key]), block.places.get(slot.key, block.place))
        if block.save is not None:
            found.setdefault(block.save, block.place)
    return found


def _reached(flow: Flow, start: Iterable[object]) -> set[str]:
    """The functions that are called from here, directly or through one another."""
    found: set[str] = set()
    todo = list(functions_called(start))
    while todo:
        name = todo.pop()
        if name not in found and name in flow.functions:
            found.add(name)
            todo.extend(functions_called(flow.functions[name].do))
    return found


def _blocks(body: Body) -> Iterable[Block]:
    return (block for step in body for block in blocks_in(step))
