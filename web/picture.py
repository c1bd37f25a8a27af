"""A flow as a drawing: its blocks as short sentences, one a row, for the pages and the rows of a trace."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from blockloom.runtime.catalog import Catalog, Slot
from blockloom.runtime.model import Block, Body, Flow, Function, Items, Literal, Slotted, Template, Unknown
from blockloom.web.words import gettext, language

HOLE = re.compile(r"([^{]*)(?:\{(\w+)\})?")
LONGEST = 64
PLAIN_HUE = 210


Pieces = tuple[tuple[str, bool], ...]
"""Words, and after each of them whether they stand in a slot."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the drawing: its pieces, its category's hue (0 to 360), how deep it stands.

    ``line`` is that of its block in the text; a row between two bodies (``else``) has none. ``hat`` is a row under
    which a stack of its own begins.
    """

    pieces: Pieces
    hue: int
    depth: int
    line: int | None = None
    hat: bool = False

    @property
    def words(self) -> str:
        return "".join(text for text, _ in self.pieces)

    @property
    def tint(self) -> int:
        return tint(self.hue)


def tint(hue: int) -> int:
    """A hue in steps of ten degrees, 0 to 35, for which the style sheets have a class each."""
    return hue // 10 % 36


def picture(flow: Flow, catalog: Catalog, most: int) -> list[Row]:
    """The flow's first rows: its main stack, then its functions."""
    return list(islice(rows_of_flow(flow, catalog), most))


def rows_of_flow(flow: Flow, catalog: Catalog) -> Iterator[Row]:
    yield from rows_of(flow.do, catalog, 0)
    for function in flow.functions.values():
        yield Row(said(_head(function)), PLAIN_HUE, 0, function.place.line, hat=True)
        yield from rows_of(function.do, catalog, 1)


def _head(function: Function) -> str:
    if not function.params:
        return gettext("To {function}:", function=function.name)
    return gettext("To {function} with {parameters}:", function=function.name, parameters=", ".join(function.params))


def rows_of(body: Body, catalog: Catalog, depth: int) -> Iterator[Row]:
    for step in body:
        if isinstance(step, Unknown):
            yield Row(said(step.name), PLAIN_HUE, depth, step.place.line)
            continue
        category = catalog.categories.get(step.definition.category)
        hue = category.hue if category else PLAIN_HUE
        yield Row(shorten(pieces(step)), hue, depth, step.place.line)
        for number, slot in enumerate(step.definition.bodies):
            inner = step.slots.get(slot.key)
            if isinstance(inner, list):
                if number:
                    yield Row(said(named(slot.key)), hue, depth)
                yield from rows_of(inner, catalog, depth + 1)


def said(words: str) -> Pieces:
    return ((words, False),)


def named(key: str) -> str:
    """What a page calls a slot or a choice: its name in flow files, unless that is translated."""
    words = key.replace("_", " ")
    told = gettext(words)
    return key if told == words else told


def sentence(block: Block) -> str:
    """The words on the block with its values in place, up to its first body; what is left empty is left out."""
    return "".join(text for text, _ in pieces(block))


def pieces(block: Block) -> Pieces:
    """The block's sentence in pieces."""
    slots = {slot.key: slot for slot in block.definition.slots}
    bodies = {slot.key for slot in block.definition.bodies}
    found: list[tuple[str, bool]] = []
    filled = True
    literal: str
    key: str
    for literal, key in HOLE.findall(gettext(block.definition.words)):
        if key in bodies:
            found.append((literal, False))
            break
        if not key:
            found.append((literal if filled else "", False))
            continue
        filled = block.slots.get(key, {}) != {}
        if filled:
            found += [(literal, False), (chosen(block.slots[key], slots[key]), True)]
        elif not found:
            found.append((without_last_word(literal), False))
    return trimmed(found) or said(block.definition.name.replace("_", " "))


def trimmed(found: list[tuple[str, bool]]) -> Pieces:
    """Without empty pieces, and without spaces and commas where the words begin and end."""
    kept = [piece for piece in found if piece[0]]
    while kept and not kept[-1][1]:
        words = kept.pop()[0].rstrip(" ,")
        if words:
            kept.append((words, False))
            break
    if kept and not kept[0][1]:
        kept[0] = (kept[0][0].lstrip(" ,"), False)
    return tuple(kept)


def chosen(slotted: Slotted, slot: Slot) -> str:
    """What stands in a slot; one of its choices as a page calls it."""
    if isinstance(slotted, Literal) and slotted.value in (slot.choices or ()):
        return named(str(slotted.value))
    return brief(slotted)


def without_last_word(words: str) -> str:
    """``Register this device on`` nothing is ``Register this device``; a single word stays."""
    return words.strip().rpartition(" ")[0] or words


def brief(slotted: Slotted) -> str:
    """What stands in a slot, as a person would say it."""
    if isinstance(slotted, Literal):
        if slotted.value is None:
            return gettext("nothing")
        return worded(slotted.value) if isinstance(slotted.value, str) else str(json.dumps(slotted.value))
    if isinstance(slotted, str):
        return slotted
    if isinstance(slotted, Block):
        words = sentence(slotted)
        # elsewhere a capital may be part of the word, as with German nouns
        return words[:1].lower() + words[1:] if language().code == "en" else words
    if isinstance(slotted, Unknown):
        return slotted.name
    if isinstance(slotted, Items):
        return ", ".join(brief(item) for item in slotted.items) or gettext("an empty list")
    if isinstance(slotted, Template):
        return worded("".join(part if isinstance(part, str) else f"[{brief(part)}]" for part in slotted.parts))
    if isinstance(slotted, dict):
        return ", ".join(slotted)
    return "…"


def worded(text: str) -> str:
    """A text as it is, in quotes if it is not one plain word."""
    return text if len(text.split()) == 1 else f"“{text}”"


def shorten(found: Pieces) -> Pieces:
    """The pieces in one line, cut where that gets too long."""
    kept: list[tuple[str, bool]] = []
    left = LONGEST
    for text, value in found:
        line = re.sub(r"\s+", " ", text)
        if len(line) > left:
            return (*kept, (line[: left - 1].rstrip() + "…", value))
        kept.append((line, value))
        left -= len(line)
    return tuple(kept)


def steps_by_line(flow: Flow) -> dict[str, str]:
    """The sentence of every step and value block, by its address."""
    rows = ((block.place.path, shorten(pieces(block))) for block in flow.blocks() if not block.formula)
    return {path: "".join(text for text, _ in found) for path, found in rows}
