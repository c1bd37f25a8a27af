"""Whether the compiler can unfold a block's source: a small part of Python, each body and lazy value called once."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping

from blockloom.runtime.catalog.slot import CatalogError, Slot

_STATEMENTS = (ast.Expr, ast.Assign, ast.If, ast.For, ast.While, ast.Try, ast.Raise, ast.Return, ast.Pass)
_OTHERS = (
    ast.expr_context,
    ast.boolop,
    ast.cmpop,
    ast.operator,
    ast.unaryop,
    ast.ExceptHandler,
    ast.comprehension,
    ast.keyword,
    ast.Attribute,
    ast.BinOp,
    ast.BoolOp,
    ast.Call,
    ast.Compare,
    ast.Constant,
    ast.Dict,
    ast.IfExp,
    ast.List,
    ast.ListComp,
    ast.Name,
    ast.Subscript,
    ast.UnaryOp,
)


def check_unfoldable(tree: ast.FunctionDef, slots: tuple[Slot, ...], things: Mapping[str, object]) -> None:
    """Raise CatalogError with the reason if the compiler could not unfold this source.

    ``things`` has what the names of its module stand for.
    """
    for statement in tree.body:
        for node in ast.walk(statement):
            if not isinstance(node, (*_STATEMENTS, *_OTHERS)):
                raise CatalogError(
                    f"{type(node).__name__} can't be unfolded. Move it to a function that the block calls."
                )
    _check_names(tree, slots, things)
    returns = [node for node in ast.walk(tree) if isinstance(node, ast.Return)]
    if returns:
        _check_answers(tree, slots, returns)
    _check_calls(tree, slots, bool(returns) and len(tree.body) == 1)


def _check_names(tree: ast.FunctionDef, slots: tuple[Slot, ...], things: Mapping[str, object]) -> None:
    nodes = [node for statement in tree.body for node in ast.walk(statement)]
    own = {slot.name for slot in slots} | {node.id for node in nodes if isinstance(node, ast.Name) and _is_set(node)}
    for node in nodes:
        if isinstance(node, ast.Call) and not isinstance(node.func, ast.Name | ast.Attribute):
            raise CatalogError("what is called without a name can't be unfolded. Give it one.")
        if isinstance(node, ast.Attribute) and _is_set(node) and node.attr != "value":
            raise CatalogError(f"setting {node.attr} can't be unfolded. Move it to a function that the block calls.")
        if isinstance(node, ast.Name) and node.id not in own and not _has_a_name(things.get(node.id, str)):
            raise CatalogError(f"{node.id} is no function and can't be unfolded. Let a function answer it.")


def _has_a_name(thing: object) -> bool:
    return hasattr(thing, "__name__") and hasattr(thing, "__module__")


def _is_set(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", None), ast.Store)


def _check_answers(tree: ast.FunctionDef, slots: tuple[Slot, ...], returns: list[ast.Return]) -> None:
    if tree.body[-1] not in returns or any(node.value is None for node in returns):
        raise CatalogError("a block that is unfolded and answers something has to end with a return of a value.")
    if any(slot.shape == "body" for slot in slots):
        raise CatalogError("a block that runs steps answers nothing; let it set a variable instead.")


def _check_calls(tree: ast.FunctionDef, slots: tuple[Slot, ...], expression: bool) -> None:
    used = Counter(
        node.id for statement in tree.body for node in ast.walk(statement) if isinstance(node, ast.Name) and node.id
    )
    called = Counter(
        node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )
    for slot in slots:
        if slot.shape in ("body", "lazy") and called[slot.name] != 1:
            raise CatalogError(f"{slot.name} has to be called in exactly one place.")
        if expression and slot.shape == "value" and used[slot.name] != 1:
            raise CatalogError(f"{slot.name} has to be used in exactly one place.")
