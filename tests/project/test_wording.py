"""What goes wrong is said in sentences of the catalogue, so that a page can say it in every language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from string import Formatter

from tests.project.support import ROOT

ERRORS = {
    "FlowError",
    "FlowChanged",
    "FormulaError",
    "NotBlocks",
    "NotWritable",
    "Refusal",
    "Unavailable",
    "Unreadable",
}
STOPS = {"BudgetSpent", "OutputSpent"}
NOTES = {"find", "warn"}
"""How reader and checker note a finding."""
WORDS = re.compile(r"\S [a-z]{2}|[a-z]{2} \S")
CODE = re.compile(r"^[\w\"{]+:|^\{|^- | = :")
ENGLISH = ("catalog", "compile", "schema", "api", "cli", "console", "play.py", "node_modules", "simulator.py")
"""Rooms for people who write blocks, programs and command lines; they are spoken to in English."""
MADE = {"sentence", "plural", "gettext", "ngettext", "marked"}


@cache
def modules() -> list[tuple[str, ast.Module]]:
    return [*_modules()]


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for room in ("runtime", "blocks", "web"):
        for path in sorted((ROOT / room).rglob("*.py")):
            if not {*path.relative_to(ROOT).parts} & {*ENGLISH}:
                yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def bare(node: ast.expr) -> bool:
    """Whether this is a text of several words that no catalogue has; a piece of a file, such as a mend, is none."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(WORDS.search(node.value)) and not CODE.search(node.value)
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "x" for part in node.values]
        return bare(ast.Constant("".join(map(str, parts))))
    if isinstance(node, ast.BinOp):
        return bare(node.left) or bare(node.right)
    return isinstance(node, ast.IfExp) and (bare(node.body) or bare(node.orelse))


def texts_of(tree: ast.Module) -> Iterator[ast.expr]:
    """What errors and findings are made with, and what stands in the variables that they are made with."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        named = set()
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and name_of(call) in ERRORS | STOPS | NOTES:
                yield from call.args
                named |= {one.id for one in call.args if isinstance(one, ast.Name)}
        for step in ast.walk(function):
            if isinstance(step, ast.Assign) and any(isinstance(to, ast.Name) and to.id in named for to in step.targets):
                yield step.value


def test_what_goes_wrong_is_said_in_sentences() -> None:
    wrong = [f"{path}:{text.lineno}" for path, tree in modules() for text in texts_of(tree) if bare(text)]
    assert not wrong
    source = "def f(x):\n    message = f'{x} is wrong.'\n    raise FlowError('code', message)\n"
    assert [bare(text) for text in texts_of(ast.parse(source))].count(True) == 1


def holes(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_hole_of_a_sentence_is_filled() -> None:
    seen = 0
    for path, tree in modules():
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or name_of(call) not in ("sentence", "plural") or not call.keywords:
                continue
            given = {keyword.arg for keyword in call.keywords}
            forms = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            for form in forms:
                assert holes(form) - {"count"} == given - {"count"}, f"{path}:{call.lineno} {form}"
                seen += 1
    assert seen > 300


def test_a_sentence_without_holes_is_taken_as_it_stands() -> None:
    for path, tree in modules():
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and name_of(call) == "sentence" and not call.keywords:
                (said,) = call.args
                assert not isinstance(said, ast.Constant) or "{{" not in str(said.value), f"{path}:{call.lineno}"
                assert not isinstance(said, ast.JoinedStr), f"{path}:{call.lineno}"
