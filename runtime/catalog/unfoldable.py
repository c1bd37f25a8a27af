"""Whether the compiler can unfold a block's source: a small part of Python, each body and lazy value called once."""

from __future__ import annotations

import ast
from collections import Counter

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


def check_unfoldable(tree: ast.FunctionDef, slots: tuple[Slot, ...]) -> None:
    """Raise CatalogError with the reason if the compiler could not unfold this source."""
    for statement in tree.body:
        for node in ast.walk(statement):
            if not isinstance(node, (*_STATEMENTS, *_OTHERS)):
                raise CatalogError(
                    f"{type(node).__name__} can't be unfolded. Move it to a function that the block calls."
                )
    returns = [node for node in ast.walk(tree) if isinstance(node, ast.Return)]
    if returns:
        _check_answers(tree, slots, returns)
    _check_calls(tree, slots, bool(returns) and len(tree.body) == 1)


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
