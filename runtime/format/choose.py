"""Which block a map is a use of, and whether it may stand there."""

from __future__ import annotations

from blockloom.runtime.catalog import Catalog, Definition
from blockloom.runtime.catalog.catalog import MODIFIERS
from blockloom.runtime.findings import did_you_mean, guess
from blockloom.runtime.format.draft import Draft
from blockloom.runtime.format.tree import ELSE_IF, Mapping, means_else_if, no_else_if
from blockloom.runtime.model import Block
from blockloom.runtime.wording import sentence


def choose_block(draft: Draft, tree: Mapping, path: str, step: bool) -> Definition | str | None:
    """The block whose name is among the keys of a map; with a finding the name alone if it is not installed, and None
    if no name can be told.

    A slot may be called like another block (``map: … item: …``): a block that has all the others as slots is meant.
    """
    catalog = draft.catalog
    named = [block for key in tree.pairs if (block := catalog.get(key)) is not None]
    if len(named) > 1:
        named = [one for one in named if all(other is one or one.slot(other.name) for other in named)] or named
    if len(named) == 1:
        return named[0]
    if named:
        names = ", ".join(one.name for one in named)
        message = sentence(
            'This step holds two blocks ({names}). Give each its own line starting with "-".', names=names
        )
        if not step:
            message = sentence("This value holds two blocks ({names}). A value is one block.", names=names)
        draft.find(tree.keys[named[1].name], path, "two_blocks", message)
        return None
    return _unknown(draft, tree, path, step)


def means_slots(definition: Definition, tree: Mapping, catalog: Catalog) -> bool:
    """Whether a map at a block's name holds the slots of the block, the one that stands at its name among them, and is
    no use of another block."""
    first, keys = definition.first, tree.pairs.keys()
    if first is None or first.shape == "fields" or first.key not in keys:
        return False
    if any(definition.slot(key) is None for key in keys):
        return False
    named = [block for key in keys if first.shape in ("value", "lazy") and (block := catalog.get(key)) is not None]
    return not any(all(key == block.name or block.slot(key) for key in keys) for block in named)


def misplaced(draft: Draft, step: Block, cases: bool) -> None:
    """Tell of a step that is no case where ``cases`` have to stand, or of a case elsewhere."""
    name, place = step.definition.name, step.place
    choices = [block for block in draft.catalog.values() if block.cases or block.case]
    inner = " or ".join(block.name for block in choices if block.case)
    outer = " or ".join(block.name for block in choices if block.cases)
    if cases:
        message = sentence("Only {inner} can stand here, and {name} stands in it.", inner=inner, name=name)
        mend = f"{inner}: [...]"
    else:
        message = sentence("{name} stands in no {outer}.", name=name, outer=outer)
        mend = sentence("move it into a {outer}", outer=outer)
    draft.find(place, place.path, "misplaced_case", message, mend)


def _unknown(draft: Draft, tree: Mapping, path: str, step: bool) -> str | None:
    catalog = draft.catalog
    unknown = next((key for key in tree.pairs if key not in MODIFIERS), None)
    if unknown is None:
        message = sentence("A block's name is missing here, for example print: hello.")
        if not step:
            message = sentence("A map in the place of a value has to be a block. An empty object is {object: {}}.")
        draft.find(tree, path, "no_block", message, None if step or tree.pairs else "{object: {}}")
        return None
    if step and means_else_if(unknown):
        draft.find(tree.keys[unknown], path, "else_if", no_else_if(unknown), ELSE_IF)
        return unknown
    meant = guess(unknown, catalog)
    owners = _owners(catalog, unknown)
    like = did_you_mean(unknown, catalog)
    message, mend = sentence('There is no block called "{name}".{guess}', name=unknown, guess=like), meant
    if step and owners:
        blocks = " or ".join(owners)
        message = sentence(
            '"{name}" belongs under {blocks}, in the same column and without a "-" of its own.',
            name=unknown,
            blocks=blocks,
        )
        mend = sentence('take the "- " away') if unknown == "else" else None
    elif not step and meant is None:
        mend = f"{{object: {{{unknown}: …}}}}"
        message = sentence("{message} If you mean an object, write {mend}.", message=message, mend=mend)
    disabled = step and getattr(tree.pairs.get("disabled"), "value", None) is True
    draft.find(tree.keys[unknown], path, "unknown_block", message, mend, warning=disabled)
    return unknown


def _owners(catalog: Catalog, key: str) -> list[str]:
    """The blocks beside whose name a slot of this name stands."""
    return [
        block.name
        for block in catalog.values()
        if block.first is not None and any(slot.key == key and not slot.first for slot in block.slots)
    ][:3]
