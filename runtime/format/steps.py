"""Tree → steps: which block a map is, what stands in its slots, its modifiers."""

from __future__ import annotations

from blockloom.runtime.catalog import Definition, Slot
from blockloom.runtime.catalog.catalog import MODIFIERS
from blockloom.runtime.findings import Place, did_you_mean, guess
from blockloom.runtime.format.draft import Draft, described
from blockloom.runtime.format.tree import Mapping, Scalar, Tree
from blockloom.runtime.format.values import Values
from blockloom.runtime.model import Block, Body, Slotted

_LATER = ("retry", "timeout", "on_error")


class Steps:
    """Builds bodies and blocks, noting every finding in the draft."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._values = Values(draft, self.block)
        self.value = self._values.value

    def body(self, tree: Tree, path: str) -> Body:
        """The steps of a list; steps that can't be understood are left out and found fault with."""
        steps = self._draft.sequence(tree, path, "A stack of steps", "- print: hello")
        found = [self._step(item, f"{path}/{number}") for number, item in enumerate(steps.items if steps else [])]
        return [step for step in found if step is not None]

    def _step(self, tree: Tree, path: str) -> Block | None:
        if isinstance(tree, Mapping):
            step = self.block(tree, path)
            if step is not None:
                self._modify(step, tree, path)
            return step
        name = tree.value if isinstance(tree, Scalar) else None
        if isinstance(name, str) and name in self._draft.catalog:
            message = f'A step is a map: write "{name}: {{}}".'
            self._draft.find(tree, path, "bare_step", message, f"{name}: {{}}")
        else:
            message = f"A step is a map with a block's name, for example print: hello. This is {described(tree)}."
            self._draft.find(tree, path, "shape", message)
        return None

    def block(self, tree: Mapping, path: str) -> Block | None:
        """The block that a map uses, with its slots filled; None (and a finding) if that can't be told."""
        definition = self._definition(tree, path)
        if definition is None:
            return None
        block = Block(Place(tree.line, tree.column, path), definition)
        self._siblings(block, tree, path)
        self._own(block, tree.pairs[definition.name], path)
        for slot in definition.slots:
            if slot.required and slot.key not in block.slots and slot.key not in block.places:
                self._missing(block, slot, tree.keys[definition.name], path)
        return block

    def _definition(self, tree: Mapping, path: str) -> Definition | None:
        catalog = self._draft.catalog
        named = [catalog[key] for key in tree.pairs if key in catalog]
        if len(named) > 1:
            named = [one for one in named if all(other is one or one.slot(other.name) for other in named)] or named
        if len(named) == 1:
            return named[0]
        if named:
            names = ", ".join(one.name for one in named)
            message = f'This step holds two blocks ({names}). Give each its own line starting with "-".'
            self._draft.find(tree.keys[named[1].name], path, "two_blocks", message)
            return None
        unknown = next((key for key in tree.pairs if key not in MODIFIERS), None)
        if unknown is None:
            message = "A block's name is missing here, for example print: hello. A literal object is {object: {…}}."
            self._draft.find(tree, path, "no_block", message)
        else:
            meant = did_you_mean(unknown, catalog)
            message = f'There is no block called "{unknown}".{meant}'
            self._draft.find(tree.keys[unknown], path, "unknown_block", message, guess(unknown, catalog))
        return None

    def _own(self, block: Block, tree: Tree, path: str) -> None:
        """What stands at the block's name: its first slot, or the map of its named slots."""
        name, first = block.definition.name, block.definition.first
        if isinstance(tree, Scalar) and tree.value is None and not tree.quoted and (first is None or tree.raw == ""):
            self._draft.find(tree, path, "empty", f'Nothing stands behind "{name}:". Nothing to say is {{}}.', "{}")
        elif first is not None:
            if not (isinstance(tree, Mapping) and not tree.pairs and first.shape != "fields"):
                self._fill(block, first, tree, path)
        elif (slots := self._draft.mapping(tree, path, f"What stands behind {name}", self._example(block))) is not None:
            for key, inner in slots.pairs.items():
                self._named(block, key, slots.keys[key], inner, path)

    def _siblings(self, block: Block, tree: Mapping, path: str) -> None:
        for key, inner in tree.pairs.items():
            if key == block.definition.name or key in MODIFIERS:
                continue
            if block.definition.first is None:
                self._draft.find(
                    tree.keys[key], path, "unknown_slot", f'"{key}" does not belong here. The slots of '
                    f"{block.definition.name} stand under its name, indented."
                )  # fmt: skip
            else:
                self._named(block, key, tree.keys[key], inner, path)

    def _named(self, block: Block, key: str, place: Scalar, tree: Tree, path: str) -> None:
        slot = block.definition.slot(key)
        if slot is None or slot.first:
            keys = [slot.key for slot in block.definition.slots if not slot.first]
            message = f'{block.definition.name} has no slot called "{key}".{did_you_mean(key, keys)}'
            self._draft.find(place, path, "unknown_slot", message, guess(key, keys))
        else:
            self._fill(block, slot, tree, path)

    def _fill(self, block: Block, slot: Slot, tree: Tree, path: str) -> None:
        inner = f"{path}/{slot.key}"
        block.places[slot.key] = Place(tree.line, tree.column, inner)
        content = self._content(block, slot, tree, inner)
        if content is not None:
            block.slots[slot.key] = content

    def _content(self, block: Block, slot: Slot, tree: Tree, path: str) -> Slotted | None:
        draft, what = self._draft, f'"{slot.key}" of {block.definition.name}'
        if slot.shape == "body":
            return self.body(tree, path)
        if slot.shape == "name":
            return draft.name(tree, path, what)
        if slot.shape == "verbatim":
            return draft.text(tree, path, what)
        if slot.shape == "function":
            return self._function(tree, path, what)
        if slot.shape == "fields":
            fields = draft.mapping(tree, path, what, "{name: value}")
            return {key: self.value(item, f"{path}/{key}") for key, item in fields.pairs.items()} if fields else None
        if slot.shape == "values":
            items = draft.sequence(tree, path, what, f"{block.definition.name}: [one, two]")
            return self.value(items, path) if items else None
        return self.value(tree, path)

    def _function(self, tree: Tree, path: str, what: str) -> str | None:
        name = self._draft.name(tree, path, what)
        if name is not None and name not in self._draft.functions:
            known = self._draft.functions
            message = f'This flow has no function called "{name}".{did_you_mean(name, known)}'
            self._draft.find(tree, path, "unknown_function", message, guess(name, known))
            return None
        return name

    def _missing(self, block: Block, slot: Slot, at: Scalar, path: str) -> None:
        name = block.definition.name
        where = f"behind {name}:" if slot.first else f'in its slot "{slot.key}"'
        self._draft.find(at, path, "missing_slot", f"{name} needs something {where}.", f"{slot.key}: …")

    def _example(self, block: Block) -> str:
        slots = ", ".join(f"{slot.key}: …" for slot in block.definition.slots)
        return f"{block.definition.name}: {{{slots}}}"

    def _modify(self, step: Block, tree: Mapping, path: str) -> None:
        draft = self._draft
        for key in MODIFIERS:
            if key not in tree.pairs or step.definition.slot(key) is not None:
                continue
            inner = tree.pairs[key]
            if key == "save":
                step.save = draft.name(inner, f"{path}/save", '"save"')
                if step.definition.result is None:
                    message = f"{step.definition.name} answers nothing that could be saved."
                    draft.find(tree.keys[key], path, "no_result", message, "take the save away")
            elif key == "note":
                step.note = draft.text(inner, f"{path}/note", '"note"')
            elif key == "disabled":
                step.disabled = self._flag(inner, path, key)
            elif key in _LATER:
                draft.find(
                    tree.keys[key], path, "later", f'This version does not know "{key}" yet.', f"take {key} away"
                )

    def _flag(self, tree: Tree, path: str, key: str) -> bool:
        if isinstance(tree, Scalar) and isinstance(tree.value, bool):
            return tree.value
        self._draft.find(tree, path, "shape", f'"{key}" has to be true or false. This is {described(tree)}.', "true")
        return False
