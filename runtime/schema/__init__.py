"""The JSON Schema of the flow file, made from the installed blocks: any editor's YAML completion can use it.

A property per block, a condition per block for its other slots, no ``oneOf``: mistakes are reported where they are.
"""

from __future__ import annotations

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.format.build import TOP_KEYS
from blockloom.runtime.format.declarations import TYPES
from blockloom.runtime.schema.blocks import NAME, STACK, VALUE, Schema, step, value_block
from blockloom.runtime.schema.declared import given, trigger

__all__ = ["schema"]

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
        "when": {"type": "array", "items": trigger()},
        "inputs": {"$ref": "#/$defs/inputs"},
        "functions": {"type": "object", "additionalProperties": {"$ref": "#/$defs/function"}},
        "do": STACK,
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
        "step": step(catalog),
        "value": {"if": {"type": "object"}, "then": {"$ref": "#/$defs/block"}, "else": {"$ref": "#/$defs/plain"}},
        "plain": {"if": {"type": "array"}, "then": {"type": "array", "items": VALUE}},
        "block": value_block(catalog),
        "inputs": {"type": "object", "propertyNames": NAME, "additionalProperties": {"$ref": "#/$defs/input"}},
        "input": {
            "type": "object",
            "properties": {"type": {"enum": list(TYPES)}, "default": data},
            "additionalProperties": False,
        },
        "function": {
            "type": "object",
            "properties": {"params": {"$ref": "#/$defs/inputs"}, "do": STACK},
            "required": ["do"],
            "additionalProperties": False,
        },
        "test": {
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "given": given(),
                "expect": {"type": "array", "items": VALUE},
            },
            "required": ["expect"],
            "additionalProperties": False,
        },
    }
