"""Functions that begin with ``if …: return …``: who calls one asks first, and calls only where that does not answer.

Half of the calls of a recursive function end there, and a call costs far more than a comparison.
"""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from blockloom.runtime.compile.nodes import is_harmless
from blockloom.runtime.model import Block, blocks_in

if TYPE_CHECKING:
    from blockloom.runtime.compile.coder import Coder


@dataclass(frozen=True, slots=True)
class Shortcut:
    """What a function asks first, and what it then answers, in terms of its parameters' slots."""

    asked: ast.expr
    answer: ast.expr

    def test(self, given: dict[str, ast.expr]) -> ast.expr:
        """The question about these arguments."""
        return _filled(self.asked, given)

    def value(self, given: dict[str, ast.expr]) -> ast.expr:
        """The answer for these arguments."""
        return _filled(self.answer, given)


def shortcut_of(coder: Coder, name: str) -> Shortcut | None:
    """The shortcut of a function, if it has one that can't fail and does nothing else."""
    known = coder.shop.shortcuts
    if name not in known:
        known[name] = None if coder.style.traced else _find(coder, name)
    return known[name]


def _find(coder: Coder, name: str) -> Shortcut | None:
    steps = [step for step in coder.shop.flow.functions[name].do if not step.disabled][:1]
    slots = (slot for step in steps for block in blocks_in(step) for slot in block.definition.slots)
    if not isinstance(steps[0] if steps else None, Block) or any(slot.shape == "function" for slot in slots):
        return None
    written = coder.beside(name).steps(steps)
    first = written[0] if len(written) == 1 else None
    if not isinstance(first, ast.If) or first.orelse or len(first.body) != 1:
        return None
    (answer,) = first.body
    if not isinstance(answer, ast.Return) or answer.value is None:
        return None
    return Shortcut(first.test, answer.value) if is_harmless(first.test) and is_harmless(answer.value) else None


class _Filling(ast.NodeTransformer):
    def __init__(self, given: dict[str, ast.expr]) -> None:
        self._given = given

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._given[node.id]


def _filled(node: ast.expr, given: dict[str, ast.expr]) -> ast.expr:
    filled: ast.expr = _Filling(given).visit(copy.deepcopy(node))
    return filled
