"""Makes the blocks that a formula stands for, and counts how deep they are nested."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.findings import Place
from blockloom.runtime.formula.errors import FormulaError
from blockloom.runtime.model import Block, Items, Literal, Slotted, Value
from blockloom.runtime.wording import sentence

Placed: TypeAlias = Callable[[int], Place]


@dataclass(frozen=True, slots=True)
class Known:
    """What a formula can call: the blocks, and the flow's functions with the names of their parameters.

    The parameters are None where the file's own words for them could not be read.
    """

    catalog: Catalog
    functions: Mapping[str, list[str] | None]


class Nodes:
    """Makes nodes; ``placed`` turns a position in the formula into a place of the file."""

    def __init__(self, catalog: Catalog, placed: Placed, depth: int) -> None:
        self._catalog = catalog
        self._depth = depth
        self._depths: dict[int, int] = {}
        self._open = 0
        self.placed = placed

    def literal(self, value: str | int | float | bool | None, at: int) -> Literal:
        return Literal(self.placed(at), value)

    def items(self, items: list[Value], at: int) -> Value:
        return self.measured(Items(self.placed(at), items), items, at)

    def block(self, name: str, given: Sequence[Slotted], at: int) -> Value:
        """The block of this name with its first slots filled; FormulaError if it is not installed."""
        definition = self._catalog.get(name)
        if definition is None:
            raise FormulaError(sentence('This needs the block "{name}", which is not installed.', name=name), at)
        slots = dict(zip(definition.keys, given, strict=False))
        return self.measured(Block(self.placed(at), definition, slots, formula=True), given, at)

    def measured(self, node: Value, inner: Sequence[object], at: int) -> Value:
        """The node itself, unless it is nested too deep."""
        depth = 0
        for part in inner:
            depth = max(depth, self._depths.get(id(part), 0))
        self._check(depth + 1, at)
        self._depths[id(node)] = depth + 1
        return node

    def enter(self, at: int) -> None:
        """Count a level that is being read; ``leave`` counts it off again."""
        self._open += 1
        self._check(self._open, at)

    def leave(self) -> None:
        self._open -= 1

    def _check(self, depth: int, at: int) -> None:
        if depth > self._depth:
            message = sentence("This formula is nested more than {depth} levels deep.", depth=self._depth)
            raise FormulaError(message, at, sentence("split it: set a variable to one part first"))
