"""Writes a block and the else-ifs below it one after the other, each in the place that the one above has left."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from blockloom.runtime.compile.unfold import Unfold
from blockloom.runtime.model import Block

if TYPE_CHECKING:
    from blockloom.runtime.compile.coder import Coder


def write_ladder(coder: Coder, rungs: list[Block]) -> list[ast.stmt]:
    """The statements of the first rung, with all the others in its last way."""
    first = last = Unfold(coder, rungs[0], _hole(coder, rungs[1:])).statements()
    for number, rung in enumerate(rungs[1:], 1):
        before = coder.make.on(rung.place.path)
        written = [*coder.begin(), *Unfold(coder, rung, _hole(coder, rungs[number + 1 :])).statements()]
        coder.make.line = before
        above = last[-1]
        assert isinstance(above, ast.If)
        above.orelse, last = written, written
    return first


def _hole(coder: Coder, below: list[Block]) -> ast.stmt | None:
    return coder.make.put(ast.Pass) if below else None
