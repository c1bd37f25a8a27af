"""What may stand in a flow that was printed as Python."""

from __future__ import annotations

import ast
import builtins

from blockloom.runtime.compile.allowed import check_tree

BUILTINS = {"len", "range", "any", "list"}
PRINTED_ONLY = (ast.ImportFrom, ast.While)


def look_over(source: str) -> None:
    """Assert that the code consists of the nodes of generated code, imports of ours, and calls of what it has."""
    tree = ast.parse(source)
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert all((node.module or "").startswith(("blockloom", "tests.")) for node in imports)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    start = tree.body[-1]
    assert ast.unparse(start) == "if __name__ == '__main__':\n    play(flow)"
    assert len(tree.body) - len(imports) - len(functions) - 1 <= 1
    for function in functions:
        check_tree(_as_generated(function))
    made = {alias.asname or alias.name for node in imports for alias in node.names}
    made |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)} | BUILTINS
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert called <= made, called - made
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    stored |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    assert not stored & (made | set(dir(builtins)))


def _as_generated(function: ast.FunctionDef) -> ast.AST:
    """The function with what only printed code has put as generated code has it."""
    return _Generated().visit(ast.parse(ast.unparse(function)))  # type: ignore[no-any-return]


class _Generated(ast.NodeTransformer):
    def visit_While(self, node: ast.While) -> ast.AST:
        self.generic_visit(node)
        return ast.If(test=node.test, body=node.body, orelse=[])

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(id="name", ctx=node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(arg="name")

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.name = "name"
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        self.generic_visit(node)
        node.name = "name"
        return node

    def visit_Nonlocal(self, node: ast.Nonlocal) -> ast.AST:
        return ast.Pass()
