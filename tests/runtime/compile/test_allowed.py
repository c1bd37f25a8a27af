"""The closed list of what generated code may consist of: what the compiler writes passes, everything else does not."""

from __future__ import annotations

import ast
import json
from random import Random
from typing import Any

import pytest

from blockloom import catalog, read_flow
from blockloom.runtime.compile import PLAIN, TRACED, compile_flow
from blockloom.runtime.compile.allowed import check_tree
from blockloom.runtime.compile.nodes import Maker
from tests.runtime.random_flows import Maker as FlowMaker
from tests.runtime.written import sound

REFUSED = {
    "import os": "Import",
    "from os import system": "ImportFrom",
    "class A: pass": "ClassDef",
    "lambda: 1": "Lambda",
    "f'{x}'": "JoinedStr",
    "{1, 2}": "Set",
    "{x for x in y}": "SetComp",
    "{x: 1 for x in y}": "DictComp",
    "(x for x in y)": "GeneratorExp",
    "f(*x)": "Starred",
    "x[1:2]": "Slice",
    "with x: pass": "With",
    "del x": "Delete",
    "def f(): global x": "Global",
    "assert x": "Assert",
    "while x: pass": "While",
    "x += 1": "AugAssign",
    "match x:\n    case 1: pass": "Match",
    "async def f(): await x": "AsyncFunctionDef",
    "def f(): yield 1": "Yield",
    "def f(): yield from x": "YieldFrom",
    "async def f():\n    async for x in y: pass": "AsyncFunctionDef",
    "try: pass\nexcept* E: pass": "TryStar",
    "x.__class__": "attribute __class__",
    "x.value": "attribute value",
    "x.append.__self__": "attribute __self__",
    "'{0.x}'.format(y)": "attribute format",
    "x.f_globals": "attribute f_globals",
    "b'x'": "constant bytes",
    "1j": "constant complex",
    "...": "constant ellipsis",
    "__import__": "name __import__",
    "__builtins__['x']": "name __builtins__",
    "größe = 1": "name größe",
    "ﬁ = 1": "name fi",
    "def __init__(): pass": "name __init__",
    "def f(__x): pass": "name __x",
    "def f(ä): pass": "name ä",
    "def f():\n    def g():\n        nonlocal __y": "name __y",
    "try: pass\nexcept E as __e: pass": "name __e",
    "[__x for y in z]": "name __x",
}


@pytest.mark.parametrize(("code", "named"), REFUSED.items(), ids=REFUSED.values())
def test_what_is_not_on_the_list_is_refused(code: str, named: str) -> None:
    if "größe" not in code and "ä" not in code and "ﬁ" not in code:
        with pytest.raises(AssertionError, match=f"generated code .*{named}"):
            check_tree(ast.parse(code))
        return
    with pytest.raises(AssertionError, match="generated code holds the name"):
        tree = ast.parse(code)
        check_tree(_spelled(tree, code))


def _spelled(tree: ast.AST, code: str) -> ast.AST:
    """The tree with a name as a generator could have put it there, not normalised by Python's parser."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and "ﬁ" in code:
            node.id = "ﬁ"
    return tree


def test_constants_of_other_types_are_refused_wherever_they_come_from() -> None:
    class Text(str):
        pass

    for value in (Text("x"), (1, 2), frozenset({1}), object(), check_tree):
        with pytest.raises(AssertionError, match="generated code holds a constant"):
            check_tree(ast.Constant(value))  # type: ignore[arg-type]


def test_a_bug_in_the_compiler_does_not_get_past_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(self: Maker, value: Any) -> ast.expr:
        return self.put(ast.Attribute, value=self.name("x"), attr=value, ctx=ast.Load())  # type: ignore[no-any-return]

    program = sound("- return: __class__\n")
    monkeypatch.setattr(Maker, "constant", wrong)
    with pytest.raises(AssertionError, match="asks for the attribute __class__"):
        compile_flow(program.runnable(), program.facts, PLAIN)


def test_random_flows_keep_to_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[ast.AST] = []

    def check(tree: ast.AST) -> None:
        checked.append(tree)
        check_tree(tree)

    monkeypatch.setattr("blockloom.runtime.compile.module.check_tree", check)
    for seed in range(25):
        program = read_flow(json.dumps(FlowMaker(Random(seed)).flow()), catalog(), "random.flow.json")
        for style in (PLAIN, TRACED) if program.ok else ():
            compile_flow(program.runnable(), program.facts, style)
    assert len(checked) > 20
