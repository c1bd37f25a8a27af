"""The schema of what a flow declares beside its steps: triggers, and what its tests are given."""

from __future__ import annotations

from blockloom.runtime.format.given import GIVEN
from blockloom.runtime.format.triggers import TRIGGERS, Setting
from blockloom.runtime.http import ANSWER_KEYS
from blockloom.runtime.messaging import DEVICE_KEYS, MESSAGE_KEYS, STATUSES
from blockloom.runtime.schema.blocks import Schema


def given() -> Schema:
    maps: Schema = {"type": "array", "items": {"type": "object"}}
    answer = {"type": "object", "properties": dict.fromkeys(ANSWER_KEYS, True), "required": ["url"]}
    message = {
        "type": "object",
        "properties": {**dict.fromkeys(MESSAGE_KEYS, True), "status": {"enum": list(STATUSES)}},
    }
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
        "messages": {"type": "array", "items": {**message, "additionalProperties": False}},
        "http": {"type": "array", "items": {**answer, "additionalProperties": False}},
        "rows": {"type": "object", "additionalProperties": maps},
    }
    return {"type": "object", "properties": {key: shapes[key] for key in GIVEN}, "additionalProperties": False}


def trigger() -> Schema:
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
