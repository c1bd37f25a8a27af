"""Tree → blocks: which block a map is, and what stands in its slots."""

from __future__ import annotations

from functools import lru_cache

from blockloom.runtime.catalog import Definition, Slot
from blockloom.runtime.catalog.catalog import MODIFIERS
from blockloom.runtime.findings import Place, did_you_mean, guess
from blockloom.runtime.format.choose import choose_block, means_slots, misplaced
from blockloom.runtime.format.draft import Draft, data, described, words_in
from blockloom.runtime.format.modifiers import modify
from blockloom.runtime.format.tree import ELSE_IF, Mapping, Scalar, Tree, is_else_if, means_else_if, no_else_if
from blockloom.runtime.format.values import Values
from blockloom.runtime.formula import is_name
from blockloom.runtime.model import Block, Body, Lost, Slotted, Step, Unknown
from blockloom.runtime.wording import sentence

_VALUES = ("value", "lazy", "values")
_STACK = sentence("A stack of steps")


class Steps:
    """Builds bodies and blocks, noting every finding in the draft."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._values = Values(draft, self._nested)
        self.value = self._values.value
        self._waiting: list[tuple[Body, Tree, str, bool, int]] = []

    def body(self, tree: Tree, path: str) -> Body:
        """The steps of a list, with all bodies inside them; steps that can't be understood are lost."""
        body = self._later(tree, path)
        while self._waiting:
            inner, below, at, cases, self._values.free = self._waiting.pop()
            self._fill_body(inner, below, at, cases)
        self._values.free = 0
        return body

    def _later(self, tree: Tree, path: str, cases: bool = False, free: int = 0) -> Body:
        """The steps of a list, filled in before long: one body is read after the other, not inside it."""
        body: Body = []
        self._waiting.append((body, tree, path, cases, self._values.free + free))
        return body

    def _fill_body(self, body: Body, tree: Tree, path: str, cases: bool) -> None:
        """Cases stand among ``cases`` only, nothing else does there."""
        alone = isinstance(tree, Mapping) and any(key in self._draft.catalog for key in tree.pairs)
        mend = sentence("put it in a list") if alone else None
        steps = self._draft.sequence(tree, path, _STACK, "- print: hello", mend)
        if steps is None:
            self._draft.torn = True
            return
        found = [self._step(item, f"{path}/{number}") for number, item in enumerate(steps.items)]
        for step in found:
            if isinstance(step, Block) and (step.definition.case is not None) is not cases:
                misplaced(self._draft, step, cases)
        body.extend(step for step in found if step is not None)

    def _step(self, tree: Tree, path: str) -> Step | None:
        if not isinstance(tree, Mapping):
            self._no_step(tree, path)
            return None
        step = self._block(tree, path, step=True)
        if step is None:
            self._draft.torn = True
        return step

    def _no_step(self, tree: Tree, path: str) -> None:
        draft, name = self._draft, tree.value if isinstance(tree, Scalar) else None
        if isinstance(name, str) and name in draft.catalog:
            draft.find(
                tree, path, "bare_step", sentence('A step is a map: write "{name}: {{}}".', name=name), f"{name}: {{}}"
            )
        elif isinstance(name, str) and name.partition(":")[0] in draft.catalog:
            mend = name.replace(":", ": ", 1)
            draft.find(tree, path, "shape", sentence('A ":" needs a space behind it: "{mend}".', mend=mend[:60]), mend)
        else:
            message = sentence(
                "A step is a map with a block's name, for example print: hello. This is {found}.", found=described(tree)
            )
            draft.find(tree, path, "shape", message)
        draft.lose(tree)
        draft.torn = True

    def _nested(self, tree: Mapping, path: str) -> Step | None:
        return self._block(tree, path, step=False)

    def _block(self, tree: Mapping, path: str, step: bool) -> Step | None:
        """The block that a map uses, with its slots filled; None (and findings, its names lost) if it can't be used."""
        place, definition = Place(tree.line, tree.column, path), choose_block(self._draft, tree, path, step)
        if isinstance(definition, Definition):
            block = Block(place, definition)
            if self._fill_all(block, tree, path):
                modify(self._draft, block, tree, path, step)
                return block
        unknown = Unknown(place, definition, data(tree), words_in(tree)) if isinstance(definition, str) else None
        if unknown is None or not unknown.disabled:
            self._draft.lose(tree)
            self._draft.unknown |= step
        return unknown

    def _fill_all(self, block: Block, tree: Mapping, path: str) -> bool:
        """Fill the slots of a block from its map; False if one that is no plain value could not be."""
        name = block.definition.name
        for key, inner in tree.pairs.items():
            if key == name:
                self._own(block, inner, path)
            elif block.definition.first is not None and (key not in MODIFIERS or block.definition.slot(key)):
                self._named(block, key, tree.keys[key], inner, path)
            elif key not in MODIFIERS:
                message = sentence(
                    '"{key}" does not belong here. The slots of {name} stand under its name, indented.',
                    key=key,
                    name=name,
                )
                self._draft.find(tree.keys[key], path, "unknown_slot", message)
                self._draft.lose(inner)
        empty = [slot for slot in block.definition.slots if slot.key not in block.slots]
        for slot in empty:
            if slot.required and slot.key not in block.places:
                self._missing(block, slot, tree.keys[name], path)
        if not (broken := [slot for slot in empty if slot.key in block.places]):
            return True
        block.slots.update((slot.key, Lost(block.places[slot.key])) for slot in broken if slot.shape in _VALUES)
        return all(slot.shape in _VALUES or slot.shape == "body" for slot in broken)

    def _own(self, block: Block, tree: Tree, path: str) -> None:
        """What stands at the block's name: its first slot, or the map of its named slots."""
        name, first, catalog = block.definition.name, block.definition.first, self._draft.catalog
        if isinstance(tree, Scalar) and tree.value is None and not tree.quoted and (first is None or tree.raw == ""):
            message = sentence('Nothing stands behind "{name}:". Nothing to say is {{}}.', name=name)
            self._draft.find(tree, path, "empty", message, "{}")
            block.places.update((slot.key, block.place) for slot in block.definition.slots if slot.required)
        elif first is not None and isinstance(tree, Mapping) and means_slots(block.definition, tree, catalog):
            self._below(block, first, tree, path)
        elif first is not None:
            if not (isinstance(tree, Mapping) and not tree.pairs and first.shape != "fields"):
                self._fill(block, first, tree, path)
        elif (slots := self._slots(block, tree, path)) is not None:
            for key, inner in slots.pairs.items():
                self._named(block, key, slots.keys[key], inner, path)
        else:
            block.places.update((slot.key, block.place) for slot in block.definition.slots)

    def _below(self, block: Block, first: Slot, tree: Mapping, path: str) -> None:
        """Tell that slots stand below a name that they should stand at and beside, and take them as they are meant."""
        name = block.definition.name
        others = sentence(" Its other slots stand in lines of their own, in the same column.")
        message = sentence(
            'The {slot} of {block} stands right behind "{block}:".{others}',
            slot=first.key,
            block=name,
            others=others if len(tree.pairs) > 1 else "",
        )
        self._draft.find(tree.keys[first.key], path, "unknown_slot", message, f"{name}: …")
        for key, inner in tree.pairs.items():
            slot = block.definition.slot(key)
            assert slot is not None, "all keys here are slots"
            self._fill(block, slot, inner, path)

    def _slots(self, block: Block, tree: Tree, path: str) -> Mapping | None:
        if isinstance(tree, Mapping):
            return tree
        return self._draft.mapping(tree, path, _place_of(block.definition.name, "", True), _example(block))

    def _named(self, block: Block, key: str, place: Scalar, tree: Tree, path: str) -> None:
        slot = block.definition.slot(key)
        if slot is None and means_else_if(key):
            self._draft.find(place, path, "else_if", no_else_if(key), ELSE_IF if block.definition.otherwise else None)
            self._draft.lose(tree)
        elif slot is None or slot.first:
            keys = [slot.key for slot in block.definition.slots if not slot.first]
            has = sentence(" It has: {known}.", known=", ".join(keys)) if keys else ""
            meant = did_you_mean(key, [*keys, *MODIFIERS]) or has
            message = sentence(
                '{block} has no slot called "{key}".{meant}', block=block.definition.name, key=key, meant=meant
            )
            self._draft.find(place, path, "unknown_slot", message, guess(key, [*keys, *MODIFIERS]))
            self._draft.lose(tree)
        else:
            self._fill(block, slot, tree, path)

    def _fill(self, block: Block, slot: Slot, tree: Tree, path: str) -> None:
        place = block.places[slot.key] = Place(tree.line, tree.column, f"{path}/{slot.key}")
        content = self._content(block.definition, slot, tree, place)
        if content is not None:
            block.slots[slot.key] = content

    def _content(self, definition: Definition, slot: Slot, tree: Tree, place: Place) -> Slotted | None:
        path = place.path
        if slot.shape in ("value", "lazy"):
            if isinstance(tree, Scalar) and tree.value is None and not tree.quoted and tree.raw == "":
                message = sentence('Nothing stands behind "{name}:". The value nothing is null.', name=slot.key)
                self._draft.find(tree, path, "empty", message, "null", warning=True)
            return self._values.at(tree, place)
        if slot.shape == "body":
            rung = slot.name == definition.otherwise and is_else_if(tree)
            return self._later(tree, path, slot.role == "cases", free=2 if rung else 0)
        draft, what = self._draft, _place_of(definition.name, slot.key, slot.first)
        if slot.shape == "name":
            return draft.name(tree, path, what)
        if slot.shape == "verbatim":
            return draft.text(tree, path, what)
        if slot.shape == "function":
            return self._function(tree, path, what)
        if slot.shape == "fields":
            fields = draft.mapping(tree, path, what, "{name: value}")
            return {key: self.value(item, f"{path}/{key}") for key, item in fields.pairs.items()} if fields else None
        alone = f"[{tree.raw}]" if isinstance(tree, Scalar) and not tree.quoted and is_name(tree.raw) else None
        items = draft.sequence(tree, path, what, f"{definition.name}: [one, two]", alone)
        return self._values.at(items, place) if items else None

    def _function(self, tree: Tree, path: str, what: str) -> str | None:
        name = self._draft.name(tree, path, what)
        if name is not None and name not in self._draft.functions:
            known = self._draft.functions
            message = sentence(
                'This flow has no function called "{name}".{guess}', name=name, guess=did_you_mean(name, known)
            )
            self._draft.find(tree, path, "unknown_function", message, guess(name, known))
            return None
        return name

    def _missing(self, block: Block, slot: Slot, at: Scalar, path: str) -> None:
        name = block.definition.name
        block.places[slot.key] = Place(at.line, at.column, f"{path}/{slot.key}")
        message = sentence('{name} needs "{slot}".', name=name, slot=slot.key)
        if slot.first:
            message = sentence('{name} needs something behind "{name}:".', name=name)
        self._draft.find(at, path, "missing_slot", message, f"{name if slot.first else slot.key}: …")


def _example(block: Block) -> str:
    slots = ", ".join(f"{slot.key}: …" for slot in block.definition.slots)
    return f"{block.definition.name}: {{{slots}}}"


@lru_cache(maxsize=1024)
def _place_of(block: str, slot: str, first: bool) -> str:
    """What a finding calls the place of a slot."""
    if first:
        return sentence('What stands behind "{block}:"', block=block)
    return sentence('"{slot}" of {block}', slot=slot, block=block)
