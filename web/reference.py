"""The reference: everything that is said of a block, all of it read off the block, for command line and page alike."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, reduce

from blockloom.runtime import Program, read_flow
from blockloom.runtime.catalog import Catalog, Category, Definition, Slot
from blockloom.runtime.kinds import Kind
from blockloom.runtime.write import to_json, to_yaml
from blockloom.web.picture import HOLE, Row, named, picture, tint
from blockloom.web.samples import flows_with
from blockloom.web.words import gettext, marked

MOST = 12
SHAPES = {
    "lazy": marked("worked out anew each time"),
    "name": marked("a variable's name"),
    "body": marked("steps"),
    "fields": marked("a map of values"),
    "verbatim": marked("text to the letter"),
    "function": marked("a function's name"),
    "values": marked("any number of values"),
}


@dataclass(frozen=True)
class Entry:
    """One block in the reference."""

    block: Definition
    category: Category
    catalog: Catalog

    @cached_property
    def example(self) -> Program:
        """The smallest flow that uses the block and can run, of those that were thought of."""
        flows = flows_with(self.block, self.catalog)
        made = (read_flow(json.dumps(flow), self.catalog, "example.flow.json") for flow in flows)
        first = next(made)
        return first if first.ok else next((program for program in made if program.ok), first)

    @property
    def steps(self) -> str:
        """The steps of the example as a flow file spells them."""
        flow = self.example.flow
        return to_yaml(flow).removeprefix("flow: 1\n").removeprefix("do:\n") if flow else ""

    @property
    def formula(self) -> str:
        """The example's value in a formula, empty where the block is no value or can't be written so."""
        if self.block.result is None:
            return ""
        flow = json.loads(self.example.text)
        flow["do"][-1].pop("save", None)
        flow["do"][-1] = {"return": flow["do"][-1]}
        said = read_flow(json.dumps(flow), self.catalog, "example.flow.json").flow
        found = json.loads(to_json(said))["do"][-1]["return"] if said else None
        return found if isinstance(found, str) and found.startswith("=") else ""

    @property
    def rows(self) -> list[Row]:
        """The example as a picture."""
        flow = self.example.flow
        return picture(flow, self.catalog, MOST) if flow else []

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The words on the block, each text with the slot that follows it."""
        return [(words, named(slot)) for words, slot in HOLE.findall(gettext(self.block.words)) if words or slot]

    @property
    def tint(self) -> int:
        return tint(self.category.hue)

    @property
    def searched(self) -> str:
        """Where a search looks: in what is said in English and on the page."""
        block, category = self.block, self.category
        told = [block.words, block.help, category.name, category.about]
        page = [gettext(words) for words in (block.words, category.about)] + paragraphs(block)
        return " ".join([block.name, *told, *page, str(block.pack or "")]).lower()


@cache
def entries(catalog: Catalog) -> dict[str, Entry]:
    """Every block of the catalog by its name, in the order of its categories."""
    blocks = sorted(catalog.values(), key=lambda block: list(catalog.categories).index(block.category))
    return {block.name: Entry(block, catalog.categories[block.category], catalog) for block in blocks}


def search(catalog: Catalog, words: Iterable[str]) -> list[Entry]:
    """The blocks of which each of the words is told, those that have them all in their name or on them first."""
    wanted = [word.lower() for word in words]
    found = [entry for entry in entries(catalog).values() if all(word in entry.searched for word in wanted)]
    return sorted(found, key=lambda entry: not _shown(entry.block, wanted))


def _shown(block: Definition, words: list[str]) -> bool:
    return all(word in f"{block.name} {block.words} {gettext(block.words)}".lower() for word in words)


def by_category(found: Iterable[Entry]) -> dict[Category, list[Entry]]:
    """The entries under their categories, both in the order in which they first come."""
    groups: dict[Category, list[Entry]] = {}
    for entry in found:
        groups.setdefault(entry.category, []).append(entry)
    return groups


def takes(slot: Slot) -> str:
    """What can stand in a slot."""
    if slot.choices:
        return gettext("one of {choices}", choices=", ".join(slot.choices))
    shape = gettext(SHAPES.get(slot.shape, ""))
    kind = kinds(slot.kind)
    if slot.shape in ("lazy", "name", "values") and slot.kind.words() != "anything":
        return f"{shape}: {kind}"
    return shape or kind


def paragraphs(block: Definition) -> list[str]:
    """The paragraphs of a block's help."""
    return [gettext(" ".join(part.split())) for part in block.help.split("\n\n") if part.strip()]


def kinds(kind: Kind) -> str:
    """What a value may be: ``text``, ``number or list``, ``anything``."""
    return reduce(_either, [gettext(word) for word in kind.words().split(" or ")])


def phrase(kind: Kind) -> str:
    """The same for a sentence: ``a text``, ``a number or a list``."""
    return reduce(_either, [gettext(part) for part in kind.phrases()])


def _either(one: str, other: str) -> str:
    return gettext("{one} or {other}", one=one, other=other)


def without(slot: Slot) -> str:
    """What stands in the slot where it is left out; empty if it can't be."""
    if slot.required:
        return ""
    plain = slot.default is not None and slot.shape != "fields"
    return json.dumps(slot.default, ensure_ascii=False) if plain else "nothing"
