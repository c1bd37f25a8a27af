"""Tree → values: literals, lists, formulas, templates and nested value blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from blockloom.runtime.findings import Place
from blockloom.runtime.format.draft import Draft
from blockloom.runtime.format.tree import Mapping, Scalar, Sequence, Tree
from blockloom.runtime.formula import FormulaError, Parser, parse_template
from blockloom.runtime.model import Block, Items, Literal, Slotted, Template, Value


class Values:
    """Builds values. ``block`` builds a nested block from a map; it is the steps' builder, handed in."""

    def __init__(self, draft: Draft, block: Callable[[Mapping, str], Block | None]) -> None:
        self._draft = draft
        self._block = block

    def value(self, tree: Tree, path: str) -> Value:
        """The value that a tree says. Where it can't be understood, a finding is noted and nothing stands in."""
        place = Place(tree.line, tree.column, path)
        if isinstance(tree, Sequence):
            return Items(place, [self.value(item, f"{path}/{number}") for number, item in enumerate(tree.items)])
        if isinstance(tree, Mapping):
            return self._nested(tree, place)
        if not isinstance(tree.value, str):
            return Literal(place, tree.value)
        try:
            return self._text(tree.value, tree, path, place)
        except FormulaError as error:
            self._note(error, tree, path)
            return Literal(place, None)

    def _nested(self, tree: Mapping, place: Place) -> Value:
        block = self._block(tree, place.path)
        if block is None:
            return Literal(place, None)
        if block.definition.result is None:
            name = block.definition.name
            self._draft.find(tree, place.path, "no_result", f"{name} answers nothing, so it can't be a value.")
        return block

    def _text(self, text: str, tree: Scalar, path: str, place: Place) -> Value:
        if text.startswith("="):
            return addressed(self._parser(tree)(text, 1).parse(), path)
        if "${" not in text:
            return Literal(place, text)
        parts = parse_template(text, self._parser(tree))
        holes = iter(range(len(parts)))
        return Template(
            place, [part if isinstance(part, str) else addressed(part, f"{path}/{next(holes)}") for part in parts]
        )

    def _parser(self, tree: Scalar) -> Callable[[str, int], Parser]:
        draft = self._draft
        return lambda text, start: Parser(
            text, start, draft.catalog, draft.functions, lambda at: place_within(draft.lines, tree, at)
        )

    def _note(self, error: FormulaError, tree: Scalar, path: str) -> None:
        place = place_within(self._draft.lines, tree, error.at)
        line = self._draft.lines[tree.line - 1] if tree.line <= len(self._draft.lines) else ""
        rest = line[tree.column - 1 + len(tree.raw) :]
        if not tree.quoted and rest.startswith(" #") and "stops in the middle" in error.message:
            whole = (tree.raw + rest).replace("\\", "\\\\").replace('"', '\\"')
            message = 'The formula stops in the middle: a " #" cut it off. Put the whole value in quotes.'
            self._draft.find(place, path, "formula", message, f'"{whole}"')
        else:
            self._draft.find(place, path, "formula", error.message, error.mend)


def place_within(lines: list[str], tree: Scalar, at: int) -> Place:
    """Where the character ``at`` of a scalar's text stands; the scalar's own place where it can't be told."""
    line = lines[tree.line - 1] if tree.line <= len(lines) else ""
    start = tree.column - 1 + tree.quoted
    if isinstance(tree.value, str) and line.startswith(tree.value, start):
        return Place(tree.line, start + at + 1)
    return Place(tree.line, tree.column)


def addressed(node: Value, path: str) -> Value:
    """The same value with the addresses that its places have below ``path``."""
    node.place = replace(node.place, path=path)
    if isinstance(node, Items):
        for number, item in enumerate(node.items):
            addressed(item, f"{path}/{number}")
    elif isinstance(node, Block):
        for key, slotted in node.slots.items():
            _address_slot(slotted, f"{path}/{key}")
    return node


def _address_slot(slotted: Slotted, path: str) -> None:
    if isinstance(slotted, Literal | Items | Template | Block):
        addressed(slotted, path)
    elif isinstance(slotted, dict):
        for name, value in slotted.items():
            addressed(value, f"{path}/{name}")
