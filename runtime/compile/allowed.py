"""The closed list of what generated code may consist of, checked on every tree right before it is compiled."""

from __future__ import annotations

import ast

_ALLOWED = (
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
    ast.expr_context,
    ast.boolop,
    ast.operator,
    ast.unaryop,
    ast.cmpop,
)
_ALLOWED_TYPES = frozenset(_ALLOWED)
_METHODS = frozenset({"append", "pop", "record"})
_CONSTANTS = (str, int, float, bool, type(None))


def check_tree(tree: ast.AST) -> None:
    """Raise if a node, an attribute, a name or a constant of another kind has got into the tree."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        if type(node) not in _ALLOWED_TYPES and not isinstance(node, _ALLOWED):
            raise AssertionError(f"generated code holds {type(node).__name__}")
        if isinstance(node, ast.Attribute) and node.attr not in _METHODS:
            raise AssertionError(f"generated code asks for the attribute {node.attr}")
        if isinstance(node, ast.Constant) and type(node.value) not in _CONSTANTS:
            raise AssertionError(f"generated code holds a constant {type(node.value).__name__}")
        for name in _names(node):
            if name.startswith("__") or not name.isascii():
                raise AssertionError(f"generated code holds the name {name}")
        for field in node._fields:
            inner = getattr(node, field, None)
            if isinstance(inner, ast.AST):
                todo.append(inner)
            elif isinstance(inner, list):
                todo.extend(part for part in inner if isinstance(part, ast.AST))


def _names(node: ast.AST) -> list[str]:
    """The names that a node reads, sets or makes."""
    if isinstance(node, ast.Nonlocal):
        return node.names
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.arg):
        return [node.arg]
    return [node.name] if isinstance(node, ast.FunctionDef | ast.ExceptHandler) and node.name else []
