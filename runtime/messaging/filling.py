"""Placeholders, ``{name}``, and the values that go in their place. What went in is never looked at again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging.texts import MISSING
from blockloom.runtime.store.conditions import Constant
from blockloom.runtime.wording import sentence

_PLACE = re.compile(r"\{\s*([A-Za-z_]\w{0,99})\s*\}")
_QUOTED_OR_PLACE = re.compile(r"'(?:[^']|'')*'|\{\s*([A-Za-z_]\w{0,99})\s*\}")

Tree = TypeVar("Tree")


def filled(template: Any, values: Mapping[str, Any]) -> Any:
    """A text, or texts in lists and objects, with a value in each place. FlowError 8007 for a value that is missing."""
    if isinstance(template, str):
        return _PLACE.sub(lambda found: text_of(value_of(found[1], values)), template)
    if isinstance(template, dict):
        return {name: filled(part, values) for name, part in template.items()}
    return [filled(part, values) for part in template] if isinstance(template, list) else template


def with_parameters(where: str) -> tuple[str, list[str]]:
    """A condition whose places outside of quoted texts are ``:names``, and these names: values are bound to it and
    never become a part of it."""
    names: list[str] = []

    def parameter(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        names.append(found[1])
        return f":{found[1]}"

    return _QUOTED_OR_PLACE.sub(parameter, where), names


def with_texts(tree: Tree, values: Mapping[str, Any]) -> Tree:
    """The tree of a condition with values in the places of its quoted texts, which are bound as any text is."""
    if isinstance(tree, Constant):
        return replace(tree, value=filled(tree.value, values))
    if isinstance(tree, tuple):
        return tuple(with_texts(part, values) for part in tree)  # type: ignore[return-value]
    if is_dataclass(tree) and not isinstance(tree, type):
        return replace(tree, **{each.name: with_texts(getattr(tree, each.name), values) for each in fields(tree)})
    return tree


def value_of(name: str, values: Mapping[str, Any]) -> Any:
    """The value for a place. FlowError 8007 if there is none."""
    if values.get(name) is None:
        raise FlowError(MISSING, sentence('The template needs a value for "{name}", and none was given.', name=name))
    return values[name]


def text_of(value: Any) -> str:
    """A value as it stands in a text."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
