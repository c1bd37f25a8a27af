"""Which mutants are tried: Cosmic Ray's changes inside functions, one a place, drawn by a seed."""

from __future__ import annotations

import difflib
import itertools
import warnings
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from types import CodeType
from typing import NamedTuple

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

RUNTIME = Path(__file__).parents[2] / "runtime"
PACKAGES = ("format", "formula", "check", "compile")
_ALIKE = {"Eq_Is", "Is_Eq", "NotEq_IsNot", "IsNot_NotEq"}
"""Comparisons that differ only where two equal things are not the same one, which is chance for short texts."""

Functions = dict[tuple[str, int], CodeType]
"""Qualified name and first line → code, of the functions that stand in no other."""


class Mutant(NamedTuple):
    """One change of one file of the runtime, at a line and a column from 1."""

    file: str
    line: int
    column: int
    operator: str
    occurrence: int

    def source(self) -> str:
        """The whole changed text."""
        return str(mutate_code(_text(self.file), get_operator(self.operator)(), self.occurrence))

    def functions(self) -> Functions:
        """The functions that the change makes others; none if Python compiles both alike, or neither."""
        before = functions_of(_text(self.file))
        try:
            after = functions_of(self.source())
        except SyntaxError:
            return {}
        return {key: code for key, code in after.items() if key in before and code != before[key]}

    def told(self) -> str:
        """The lines that go and come."""
        lines = difflib.unified_diff(_text(self.file).splitlines(), self.source().splitlines(), n=0, lineterm="")
        return "\n".join(itertools.islice(lines, 3, None))


def sample(count: int, seed: int) -> Iterator[Mutant]:
    """As many mutants, each at a place of its own, the same for the same seed and source."""
    random = Random(seed)
    places: dict[tuple[str, int, int], list[Mutant]] = defaultdict(list)
    for path in sorted(path for package in PACKAGES for path in (RUNTIME / package).glob("*.py")):
        for mutant in _all_of(str(path.relative_to(RUNTIME))):
            places[mutant.file, mutant.line, mutant.column].append(mutant)
    mixed = random.sample(list(places.values()), len(places))
    real = (mutant for mutant in map(random.choice, mixed) if mutant.functions())
    return itertools.islice(real, count)


def functions_of(source: str) -> Functions:
    """The functions of a module, methods among them."""
    found: Functions = {}
    with warnings.catch_warnings(action="ignore"):  # "is" with a literal
        todo = [compile(source, "mutant", "exec")]
    while todo:
        for inner in todo.pop().co_consts:
            if isinstance(inner, CodeType) and inner.co_flags & 2:  # CO_NEWLOCALS: a function, no class body
                found[inner.co_qualname, inner.co_firstlineno] = inner
            elif isinstance(inner, CodeType):
                todo.append(inner)
    return found


def _all_of(file: str) -> Iterator[Mutant]:
    nodes = list(ast_nodes(get_ast(_text(file))))
    for name in sorted(operator_names()):
        kind = get_operator(name)
        if kind.arguments() or name.split("Operator_")[-1] in _ALIKE:
            continue
        positions = (start for node in nodes for start, _ in kind().mutation_positions(node))
        for occurrence, (line, column) in enumerate(positions):
            yield Mutant(file, line, column + 1, name, occurrence)


@cache
def _text(file: str) -> str:
    return (RUNTIME / file).read_text()
