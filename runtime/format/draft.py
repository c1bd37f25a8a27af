"""What the builders share: the catalog, the text's lines, the findings so far, and small questions about a tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.findings import Finding, Place
from blockloom.runtime.format.tree import Mapping, Scalar, Sequence, Tree
from blockloom.runtime.formula import is_name


@dataclass
class Draft:
    """A flow that is being read. ``functions`` maps the flow's functions to the names of their parameters."""

    catalog: Catalog
    lines: list[str]
    findings: list[Finding] = field(default_factory=list)
    functions: dict[str, list[str]] = field(default_factory=dict)

    def find(self, where: Tree | Place, path: str, code: str, message: str, mend: str | None = None) -> None:
        """Note an error at a place of the text."""
        self.findings.append(Finding(Place(where.line, where.column, path), code, message, mend))

    def mapping(self, tree: Tree, path: str, what: str, example: str) -> Mapping | None:
        if isinstance(tree, Mapping):
            return tree
        self.find(tree, path, "shape", f"{what} has to be a map, for example {example}. This is {described(tree)}.")
        return None

    def sequence(self, tree: Tree, path: str, what: str, example: str) -> Sequence | None:
        if isinstance(tree, Sequence):
            return tree
        self.find(tree, path, "shape", f"{what} has to be a list, for example {example}. This is {described(tree)}.")
        return None

    def text(self, tree: Tree, path: str, what: str) -> str | None:
        if isinstance(tree, Scalar) and isinstance(tree.value, str):
            return tree.value
        mend = f'"{tree.raw}"' if isinstance(tree, Scalar) and tree.value is not None else None
        self.find(tree, path, "shape", f"{what} has to be a text. This is {described(tree)}.", mend)
        return None

    def name(self, tree: Tree, path: str, what: str) -> str | None:
        """A plain name for a variable or a function."""
        if isinstance(tree, Scalar) and isinstance(tree.value, str):
            if is_name(tree.value):
                return tree.value
            mend = tree.value[1:].strip() if tree.value.startswith("=") and is_name(tree.value[1:].strip()) else None
            message = f'{what} has to be a name: letters, digits and "_", not starting with a digit.'
            self.find(tree, path, "name", f'{message} "{tree.value[:60]}" is none.', mend)
            return None
        self.find(tree, path, "name", f"{what} has to be a name. This is {described(tree)}.")
        return None


def described(tree: Tree) -> str:
    """``a list``, ``the number 3``, ``nothing`` …"""
    if isinstance(tree, Sequence):
        return "a list"
    if isinstance(tree, Mapping):
        return "a map"
    if tree.value is None:
        return "nothing"
    if isinstance(tree.value, bool):
        return tree.raw
    return f'the text "{tree.raw[:40]}"' if isinstance(tree.value, str) else f"the number {tree.raw}"


def data(tree: Tree) -> Any:
    """A tree as plain data. Its depth is limited by the reader."""
    if isinstance(tree, Scalar):
        return tree.value
    if isinstance(tree, Sequence):
        return [data(item) for item in tree.items]
    return {key: data(item) for key, item in tree.pairs.items()}
