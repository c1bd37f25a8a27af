"""What the editor knows of the blocks: all of it read off the catalog, so that no block is described twice."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from blockloom.runtime.catalog import Catalog, Category, Definition, Slot
from blockloom.runtime.format.declarations import TYPES
from blockloom.runtime.format.modifiers import ON_ERROR, RETRY
from blockloom.runtime.format.triggers import TRIGGERS
from blockloom.runtime.kinds import WORDS
from blockloom.web.picture import HOLE, named
from blockloom.web.reference import paragraphs, phrase
from blockloom.web.samples import Sample, literal, of_kind
from blockloom.web.words import Language, gettext, language
from blockloom.web.workspace.growing import grows

FIRST = ("devices", "messages", "control", "logic", "loops", "variables", "text", "numbers", "lists", "objects", "data")
"""The categories that stand at the top of the toolbox: what a first flow is made of."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The JSON text, and the hash by which it can be kept."""

    text: str
    version: str


def palette(catalog: Catalog) -> Palette:
    """Categories, blocks and the words of hats and modifiers, in the language of the request."""
    return _palette(catalog, language())


@cache
def _palette(catalog: Catalog, language: Language) -> Palette:
    said = {
        "categories": [
            {"name": one.name, "about": gettext(one.about), "hue": one.hue, **_label(titled(one.name))}
            for one in sorted(catalog.categories.values(), key=_rank)
        ],
        "blocks": {definition.name: _block(definition, catalog) for definition in catalog.values()},
        "kinds": {word: bit for bit, word in WORDS.items()},
        "types": list(TYPES),
        "triggers": {
            kind: {name: {"choices": one.choices, "default": one.default} for name, one in settings.items()}
            for kind, settings in TRIGGERS.items()
        },
        "retry": RETRY,
        "onError": ON_ERROR,
        "words": {choice: said for choice in _choices(catalog) if (said := named(choice)) != choice},
    }
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return Palette(text, hashlib.sha256(text.encode()).hexdigest()[:12])


def _rank(category: Category) -> int:
    return FIRST.index(category.name) if category.name in FIRST else len(FIRST)


def _block(definition: Definition, catalog: Catalog) -> dict[str, Any]:
    """``words`` are texts with the slot that follows each; ``step`` says that a new one is one."""
    sample = Sample(definition, catalog)
    said = {
        "category": definition.category,
        "words": [pair for pair in HOLE.findall(gettext(definition.words)) if any(pair)],
        "help": " ".join(paragraphs(definition)),
        "slots": [_slot(slot, sample) for slot in definition.slots],
        "result": None if definition.result is None else definition.result.bits,
        "ends": definition.ends,
        "step": definition.result is None or bool(definition.doors),
        "otherwise": definition.otherwise and definition.by_name[definition.otherwise].key,
        "reads": definition.reads is not None,
        "case": definition.case is not None,
        "pack": str(definition.pack) if definition.pack else "",
    }
    return {key: value for key, value in said.items() if value or key == "result"}


def _slot(slot: Slot, sample: Sample) -> dict[str, Any]:
    """A slot, ``start`` being what stands in that of a new block."""
    said = {
        "key": slot.key,
        "shape": slot.shape,
        "kind": slot.kind.bits,
        "wants": phrase(slot.kind),
        "required": slot.required,
        "choices": slot.choices,
        "grows": grows(slot),
        "role": slot.role,
        "binds": slot.binds,
        "empty": gettext(slot.empty) if slot.empty else slot.empty,
        **_label(slot.key),
        "start": _start(slot, sample),
    }
    plain = {key: value for key, value in said.items() if value or key in ("key", "shape", "kind")}
    return plain | ({"default": slot.default} if not slot.required and slot.shape == "value" else {})


def _choices(catalog: Catalog) -> list[str]:
    """All that can be chosen in the slots of blocks."""
    return sorted({choice for block in catalog.values() for slot in block.slots for choice in slot.choices or ()})


def titled(name: str) -> str:
    """What the toolbox calls a category: ``market.fruit`` of a pack is ``Fruit``."""
    words = name.rpartition(".")[2].replace("_", " ")
    return words[:1].upper() + words[1:]


def _label(key: str) -> dict[str, str]:
    """What the page says for a name of the catalog, where that is another word."""
    said = named(key)
    return {"label": said} if said != key else {}


def _start(slot: Slot, sample: Sample) -> Any:
    """What a new block has in the slot: its default, what the block's example has there, or something that fits."""
    if slot.shape in ("body", "fields", "values", "function"):
        return None
    if slot.shape == "name":
        return sample.fitting(slot)
    if not slot.required and not (slot.first and slot.default is None):
        return slot.default
    said = literal(sample.given[slot.key]) if slot.key in sample.given else None
    if type(said) in (str, int, float, bool) and not (isinstance(said, str) and said.startswith("=")):
        return said
    fitting = slot.choices[0] if slot.choices else of_kind(slot.kind.bits)
    return fitting if not isinstance(fitting, dict) else None
