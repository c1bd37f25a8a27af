"""What follows from a block's slots and its source. Every pass over a flow asks for it, so it is worked out once, and
kept in plain attributes: Python looks a cached property up ten times as long."""

from __future__ import annotations

import ast

from blockloom.runtime.catalog.slot import Slot


class Derived:
    """The part of a definition that follows from the rest."""

    first: Slot | None
    """The slot whose value stands at the block's name, if it has one."""
    cases: Slot | None
    """The body of a block that does one of several cases. Such a block and its cases are not unfolded."""
    case: Slot | None
    """The body of a block that is a case."""
    keys: tuple[str, ...]
    """How a flow file spells the slots, in their order."""
    by_key: dict[str, Slot]
    """The slots by how a flow file spells them."""
    by_name: dict[str, Slot]
    """The slots by the names of the function's parameters."""
    bodies: tuple[Slot, ...]
    names: tuple[Slot, ...]
    """The slots that name a variable."""
    naming: tuple[Slot, ...]
    """The slots that name something: a variable, a function, or what the steps of a body see."""
    conditions: tuple[Slot, ...]
    """The slots for conditions on rows."""
    given: tuple[Slot, ...]
    """The slots whose values are worked out before anything else of a block that is unfolded."""
    variables: dict[ast.AST, Slot]
    """The places of a source that is unfolded which read or set the variable of a slot: ``slot.value``."""
    calls: dict[ast.AST, Slot]
    """The places of a source that is unfolded which call a slot: a body, a lazy value or a function."""
    answers: bool
    """Whether a block that is unfolded is a value."""
    reads: Slot | None
    """The slot whose variable the block answers, if its whole source is ``return slot.value``."""

    def _derive(self, slots: tuple[Slot, ...], source: ast.FunctionDef | None) -> None:
        by_name = {slot.name: slot for slot in slots}
        variables = _variables(by_name, source)
        last = source.body[-1] if source is not None and source.body else None
        alone = last.value if source is not None and len(source.body) == 1 and isinstance(last, ast.Return) else None
        vars(self).update(
            first=next((slot for slot in slots if slot.first), None),
            cases=next((slot for slot in slots if slot.role == "cases"), None),
            case=next((slot for slot in slots if slot.role == "case"), None),
            keys=tuple(slot.key for slot in slots),
            by_key={slot.key: slot for slot in slots},
            by_name=by_name,
            bodies=tuple(slot for slot in slots if slot.shape == "body"),
            names=tuple(slot for slot in slots if slot.shape == "name"),
            naming=tuple(slot for slot in slots if slot.shape in ("name", "function") or slot.binds is not None),
            conditions=tuple(slot for slot in slots if slot.language == "condition"),
            given=tuple(slot for slot in slots if slot.shape in ("value", "fields", "verbatim")),
            variables=variables,
            calls=_calls(by_name, source),
            answers=isinstance(last, ast.Return),
            reads=variables.get(alone) if alone is not None else None,
        )


def _variables(slots: dict[str, Slot], source: ast.FunctionDef | None) -> dict[ast.AST, Slot]:
    return {
        node: slots[node.value.id]
        for node in (ast.walk(source) if source is not None else ())
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr == "value"
        if node.value.id in slots and slots[node.value.id].shape == "name"
    }


def _calls(slots: dict[str, Slot], source: ast.FunctionDef | None) -> dict[ast.AST, Slot]:
    return {
        node: slots[node.func.id]
        for node in (ast.walk(source) if source is not None else ())
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in slots
    }
