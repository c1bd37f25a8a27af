"""Saving a flow over the text that it was read from, and putting a text in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property, lru_cache

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.errors import BlockloomError
from blockloom.runtime.format import Unreadable, read, read_lately
from blockloom.runtime.format.reading import LATELY, LONGEST
from blockloom.runtime.format.tree import Mapping as MappingTree
from blockloom.runtime.garbage import without_collecting
from blockloom.runtime.model import Flow
from blockloom.runtime.wording import sentence
from blockloom.runtime.write.document import Section, document, steps_in
from blockloom.runtime.write.layout import map_lines
from blockloom.runtime.write.matching import Origins, same
from blockloom.runtime.write.merge import Merge
from blockloom.runtime.write.source import Source
from blockloom.runtime.write.texts import to_json, to_yaml

_BOM = "\ufeff"
_ROUNDS = 4
"""A comment that moves up to its step may leave a list or a map behind that fits on one line from then on."""


class NotWritable(BlockloomError):
    """A flow that no text can say: it is nested too deep, too large, or part of it was never a flow."""


@without_collecting
def save(old: str, flow: Flow, origins: Origins, catalog: Catalog, as_json: bool = False) -> str:
    """The text of ``flow`` that changes ``old`` the least.

    ``origins`` has the old address of each of the flow's steps that was in the old text, by its new address
    (``{"do/1": "do/0/then/2"}``). The text of a step that did not change stays byte for byte, also where it moves; its
    comments go with it. An empty text and a JSON text are written anew. Raises Unreadable for an old text that is no
    YAML, and NotWritable for a flow that can't be written.
    """
    if as_json or not old.strip():
        return to_json(flow) if as_json else to_yaml(flow)
    return _Saving(old, document(flow, to_the_letter=False), catalog).text(origins)


@without_collecting
def formatted(text: str, catalog: Catalog, as_json: bool = False) -> str:
    """A text in the canonical style, with all its comments; single empty lines between steps stay, too.

    Raises Unreadable and NotWritable. What the reader can't understand of a text, it can't put in order: format only
    what reads without an error.
    """
    flow = read(text, catalog, as_json).flow
    if flow is None:
        raise NotWritable(sentence("This is no flow yet."))
    if as_json:
        return to_json(flow)
    new = document(flow)
    origins = {address: address for address in steps_in(new)}
    for _ in range(_ROUNDS):
        before, text = text, _Saving(text, new, catalog).text(origins, fresh=True)
        if text == before:
            break
    return text


class _Saving:
    """Several ways to the new text, from the one that changes the least to the one that always works."""

    def __init__(self, text: str, new: Section, catalog: Catalog) -> None:
        self._text = text.removeprefix(_BOM)
        self._bom = _BOM if text.startswith(_BOM) else ""
        self._new, self._catalog = new, catalog
        self._tree = read_lately(self._text, catalog).tree
        self._old = _said_lately(self._text, catalog)

    @cached_property
    def _source(self) -> Source:
        return Source(self._text, self._tree)

    def text(self, origins: Origins, fresh: bool = False) -> str:
        if not fresh and self._old is not None and same(self._new, self._old, origins):
            return self._bom + self._text
        for lines, dropped in self._ways(origins, fresh):
            text = self._joined(lines, fresh)
            if self._is_right(text, dropped):
                return self._bom + text
        raise NotWritable(sentence("The flow can't be written: it is nested too deep, or too large for a file."))

    def _ways(self, origins: Origins, fresh: bool) -> Iterator[tuple[list[str], list[str]]]:
        tree = self._tree
        if isinstance(tree, MappingTree) and tree.pairs and not tree.inline and self._old is not None:
            for anew in (False, True)[fresh:]:
                merge = Merge(self._source, origins, anew)
                yield merge.lines(self._new, self._old, tree), merge.dropped
        yield [*map(self._source.comment, self._source.comments), *map_lines(self._new, 0)], []

    def _joined(self, lines: list[str], fresh: bool) -> str:
        """The lines as one text, with line ends like those that were there."""
        end = "\r\n" if 2 * self._text.count("\r\n") > self._text.count("\n") else "\n"
        if fresh:
            return end.join([*(line.rstrip("\r\n") for line in lines), ""]).rstrip() + end
        text = "".join([line if line.endswith(("\n", "\r")) else line + end for line in lines])
        return text if not self._text or self._text.endswith(("\n", "\r")) else text.rstrip("\r\n")

    def _is_right(self, text: str, dropped: list[str]) -> bool:
        """Whether the text reads as the flow, and no comment is lost that did not go with its step."""
        try:
            tree, flow, _ = read_lately(text, self._catalog)
        except Unreadable:
            return False
        if flow is None:
            return False
        said = _said_lately(text, self._catalog)
        if not same(self._new, said, None) and not same(self._new, document(flow, as_read=True), None):
            return False
        comments = self._source.comments
        if not comments:
            return True
        new = Source(text, tree)
        kept = Counter(map(new.comment, new.comments)) + Counter(dropped)
        return Counter(map(self._source.comment, comments)) <= kept


def _said(text: str, catalog: Catalog) -> Section | None:
    """The document of a text, without what could not be understood of its loose pieces; None if it is no flow."""
    flow = read_lately(text, catalog).flow
    return document(flow, as_read=True, to_the_letter=False) if flow is not None else None


def _said_lately(text: str, catalog: Catalog) -> Section | None:
    """The same, as it was made before if that was not long ago: what an edit made is what the next one starts from."""
    return (_remembered if len(text) <= LONGEST else _said)(text, catalog)


_remembered = lru_cache(LATELY)(_said)
