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
    if returns and (len(tree.body) != 1 or tree.body[0] is not returns[0] or returns[0].value is None):
        raise CatalogError("a block that is unfolded and answers something has to be one return statement.")
    _check_calls(tree, slots, bool(returns))


def _check_calls(tree: ast.FunctionDef, slots: tuple[Slot, ...], answers: bool) -> None:
    used = Counter(
        node.id for statement in tree.body for node in ast.walk(statement) if isinstance(node, ast.Name) and node.id
    )
    called = Counter(
        node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )
    for slot in slots:
        if slot.shape in ("body", "lazy") and called[slot.name] != 1:
            raise CatalogError(f"{slot.name} has to be called in exactly one place.")
        if answers and slot.shape == "value" and used[slot.name] != 1:
            raise CatalogError(f"{slot.name} has to be used in exactly one place.")
