"""The closed list of what generated code may consist of, checked on every tree right before it is compiled."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any

_ALLOWED: tuple[type[ast.AST], ...] = (
    ast.Module,
    ast.FunctionDef,
    ast.arguments,
    ast.arg,
    ast.keyword,
    ast.Nonlocal,
    ast.AnnAssign,
    ast.Assign,
    ast.Expr,
    ast.If,
    ast.For,
    ast.Break,
    ast.Continue,
    ast.Pass,
    ast.Return,
    ast.Raise,
    ast.Try,
    ast.ExceptHandler,
    ast.Name,
    ast.Constant,
    ast.Call,
    ast.Attribute,
    ast.Subscript,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.ListComp,
    ast.comprehension,
    ast.NamedExpr,
    ast.IfExp,
    ast.Compare,
    ast.BoolOp,
    ast.BinOp,
    ast.UnaryOp,
)
_NO_NODES = frozenset({"ctx", "op", "ops", "id", "arg", "attr", "name", "names", "simple", "is_async", "type_comment"})
"""Fields in which ``compile`` itself takes nothing but an operator, a name or a number."""
_INNER: dict[type, tuple[str, ...]] = {
    kind: tuple(field for field in kind._fields if field not in _NO_NODES) for kind in _ALLOWED
} | {type(None): ()}
_METHODS = frozenset({"append", "pop", "record"})
_CONSTANTS = frozenset({str, int, float, bool, type(None)})


def check_tree(tree: ast.AST) -> None:
    """Raise if a node, an attribute, a name or a constant of another kind has got into the tree."""
    names, constants, todo = set[str](), set[type](), list[Any]([tree])
    while todo:
        node = todo.pop()
        kind = type(node)
        if kind is ast.Name:
            names.add(node.id)
        elif kind is ast.Constant:
            constants.add(type(node.value))
        elif kind not in _INNER:
            raise AssertionError(f"generated code holds {kind.__name__}")
        else:
            if kind in _LOOKS:
                _LOOKS[kind](node)
            for field in _INNER[kind]:
                inner = getattr(node, field, None)
                if type(inner) is list:
                    todo += inner
                elif inner is not None:
                    todo.append(inner)
    _look_at_constants(constants)
    _look_at_names(names)


def _look_at_attribute(node: ast.Attribute) -> None:
    if node.attr not in _METHODS:
        raise AssertionError(f"generated code asks for the attribute {node.attr}")


def _look_at_constants(kinds: set[type]) -> None:
    for kind in kinds - _CONSTANTS:
        raise AssertionError(f"generated code holds a constant {kind.__name__}")


def _look_at_names(names: Iterable[str | None]) -> None:
    for name in names:
        if name is not None and (name[:2] == "__" or not name.isascii()):
            raise AssertionError(f"generated code holds the name {name}")


_LOOKS: dict[type, Callable[[Any], None]] = {
    ast.Attribute: _look_at_attribute,
    ast.arg: lambda node: _look_at_names([node.arg]),
    ast.FunctionDef: lambda node: _look_at_names([node.name]),
    ast.ExceptHandler: lambda node: _look_at_names([node.name]),
    ast.Nonlocal: lambda node: _look_at_names(node.names),
}
