"""Makes nodes of Python's syntax tree, each with its line: the number of the block it belongs to."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

_LOAD, _STORE = ast.Load(), ast.Store()


class Maker:
    """``line`` is the line that new nodes get; ``paths[line - 1]`` is the address of that line's block."""

    def __init__(self) -> None:
        self.line = 1
        self.paths: list[str] = [""]

    def on(self, path: str) -> int:
        """Give what is made from now on a line of its own. Answers the line before, to go back to."""
        self.paths.append(path)
        before, self.line = self.line, len(self.paths)
        return before

    def put(self, kind: type[ast.AST], /, *given: Any, **fields: Any) -> Any:
        """A node of any kind on the current line."""
        return self._here(kind(*given, **fields))

    def _here(self, node: Any) -> Any:
        node.lineno, node.col_offset = self.line, 0
        return node

    # most nodes are these and calls: without the call of _here they take a third less time

    def name(self, name: str) -> ast.expr:
        node = ast.Name(name, _LOAD)
        node.lineno, node.col_offset = self.line, 0
        return node

    def target(self, name: str) -> ast.expr:
        node = ast.Name(name, _STORE)
        node.lineno, node.col_offset = self.line, 0
        return node

    def constant(self, value: str | int | float | bool | None) -> ast.expr:
        node = ast.Constant(value)
        node.lineno, node.col_offset = self.line, 0
        return node

    def plain(self, value: Any) -> ast.expr:
        """Plain data, made anew each time."""
        if isinstance(value, list):
            return self.items([self.plain(item) for item in value])
        if isinstance(value, dict):
            keys = [self.constant(key) for key in value]
            return self.put(ast.Dict, keys=keys, values=[self.plain(item) for item in value.values()])  # type: ignore[no-any-return]
        return self.constant(value)

    def items(self, items: list[ast.expr]) -> ast.expr:
        """A list written out."""
        return self._here(ast.List(items, _LOAD))  # type: ignore[no-any-return]

    def call(
        self, function: ast.expr | str, arguments: Sequence[ast.expr], keywords: dict[str, ast.expr] | None = None
    ) -> ast.expr:
        named = [self._here(ast.keyword(key, value)) for key, value in keywords.items()] if keywords else []
        called = self.name(function) if isinstance(function, str) else function
        node = ast.Call(called, list(arguments), named)
        node.lineno, node.col_offset = self.line, 0
        return node

    def assign(self, target: ast.expr | str, value: ast.expr) -> ast.stmt:
        assigned = self.target(target) if isinstance(target, str) else target
        return self._here(ast.Assign([assigned], value))  # type: ignore[no-any-return]

    def run(self, value: ast.expr) -> ast.stmt:
        return self._here(ast.Expr(value))  # type: ignore[no-any-return]

    def answer(self, value: ast.expr) -> ast.stmt:
        return self._here(ast.Return(value))  # type: ignore[no-any-return]

    def when(self, test: ast.expr, then: list[ast.stmt], otherwise: list[ast.stmt] | None = None) -> ast.stmt:
        return self._here(ast.If(test, self.body(then), otherwise or []))  # type: ignore[no-any-return]

    def loop(
        self, target: ast.expr, items: ast.expr, body: list[ast.stmt], after: list[ast.stmt] | None = None
    ) -> ast.stmt:
        return self._here(ast.For(target, items, self.body(body), after or []))  # type: ignore[no-any-return]

    def compare(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> ast.expr:
        return self._here(ast.Compare(left, [operator], [right]))  # type: ignore[no-any-return]

    def pair(self, first: ast.expr, second: ast.expr) -> ast.expr:
        return self._here(ast.Tuple([first, second], _STORE))  # type: ignore[no-any-return]

    def function(self, name: str, parameters: Sequence[str], body: list[ast.stmt]) -> ast.FunctionDef:
        arguments = ast.arguments(
            posonlyargs=[],
            args=[self.put(ast.arg, arg=parameter) for parameter in parameters],
            kwonlyargs=[],
            kw_defaults=[],
            defaults=[],
        )
        return self.put(ast.FunctionDef, name=name, args=arguments, body=self.body(body), decorator_list=[])  # type: ignore[no-any-return]

    def body(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        """The statements, or ``pass`` where there are none."""
        return statements or [self.put(ast.Pass)]


def is_simple(node: ast.expr) -> bool:
    """Whether an expression can't fail, does nothing and may stand twice: names, constants, bare arithmetic."""
    if isinstance(node, (ast.Name, ast.Constant)):
        return True
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, (ast.Add, ast.Sub, ast.Mult)):
        return False
    return is_simple(node.left) and is_simple(node.right)


def is_harmless(node: ast.expr) -> bool:
    """Whether an expression can't fail and does nothing: what is simple, or made of such. An operator that stands bare
    has operands of known kinds, and a result within the limits."""
    if isinstance(node, ast.Compare):
        return all(map(is_harmless, [node.left, *node.comparators]))
    if isinstance(node, ast.BinOp):
        return is_harmless(node.left) and is_harmless(node.right)
    if isinstance(node, ast.BoolOp | ast.Dict):
        return all(map(is_harmless, node.values))
    if isinstance(node, ast.List):
        return all(map(is_harmless, node.elts))
    return is_harmless(node.operand) if isinstance(node, ast.UnaryOp) else is_simple(node)
