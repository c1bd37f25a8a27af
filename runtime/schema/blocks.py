"""The schema of a block, as a step or as a value: all names and slots are known, each block says what goes with it."""

from __future__ import annotations

from typing import Any

from blockloom.runtime.catalog import Catalog, Definition, Slot
from blockloom.runtime.format.modifiers import OF_VALUES, ON_ERROR, RETRY, TIMEOUT
from blockloom.runtime.formula.tokens import WORDS
from blockloom.runtime.kinds import BOOLEAN, EVERY, LIST, NOTHING, NUMBER, TEXT

Schema = dict[str, Any]
# JavaScript's \w is ASCII and Python has no \p{L}: both can rule out the ASCII signs
NAME: Schema = {
    "type": "string",
    "pattern": r"^[^\x00-@\[-^`{-\x7f][^\x00-/:-@\[-^`{-\x7f]*$",
    "maxLength": 100,
    "not": {"enum": sorted(WORDS)},
}
STACK: Schema = {"$ref": "#/$defs/stack"}
VALUE: Schema = {"$ref": "#/$defs/value"}


def _within(ends: tuple[float, float], about: str) -> Schema:
    return {"minimum": ends[0], "maximum": ends[1], "description": about}


_MODIFIERS: Schema = {
    "save": {**NAME, "description": "Keep what the block answers under this name."},
    "retry": {
        "type": "object",
        "properties": {
            "times": {"type": "integer", **_within(RETRY["times"], "How many attempts there are in all.")},
            "wait": {"type": "number", **_within(RETRY["wait"], "Seconds of pause after the first attempt.")},
            "backoff": {"type": "number", **_within(RETRY["backoff"], "How many times longer each next pause is.")},
        },
        "required": ["times"],
        "additionalProperties": False,
        "description": "Try the step again where it fails.",
    },
    "timeout": {"type": "number", **_within(TIMEOUT, "How many seconds the step may take, all attempts included.")},
    "on_error": {"enum": list(ON_ERROR), "description": "Whether the flow goes on where the step fails for good."},
    "disabled": {"type": "boolean", "description": "A disabled step is kept and not run; a disabled value is nothing."},
    "collapsed": {"type": "boolean", "description": "Shown folded in the editor."},
    "note": {"type": "string", "description": "The comment bubble on the block."},
}


def step(catalog: Catalog) -> Schema:
    """A block with all its modifiers."""
    return _block(catalog, _MODIFIERS)


def value_block(catalog: Catalog) -> Schema:
    """A block that stands for a value, with the few modifiers that values have."""
    return _block(catalog, {key: _MODIFIERS[key] for key in OF_VALUES})


def _block(catalog: Catalog, modifiers: Schema) -> Schema:
    """A map with one block's name: all names and slots are known, each block says what goes with it."""
    siblings = {slot.key: True for definition in catalog.values() for slot in _siblings(definition)}
    names = {definition.name: _own(catalog, definition) for definition in catalog.values()}
    return {
        "type": "object",
        "properties": {**siblings, **names, **modifiers},
        "additionalProperties": False,
        **_beside(catalog, modifiers, sorted({*siblings, *modifiers} - {*names})),
    }


def _beside(catalog: Catalog, modifiers: Schema, others: list[str]) -> Schema:
    """What goes with each block. A block that is also the name of another's slot may stand beside that one."""
    shared = {one.name: _with(catalog, one, modifiers) for one in catalog.values() if _users(catalog, one)}
    alone = [one for one in catalog.values() if _is_alone(catalog, one)]
    found = [one for one in catalog.values() if one.name not in shared and one not in alone]
    none = {"not": {"propertyNames": {"enum": others}}, "$comment": "one key has to be a block's name"}
    rest = {
        "if": {"properties": dict.fromkeys([one.name for one in alone], False)},
        "then": _one_of(catalog, found, modifiers, none),
        "else": {"if": {"maxProperties": 1}, "else": _one_of(catalog, alone, modifiers, {})},
    }
    return {"allOf": [{"dependentSchemas": shared}, rest]}


def _is_alone(catalog: Catalog, definition: Definition) -> bool:
    """Whether nothing of the block stands beside its name, and no other block has a slot of this name: then what is
    at the name can be said there. Validators look a name up at once, and are a tenth quicker so."""
    return not _siblings(definition) and not _users(catalog, definition)


def _one_of(catalog: Catalog, definitions: list[Definition], modifiers: Schema, none: Schema) -> Schema:
    """What goes with the one of these blocks that is there, since each forbids the others; ``none`` is what else has to
    be. Validators try ``dependentSchemas`` one after the other, so blocks are found by halving instead: a file is
    checked six times as fast."""
    if not definitions:
        return none
    half, rest = definitions[: len(definitions) // 2 or 1], definitions[len(definitions) // 2 or 1 :]
    return {
        "if": {"properties": dict.fromkeys([one.name for one in half], False)},
        "then": _one_of(catalog, rest, modifiers, none),
        "else": _one_of(catalog, half, modifiers, {}) if len(half) > 1 else _with(catalog, half[0], modifiers),
    }


def _own(catalog: Catalog, definition: Definition) -> Schema:
    """What stands at the block's name, as far as the name alone can tell: it may be a slot of another block, and what
    has slots beside it says it with these."""
    said: Schema = {"description": f"{definition.words}. {definition.help}".strip()}
    return {**_at_name(definition), **said} if _is_alone(catalog, definition) else said


def _at_name(definition: Definition) -> Schema:
    first = definition.first
    own = _slots_below(definition) if first is None else _slot(first)
    if first is not None and not first.required and first.shape != "values":
        return {"if": {"const": {}}, "else": own}
    return own


def _with(catalog: Catalog, definition: Definition, modifiers: Schema) -> Schema:
    at_name = True if _is_alone(catalog, definition) else _at_name(definition)
    slots = {slot.key: _slot(slot) for slot in _siblings(definition)}
    needed = [slot.key for slot in _siblings(definition) if slot.required]
    said: Schema = {
        "properties": {definition.name: at_name, **slots, **dict.fromkeys(modifiers, True)},
        "additionalProperties": False,
        "required": needed,
    }
    users = _users(catalog, definition)
    if not users:
        return said
    return {"if": {"anyOf": [{"required": [user]} for user in users]}, "else": said}


def _users(catalog: Catalog, definition: Definition) -> list[str]:
    """The blocks that have a slot beside them with this block's name."""
    return [other.name for other in catalog.values() if any(slot.key == definition.name for slot in _siblings(other))]


def _siblings(definition: Definition) -> list[Slot]:
    return [slot for slot in definition.slots if not slot.first] if definition.first is not None else []


def _slots_below(definition: Definition) -> Schema:
    return {
        "type": "object",
        "properties": {slot.key: _slot(slot) for slot in definition.slots},
        "required": [slot.key for slot in definition.slots if slot.required],
        "additionalProperties": False,
    }


def _slot(slot: Slot) -> Schema:
    if slot.shape == "body":
        return STACK
    if slot.shape in ("name", "function"):
        return NAME
    if slot.shape == "fields":
        return {"type": "object", "additionalProperties": VALUE}
    if slot.shape == "verbatim":
        return {"type": "string"}
    if slot.shape == "values":
        return {"type": "array", "items": VALUE}
    if slot.choices:
        return {
            "anyOf": [{"enum": list(slot.choices)}, {"type": "string", "pattern": "^="}, {"type": "object", **VALUE}]
        }
    return _value_of(slot)


def _value_of(slot: Slot) -> Schema:
    """A value of the slot's kinds, or a formula or block that may answer one."""
    bits = slot.kind.bits
    if bits & EVERY == EVERY:
        return VALUE
    words = [(NUMBER, "number"), (BOOLEAN, "boolean"), (LIST, "array"), (NOTHING, "null")]
    types = ["string", "object", *(word for bit, word in words if bits & bit)]
    text: Schema = {} if bits & TEXT else {"if": {"type": "string"}, "then": {"pattern": "^="}}
    return {"type": types, "allOf": [VALUE, text]} if text else {"type": types, **VALUE}
