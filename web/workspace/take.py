"""Blocks → the plain data that a flow file has for them, and the address that each block gets there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from blockloom.runtime.catalog import Catalog, Definition, Slot
from blockloom.web.words import gettext
from blockloom.web.workspace.wire import KINDS, LIST, PILL, UNKNOWN, Node, NotBlocks, Sheet

MODIFIERS = ("save", "retry", "timeout", "on_error", "disabled", "collapsed", "note")
"""In the order in which a file has them."""
LONGEST = 1000


class Taker:
    """Reads the blocks of one sheet. ``places`` has the new address of every block that was read."""

    def __init__(self, sheet: Sheet, catalog: Catalog) -> None:
        self._sheet = sheet
        self._catalog = catalog
        self.places: dict[str, str] = {}

    def steps(self, id: str | None, path: str) -> list[Any]:
        """The steps of a stack, from the block ``id`` on."""
        return [self._step(node, f"{path}/{number}") for number, node in enumerate(self._sheet.stack(id))]

    def value(self, id: str, path: str) -> Any:
        """The value that a block is."""
        node = self._sheet.nodes[id]
        self.places[id] = path
        if node.step:
            raise NotBlocks(gettext("A step can't stand in the place of a value."), id)
        if node.next is not None:
            raise NotBlocks(gettext("Nothing can hang below a value."), id)
        if node.type == PILL:
            return _pill(node)
        if node.type == LIST:
            return [self._at(node, str(number), f"{path}/{number}") for number in range(_length(node, ""))]
        if node.type == UNKNOWN:
            return kept_data(node)
        return self._block(node, path)

    def _step(self, node: Node, path: str) -> Any:
        self.places[node.id] = path
        if not node.step:
            raise NotBlocks(gettext("A value can't stand among steps."), node.id)
        return kept_data(node) if node.type == UNKNOWN else self._block(node, path)

    def _block(self, node: Node, path: str) -> dict[str, Any]:
        definition = self._catalog.get(node.type)
        if definition is None:
            raise NotBlocks(gettext('There is no block called "{name}".', name=node.type[:60]), node.id)
        rungs = _list(node, "rungs")
        if rungs and (not node.step or definition.otherwise is None or len(rungs) > LONGEST):
            raise NotBlocks(gettext("{block} has no else-if.", block=node.type), node.id)
        said: dict[str, Any] = {}
        paths = [path]
        for rung in rungs:
            paths.append(f"{paths[-1]}/{definition.by_name[definition.otherwise or ''].key}/0")
            self.places[str(rung)] = paths[-1]
        for number in range(len(rungs), -1, -1):
            said = self._rung(node, definition, paths[number], number, said)
        return said

    def _rung(
        self, node: Node, definition: Definition, path: str, number: int, below: dict[str, Any]
    ) -> dict[str, Any]:
        """One use of the block; ``below`` is the else-if that is all that stands in its else."""
        mark = f"@{number}" if number else ""
        slots: dict[str, Any] = {}
        for slot in definition.slots:
            content = self._slot(node, slot, f"{slot.key}{mark}", f"{path}/{slot.key}")
            if content is not _NOTHING:
                slots[slot.key] = content
        if below:
            slots[definition.by_name[definition.otherwise or ""].key] = [below]
        said = {key: node.extra[key] for key in MODIFIERS if key in node.extra} if not number else {}
        first = definition.first
        if first is None:
            return {definition.name: slots, **said}
        own = slots.pop(first.key, {})
        return {definition.name: own, **slots, **said}

    def _slot(self, node: Node, slot: Slot, key: str, path: str) -> Any:
        """What stands in a slot; _NOTHING where it is left out."""
        if slot.shape in ("name", "function", "verbatim"):
            return node.fields.get(key, _NOTHING)
        if slot.shape == "body":
            given = key in node.inputs or slot.required
            return self.steps(node.inputs.get(key), path) if given else _NOTHING
        if slot.shape == "fields":
            return self._fields(node, slot, key, path)
        if key in node.inputs:
            inner = self._sheet.nodes[node.inputs[key]]
            is_default = not slot.required and inner.shadow and inner.id not in self._sheet.places
            if is_default and inner.type == PILL and _same(_pill(inner), slot.default):
                return _NOTHING
            return self.value(inner.id, path)
        if key in _map(node, "items"):
            items = [self._at(node, f"{key}.{number}", f"{path}/{number}") for number in range(_length(node, key))]
            return items if items or slot.shape != "values" else {}
        return _NOTHING

    def _fields(self, node: Node, slot: Slot, key: str, path: str) -> Any:
        names = _map(node, "names").get(key)
        if names is None:
            return {} if slot.required else _NOTHING
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise NotBlocks(gettext("The names of a map are texts."), node.id)
        if len(set(names)) < len(names):
            raise NotBlocks(gettext("Two of these have the same name."), node.id)
        return {name: self._at(node, f"{key}.{number}", f"{path}/{name}") for number, name in enumerate(names)}

    def _at(self, node: Node, key: str, path: str) -> Any:
        """The value in an input that has to hold one; nothing where it is empty."""
        return self.value(node.inputs[key], path) if key in node.inputs else None


_NOTHING: Any = object()


def _pill(node: Node) -> Any:
    """What a pill says, as a file has it."""
    kind, text = node.extra.get("kind", "text"), node.fields.get("VALUE", "")
    if kind not in KINDS:
        raise NotBlocks(gettext("A value is one of {kinds}.", kinds=", ".join(KINDS)), node.id)
    if kind == "nothing":
        return None
    if kind == "boolean":
        return text == "true"
    if kind == "number" and not text.startswith("="):
        return _number(text, node)
    return text


def kept_data(node: Node) -> Any:
    """What a block keeps to the letter."""
    try:
        return json.loads(node.extra.get("data", ""), parse_constant=_refuse)
    except (TypeError, ValueError, RecursionError):
        raise NotBlocks(gettext("What is kept to the letter is JSON."), node.id) from None


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _number(text: str, node: Node) -> int | float:
    try:
        number = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        number = None
    if type(number) not in (int, float) or number in (float("inf"), float("-inf")):
        raise NotBlocks(gettext('"{text}" is no number.', text=text[:40]), node.id)
    return number  # type: ignore[no-any-return]


def _same(value: Any, default: Any) -> bool:
    return isinstance(value, bool) is isinstance(default, bool) and bool(value == default)


def _length(node: Node, key: str) -> int:
    length = _map(node, "items").get(key, 0)
    if type(length) is not int or not 0 <= length <= 100_000:
        raise NotBlocks(gettext("How long a list is, is a number."), node.id)
    return length


def _map(node: Node, key: str) -> Mapping[str, Any]:
    found = node.extra.get(key, {})
    if not isinstance(found, dict):
        raise NotBlocks(gettext('"{name}" is a map.', name=key), node.id)
    return found


def _list(node: Node, key: str) -> list[Any]:
    found = node.extra.get(key, [])
    if not isinstance(found, list):
        raise NotBlocks(gettext('"{name}" is a list.', name=key), node.id)
    return found
