"""What the builders share: the catalog, the text's lines, the findings so far, and small questions about a tree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence as Sequence_
from dataclasses import dataclass, field
from typing import Any

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.findings import ENOUGH, Finding, Place, did_you_mean, guess
from blockloom.runtime.format.tree import Mapping, Scalar, Sequence, Tree
from blockloom.runtime.formula import is_name
from blockloom.runtime.wording import sentence

KEPT = {"unknown_block", "formula", "missing_slot"}
"""The codes of errors in spite of which all that the file says is in the flow."""
_WORD = re.compile(r"[^\W\d]\w*")


class TooMany(Exception):
    """There are more findings than anybody wants to read."""


@dataclass
class Draft:
    """A flow that is being read.

    ``functions`` maps the flow's functions to the names of their parameters (None: they could not be read). ``lost``
    gathers the names in what had to be left out, ``torn`` says that steps had to be, ``partial`` that anything had to,
    ``unknown`` that some steps are not installed. A ``quiet`` draft finds no fault.
    """

    catalog: Catalog
    lines: list[str]
    findings: list[Finding] = field(default_factory=list)
    functions: dict[str, list[str] | None] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    torn: bool = False
    partial: bool = False
    unknown: bool = False
    errors: int = 0
    quiet: bool = False

    def find(
        self, where: Tree | Place, path: str, code: str, message: str, mend: str | None = None, warning: bool = False
    ) -> None:
        """Note a finding at a place of the text."""
        self.partial |= not warning and code not in KEPT
        if self.quiet:
            return
        place = Place(where.line, where.column, path)
        self.findings.append(Finding(place, code, message, mend, "warning" if warning else "error"))
        self.errors += not warning
        if self.errors > ENOUGH:
            raise TooMany

    def lose(self, tree: Tree) -> None:
        """Leave a part of the file out: no name that it might have set counts as unknown from now on."""
        self.lost.update(names_in(tree))

    def mapping(self, tree: Tree, path: str, what: str, example: str) -> Mapping | None:
        """The tree, if it is a map; otherwise it is lost."""
        if isinstance(tree, Mapping):
            return tree
        self._misshapen(tree, path, what, sentence("a map, for example {example}", example=example))
        return None

    def sequence(self, tree: Tree, path: str, what: str, example: str, mend: str | None = None) -> Sequence | None:
        """The tree, if it is a list; otherwise it is lost."""
        if isinstance(tree, Sequence):
            return tree
        self._misshapen(tree, path, what, sentence("a list, for example {example}", example=example), mend)
        return None

    def _misshapen(self, tree: Tree, path: str, what: str, wanted: str, mend: str | None = None) -> None:
        found = described(tree)
        message = sentence("{what} has to be {wanted}. This is {found}.", what=what, wanted=wanted, found=found)
        self.find(tree, path, "shape", message, mend)
        self.lose(tree)

    def known_keys(
        self, mapping: Mapping, path: str, what: str, known: Sequence_[str], but: Sequence_[str] = ()
    ) -> None:
        """Find fault with every key that is none of these (``but``: told already); what stands behind it is lost."""
        for key in mapping.pairs:
            if key not in known and key not in but:
                meant = did_you_mean(key, known) or sentence(" It has: {known}.", known=", ".join(known))
                message = sentence('{what} has no "{key}".{meant}', what=what, key=key, meant=meant)
                self.find(mapping.keys[key], path, "unknown_key", message, guess(key, known))
                self.lose(mapping.pairs[key])

    def text(self, tree: Tree, path: str, what: str) -> str | None:
        """The text that the tree is."""
        if isinstance(tree, Scalar) and isinstance(tree.value, str):
            return tree.value
        mend = f'"{tree.raw}"' if isinstance(tree, Scalar) and tree.value is not None else None
        message = sentence("{what} has to be a text. This is {found}.", what=what, found=described(tree))
        self.find(tree, path, "shape", message, mend)
        return None

    def name(self, tree: Tree, path: str, what: str) -> str | None:
        """The plain name (of a variable or a function) that the tree is."""
        if not isinstance(tree, Scalar) or not isinstance(tree.value, str):
            message = sentence("{what} has to be a name. This is {found}.", what=what, found=described(tree))
            self.find(tree, path, "name", message)
        elif not is_name(tree.value):
            message = sentence(
                '{what} has to be a name: letters, digits and "_", not starting with a digit.', what=what
            )
            if len(tree.value) > 100:
                message = sentence("{what} has to be a name of 100 letters at most.", what=what)
            message = sentence('{message} "{text}" is none.', message=message, text=tree.value[:60])
            self.find(tree, path, "name", message, _as_name(tree.value))
        else:
            return tree.value
        self.lose(tree)
        return None


def described(tree: Tree) -> str:
    """``a list``, ``the number 3``, ``nothing`` …"""
    if isinstance(tree, Sequence):
        return sentence("a list")
    if isinstance(tree, Mapping):
        return sentence("a map")
    if tree.value is None:
        return sentence("nothing")
    if isinstance(tree.value, bool):
        return tree.raw
    if isinstance(tree.value, str):
        return sentence('the text "{text}"', text=tree.raw[:40])
    return sentence("the number {number}", number=tree.raw)


def data(tree: Tree) -> Any:
    """A tree as plain data. Its depth is limited by the reader."""
    if isinstance(tree, Scalar):
        return tree.value
    if isinstance(tree, Sequence):
        return [data(item) for item in tree.items]
    return {key: data(item) for key, item in tree.pairs.items()}


def names_in(tree: Tree) -> set[str]:
    """Every text and key in a tree that may have been meant as a name."""
    if isinstance(tree, Scalar):
        texts, inner = [tree.value], []
    elif isinstance(tree, Sequence):
        texts, inner = [], tree.items
    else:
        texts, inner = [*tree.pairs], [*tree.pairs.values()]
    meant = {_as_name(text) or text for text in texts if isinstance(text, str)}
    return {name for name in meant if is_name(name)}.union(*map(names_in, inner))


def words_in(tree: Tree) -> frozenset[str]:
    """Every name that stands somewhere in a tree's texts and keys, formulas included."""
    texts, todo = list[str](), [tree]
    while todo:
        part = todo.pop()
        if isinstance(part, Scalar):
            texts.append(str(part.value))
        else:
            texts.extend(part.pairs if isinstance(part, Mapping) else ())
            todo.extend(part.pairs.values() if isinstance(part, Mapping) else part.items)
    return frozenset(word for text in texts for word in _WORD.findall(text) if is_name(word))


def _as_name(text: str) -> str | None:
    """The name that was probably meant by a text that is none."""
    plain = unicodedata.normalize("NFC", text.strip().removeprefix("=").strip("${} "))
    for guessed in (plain, "_".join(plain.replace("-", " ").split())):
        if guessed != text and is_name(guessed):
            return guessed
    return None
