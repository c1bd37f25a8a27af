"""What a block's source does with its slots, read off its tree."""

from __future__ import annotations

import ast

from blockloom.runtime.catalog.slot import Slot


def changed(tree: ast.FunctionDef, slots: tuple[Slot, ...]) -> frozenset[str]:
    """The Name slots of which ``slot.value[...] = `` or ``slot.value.method()`` stands in the source."""
    names = {slot.name for slot in slots if slot.shape == "name"}
    inside = (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Subscript)
        and (isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load))
    )
    return frozenset(
        value.value.id
        for value in inside
        if isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name) and value.value.id in names
    )


def tried(tree: ast.FunctionDef, slots: tuple[Slot, ...]) -> str | None:
    """The Body slot that is called inside a ``try`` of the source."""
    bodies = {slot.name for slot in slots if slot.shape == "body"}
    tries = (statement for node in ast.walk(tree) if isinstance(node, ast.Try) for statement in node.body)
    called = (part.id for statement in tries for part in ast.walk(statement) if isinstance(part, ast.Name))
    return next((name for name in called if name in bodies), None)


def assigned(tree: ast.FunctionDef) -> frozenset[str]:
    """The parameters of which ``slot.value = …`` stands in the source, also as what a loop sets."""
    return frozenset(
        node.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name)
    )


def otherwise(tree: ast.FunctionDef, slots: tuple[Slot, ...]) -> str | None:
    """The Body slot that is all that the source does where its one ``if`` does not hold."""
    last = tree.body
    while len(last) == 1 and isinstance(last[0], ast.If):
        last = last[0].orelse if last is tree.body else last[0].body
    call = last[0].value if last is not tree.body and len(last) == 1 and isinstance(last[0], ast.Expr) else None
    name = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else None
    return next((slot.name for slot in slots if slot.name == name and slot.shape == "body" and not slot.binds), None)
