"""Tree → values: literals, lists, formulas, templates and nested value blocks."""

from __future__ import annotations

import re
from collections.abc import Callable

from blockloom.runtime.findings import Place
from blockloom.runtime.format.draft import Draft, data
from blockloom.runtime.format.formulas import Placed, formula, template
from blockloom.runtime.format.tree import Mapping, Scalar, Sequence, Tree
from blockloom.runtime.format.unquoted import quoted
from blockloom.runtime.formula import FormulaError, Known
from blockloom.runtime.model import Block, Items, Literal, Lost, Step, Template, Value
from blockloom.runtime.wording import sentence

FORMULA_DEPTH = 70
"""How deep a formula may go, less the levels it stands in: whoever walks it as Python does may take 1,000 calls."""
_DOUBTFUL = re.compile(
    r"""(?:(?P<truth>yes|no|on|off)
    |(?P<base60>[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?)
    |(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}
        |[0-9]{4}(?:-[0-9]{1,2}){2}(?:t|[ \t]+)[0-9]{1,2}(?::[0-9]{2}){2}(?:\.[0-9]*)?
         (?:[ \t]*(?:z|[-+][0-9]{1,2}(?::[0-9]{2})?))?))\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_OTHERWISE = {"truth": sentence("true or false"), "base60": sentence("a number"), "date": sentence("a date")}


class Values:
    """Builds values. ``block`` builds a nested block from a map; it is the steps' builder, handed in."""

    def __init__(self, draft: Draft, block: Callable[[Mapping, str], Step | None]) -> None:
        self._draft = draft
        self._block = block
        self.free = 0
        """How many levels of the addresses are those of else-ifs, which do not count."""
        self._known = Known(draft.catalog, draft.functions)

    def value(self, tree: Tree, path: str) -> Value:
        """The value that a tree says. Where it can't be understood, a finding is noted and Lost stands in."""
        return self.at(tree, Place(tree.line, tree.column, path))

    def at(self, tree: Tree, place: Place) -> Value:
        """The same, where its place is known."""
        path = place.path
        if isinstance(tree, Sequence):
            return Items(place, [self.value(item, f"{path}/{number}") for number, item in enumerate(tree.items)])
        if isinstance(tree, Mapping):
            return self._nested(tree, place)
        if not isinstance(tree.value, str):
            number = tree.value
            return Literal(place, int(number) if isinstance(number, float) and number.is_integer() else number)
        self._doubt(tree, path)
        try:
            return self._text(tree.value, tree, path, place)
        except FormulaError as error:
            self._note(error, tree, path)
            return Lost(place, data=tree.value)

    def _nested(self, tree: Mapping, place: Place) -> Value:
        block = self._block(tree, place.path)
        if isinstance(block, Block) and block.definition.result is None:
            name = block.definition.name
            self._draft.find(
                tree, place.path, "no_result", sentence("{name} answers nothing, so it can't be a value.", name=name)
            )
            return Lost(place, data=data(tree))
        return Lost(place, data=data(tree)) if block is None else block

    def _text(self, text: str, tree: Scalar, path: str, place: Place) -> Value:
        is_formula = text.startswith("=")
        if not is_formula and "${" not in text:
            return Literal(place, text)
        placed, depth = places_within(self._draft.lines, tree), FORMULA_DEPTH - path.count("/") + self.free
        read = (self._known, depth, placed, path)
        return formula(text, *read) if is_formula else Template(place, template(text, *read))

    def _note(self, error: FormulaError, tree: Scalar, path: str) -> None:
        place = places_within(self._draft.lines, tree)(error.at, path)
        line = self._draft.lines[tree.line - 1] if tree.line <= len(self._draft.lines) else ""
        whole = line[tree.column - 1 :].rstrip()
        if error.cut and not tree.quoted and self._is_value(whole, tree, path):
            message = sentence("The formula stops in the middle. Put the whole value in quotes.")
            if whole[len(tree.raw) :].lstrip().startswith("#"):
                message = sentence(
                    'The formula stops in the middle of a text: a " #" cut it off. Put the whole value in quotes.'
                )
            mend = f"{line[: tree.column - 1].strip()} {quoted(whole)}"
            self._draft.find(place, path, "formula", message, mend)
        else:
            self._draft.find(place, path, "formula", error.message, error.mend)

    def _is_value(self, text: str, tree: Scalar, path: str) -> bool:
        try:
            self._text(text, tree, path, Place(tree.line, tree.column, path))
        except FormulaError:
            return False
        return True

    def _doubt(self, tree: Scalar, path: str) -> None:
        """Warn of a text without quotes that YAML 1.1 has for something else."""
        if not tree.quoted and (found := _DOUBTFUL.match(tree.raw)):
            message = sentence(
                'This is the text "{text}", but other readers of YAML take it for {other}. Put it in quotes.',
                text=tree.raw,
                other=_OTHERWISE[str(found.lastgroup)],
            )
            self._draft.find(tree, path, "doubtful", message, f'"{tree.raw}"', warning=True)


def places_within(lines: list[str], tree: Scalar) -> Placed:
    """Tells where each character of a scalar's text stands; the scalar's own place where that can't be told."""
    number = tree.line
    line = lines[number - 1] if number <= len(lines) else ""
    start = tree.column - 1 + tree.quoted
    if isinstance(tree.value, str) and line.startswith(tree.value, start):
        return lambda at, path: Place(number, start + at + 1, path)
    return lambda at, path: Place(number, tree.column, path)
