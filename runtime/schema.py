"""The JSON Schema of the flow file, made from the installed blocks: any editor's YAML completion can use it.

A property per block, ``dependentSchemas`` per block for its other slots, no ``oneOf``: mistakes are reported where they
are.
"""

from __future__ import annotations

from typing import Any

from blockloom.runtime.catalog import Catalog, Definition, Slot
from blockloom.runtime.format.build import TOP_KEYS
from blockloom.runtime.format.declarations import TYPES
from blockloom.runtime.format.given import GIVEN
from blockloom.runtime.format.modifiers import OF_VALUES, ON_ERROR, RETRY, TIMEOUT
from blockloom.runtime.format.triggers import TRIGGERS, Setting
from blockloom.runtime.formula.tokens import WORDS
from blockloom.runtime.http import ANSWER_KEYS
from blockloom.runtime.kinds import BOOLEAN, EVERY, LIST, NOTHING, NUMBER, TEXT
from blockloom.runtime.messaging import DEVICE_KEYS

Schema = dict[str, Any]
# JavaScript's \w is ASCII and Python has no \p{L}: both can rule out the ASCII signs
_NAME: Schema = {
    "type": "string",
    "pattern": r"^[^\x00-@\[-^`{-\x7f][^\x00-/:-@\[-^`{-\x7f]*$",
    "maxLength": 100,
    "not": {"enum": sorted(WORDS)},
}
_FEW = 12
_STACK: Schema = {"$ref": "#/$defs/stack"}
_VALUE: Schema = {"$ref": "#/$defs/value"}


def _within(ends: tuple[float, float], about: str) -> Schema:
    return {"minimum": ends[0], "maximum": ends[1], "description": about}


_MODIFIERS: Schema = {
    "save": {**_NAME, "description": "Keep what the block answers under this name."},
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
_PIECE: Schema = {
    "type": "object",
    "properties": {"do": {"type": "array"}, "value": True},
    "description": "Steps or a value that lie beside the flow, kept and never run.",
}


def schema(catalog: Catalog) -> Schema:
    """The schema as plain data (JSON Schema 2020-12)."""
    known: Schema = {
        "flow": {"const": 1, "description": "The format's version."},
        "name": {"type": "string"},
        "description": {"type": "string"},
        "when": {"type": "array", "items": _trigger()},
        "inputs": {"$ref": "#/$defs/inputs"},
        "functions": {"type": "object", "additionalProperties": {"$ref": "#/$defs/function"}},
        "do": _STACK,
        "drafts": {"type": "array", "items": _PIECE},
        "layout": {"type": "object", "description": "Where the editor put things."},
        "tests": {"type": "array", "items": {"$ref": "#/$defs/test"}},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Blockloom flow, format 1",
        "type": "object",
        "properties": {key: known[key] for key in TOP_KEYS},
        "required": ["flow", "do"],
        "additionalProperties": False,
        "$defs": _definitions(catalog),
    }


def _definitions(catalog: Catalog) -> Schema:
    data = {"type": ["string", "number", "boolean", "array", "object", "null"]}
    return {
        "stack": {"type": "array", "items": {"$ref": "#/$defs/step"}},
        "step": _block(catalog, _MODIFIERS),
        "value": {"if": {"type": "object"}, "then": {"$ref": "#/$defs/block"}, "else": {"$ref": "#/$defs/plain"}},
        "plain": {"if": {"type": "array"}, "then": {"type": "array", "items": _VALUE}},
        "block": _block(catalog, {key: _MODIFIERS[key] for key in OF_VALUES}),
        "inputs": {"type": "object", "propertyNames": _NAME, "additionalProperties": {"$ref": "#/$defs/input"}},
        "input": {
            "type": "object",
            "properties": {"type": {"enum": list(TYPES)}, "default": data},
            "additionalProperties": False,
        },
        "function": {
            "type": "object",
            "properties": {"params": {"$ref": "#/$defs/inputs"}, "do": _STACK},
            "required": ["do"],
            "additionalProperties": False,
        },
        "test": {
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "given": _given(),
                "expect": {"type": "array", "items": _VALUE},
            },
            "required": ["expect"],
            "additionalProperties": False,
        },
    }


def _given() -> Schema:
    maps: Schema = {"type": "array", "items": {"type": "object"}}
    answer = {"type": "object", "properties": dict.fromkeys(ANSWER_KEYS, True), "required": ["url"]}
    shapes: Schema = {
        "inputs": {"type": "object"},
        "device": {
            "type": "object",
            "properties": {key: {"type": "string"} for key in DEVICE_KEYS},
            "required": ["os", "osVersion"],
            "additionalProperties": False,
        },
        "clock": {"type": ["string", "number"], "description": "The time at which the test begins."},
        "random": {"type": ["string", "number"], "description": "The seed of all chance."},
        "messages": maps,
        "http": {"type": "array", "items": {**answer, "additionalProperties": False}},
        "rows": {"type": "object", "additionalProperties": maps},
    }
    return {"type": "object", "properties": {key: shapes[key] for key in GIVEN}, "additionalProperties": False}


def _trigger() -> Schema:
    """A map with one kind of trigger."""
    return {
        "type": "object",
        "properties": {kind: _settings(settings) for kind, settings in TRIGGERS.items()},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }


def _settings(settings: dict[str, Setting]) -> Schema:
    def one(setting: Setting) -> Schema:
        rules = {"enum": list(setting.choices) or None, "pattern": setting.pattern, "default": setting.default}
        given = {word: rule for word, rule in rules.items() if rule is not None}
        return {"type": "string", "description": setting.about, **given}

    return {
        "type": "object",
        "properties": {key: one(setting) for key, setting in settings.items()},
        "required": [key for key, setting in settings.items() if setting.default is None],
        "additionalProperties": False,
    }


def _block(catalog: Catalog, modifiers: Schema) -> Schema:
    """A map with one block's name: all names and slots are known, each block says what goes with it."""
    siblings = {slot.key: True for definition in catalog.values() for slot in _siblings(definition)}
    names = {definition.name: _own(definition) for definition in catalog.values()}
    beside = sorted({*siblings, *modifiers} - {*names})
    return {
        "type": "object",
        "not": {"propertyNames": {"enum": beside}, "$comment": "one key has to be a block's name"},
        "properties": {**siblings, **names, **modifiers},
        "additionalProperties": False,
        **_beside(catalog, list(catalog.values()), modifiers),
    }


def _beside(catalog: Catalog, definitions: list[Definition], modifiers: Schema) -> Schema:
    """What goes with each of these blocks. Validators try ``dependentSchemas`` one after the other, so a half of the
    blocks of which none is there is left out as a whole: a file is checked three times as fast."""
    if len(definitions) <= _FEW:
        return {"dependentSchemas": {one.name: _with(catalog, one, modifiers) for one in definitions}}
    middle = len(definitions) // 2
    halves = definitions[:middle], definitions[middle:]
    none = [{"properties": dict.fromkeys([one.name for one in half], False)} for half in halves]
    return {"allOf": [{"if": none[at], "else": _beside(catalog, half, modifiers)} for at, half in enumerate(halves)]}


def _own(definition: Definition) -> Schema:
    """What stands at the block's name. Where another block has a slot of this name, only that block can say."""
    return {"description": f"{definition.words}. {definition.help}".strip()}


def _with(catalog: Catalog, definition: Definition, modifiers: Schema) -> Schema:
    first = definition.first
    slots = {slot.key: _slot(slot) for slot in _siblings(definition)}
    own = _slots_below(definition) if first is None else _slot(first)
    if first is not None and not first.required and first.shape != "values":
        own = {"if": {"const": {}}, "else": own}
    needed = [slot.key for slot in _siblings(definition) if slot.required]
    said: Schema = {
        "properties": {definition.name: own, **slots, **dict.fromkeys(modifiers, True)},
        "additionalProperties": False,
        "required": needed,
    }
    users = [other.name for other in catalog.values() if any(slot.key == definition.name for slot in _siblings(other))]
    if not users:
        return said
    return {"if": {"anyOf": [{"required": [user]} for user in users]}, "else": said}


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
        return _STACK
    if slot.shape in ("name", "function"):
        return _NAME
    if slot.shape == "fields":
        return {"type": "object", "additionalProperties": _VALUE}
    if slot.shape == "verbatim":
        return {"type": "string"}
    if slot.shape == "values":
        return {"type": "array", "items": _VALUE}
    if slot.choices:
        return {
            "anyOf": [{"enum": list(slot.choices)}, {"type": "string", "pattern": "^="}, {"type": "object", **_VALUE}]
        }
    return _value_of(slot)


def _value_of(slot: Slot) -> Schema:
    """A value of the slot's kinds, or a formula or block that may answer one."""
    bits = slot.kind.bits
    if bits & EVERY == EVERY:
        return _VALUE
    words = [(NUMBER, "number"), (BOOLEAN, "boolean"), (LIST, "array"), (NOTHING, "null")]
    types = ["string", "object", *(word for bit, word in words if bits & bit)]
    text: Schema = {} if bits & TEXT else {"if": {"type": "string"}, "then": {"pattern": "^="}}
    return {"type": types, "allOf": [_VALUE, text]} if text else {"type": types, **_VALUE}
