"""A section of a flow → the blocks that show it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from blockloom.runtime.catalog import Definition, Slot
from blockloom.runtime.model import (
    Block,
    Body,
    Flow,
    Function,
    Input,
    Items,
    Literal,
    Lost,
    Slotted,
    Step,
    Template,
    Unknown,
    Value,
)
from blockloom.runtime.slotted import rungs_of
from blockloom.runtime.write.document import modifiers, spelling
from blockloom.runtime.write.formulas import decorated, folded
from blockloom.runtime.write.numbers import number_text
from blockloom.web.workspace.growing import grows
from blockloom.web.workspace.sections import MAIN, body_of_section, drafts_of
from blockloom.web.workspace.wire import FUNCTION, LIST, PILL, START, UNKNOWN, Node, Sheet, Top


def shown(flow: Flow, section: str, opened: Collection[str] = ()) -> Sheet:
    """The blocks of a section. A formula is a pill with its text, but for those at the addresses ``opened``, which are
    blocks; ``do/1/to/*`` opens all that is there and inside it, ``*`` everything."""
    return _Shower(flow, opened).sheet(section)


class _Shower:
    def __init__(self, flow: Flow, opened: Collection[str]) -> None:
        self._flow = flow
        self._opened = opened
        self._within = tuple(one[:-1] for one in opened if one.endswith("*"))
        self._spelled: Callable[[Value, str], Any] = spelling(flow.functions)
        self._sheet = Sheet()

    def sheet(self, section: str) -> Sheet:
        hat = self._hat(section)
        self._sheet.tops.append(Top(hat.id, _position(self._flow.layout.get(section))))
        hat.next = self._stack(body_of_section(self._flow, section), section if section == MAIN else f"{section}/do")
        for number in drafts_of(self._flow, section):
            self._loose(number)
        return self._sheet

    def _node(self, type: str, path: str, step: bool = False, **extra: Any) -> Node:
        node = Node(f"b{len(self._sheet.nodes)}", type, step, extra=extra)
        self._sheet.nodes[node.id] = node
        self._sheet.places[node.id] = path
        return node

    def _hat(self, section: str) -> Node:
        flow = self._flow
        if section == MAIN:
            when = [{"kind": trigger.kind, "settings": trigger.settings} for trigger in flow.when]
            return self._node(START, MAIN, True, when=when, inputs=declared(flow.inputs))
        function = _function(flow, section)
        return self._node(FUNCTION, section, True, name=function.name, params=declared(function.params))

    def _loose(self, number: int) -> None:
        piece, path = self._flow.drafts[number], f"drafts/{number}"
        if piece.do:
            top = self._stack(piece.do, f"{path}/do")
        elif piece.value is not None:
            top = self._value(piece.value, f"{path}/value")
        else:
            top = self._node(UNKNOWN, path, data=_json(piece.data)).id
        if top is not None:
            self._sheet.tops.append(Top(top, _position(self._flow.layout.get(path))))

    def _stack(self, steps: Body, path: str) -> str | None:
        """The steps one below the other; answers the id of the first."""
        first: str | None = None
        above: Node | None = None
        for number, step in enumerate(steps):
            node = self._step(step, f"{path}/{number}")
            if above is None:
                first = node.id
            else:
                above.next = node.id
            above = node
        return first

    def _step(self, step: Step, path: str) -> Node:
        self._sheet.lines[path] = step.place.line
        if isinstance(step, Unknown):
            node = self._node(UNKNOWN, path, True, data=_json(step.data))
            self._sheet.prints[node.id] = _print([step.data], [])
            return node
        return self._block(step, path, True)

    def _block(self, block: Block, path: str, step: bool) -> Node:
        """A block of the catalog; a ladder of else-ifs is one."""
        node = self._node(block.definition.name, path, step, **modifiers(block))
        rungs = list(_plain_rungs(block)) if step else [block]
        below: list[str] = []
        said: list[Any] = [block.definition.name, node.extra.copy()]
        for number, rung in enumerate(rungs):
            if number:
                path = f"{path}/{_otherwise(block.definition).key}/0"
                node.extra.setdefault("rungs", []).append(id := f"{node.id}.{number}")
                self._sheet.places[id] = path
            for slot in rung.definition.slots:
                passed = number < len(rungs) - 1 and slot is _otherwise(rung.definition)
                if slot.key in rung.slots and not passed:
                    self._slot(node, slot, rung.slots[slot.key], path, f"@{number}" if number else "", said, below)
        if step:
            self._sheet.prints[node.id] = _print(said, below)
        return node

    def _slot(
        self, node: Node, slot: Slot, content: Slotted, path: str, rung: str, said: list[Any], below: list[str]
    ) -> None:
        key, path = f"{slot.key}{rung}", f"{path}/{slot.key}"
        said.append(key)
        if isinstance(content, str):
            node.fields[key] = content
            said.append(content)
        elif isinstance(content, list):
            self._hang(node, key, self._stack(content, path))
            below += [self._sheet.prints[inner.id] for inner in self._sheet.stack(node.inputs.get(key))]
            below.append("")
        elif isinstance(content, dict):
            node.extra.setdefault("names", {})[key] = list(content)
            said.append([[name, self._spelled(value, f"{path}/{name}")] for name, value in content.items()])
            for number, (name, value) in enumerate(content.items()):
                self._hang(node, f"{key}.{number}", self._value(value, f"{path}/{name}"))
        elif grows(slot) and isinstance(content, Items):
            node.extra.setdefault("items", {})[key] = len(content.items)
            said.append(self._spelled(content, path))
            for number, value in enumerate(content.items):
                self._hang(node, f"{key}.{number}", self._value(value, f"{path}/{number}"))
        else:
            said.append(self._spelled(content, path))
            self._hang(node, key, self._value(content, path))

    def _hang(self, node: Node, key: str, id: str | None) -> None:
        if id is not None:
            node.inputs[key] = id

    def _value(self, value: Value, path: str) -> str | None:
        """A value's block; None for what is missing."""
        value = folded(value)
        if isinstance(value, Unknown):
            return self._node(UNKNOWN, path, data=_json(value.data)).id
        if isinstance(value, Lost):
            return self._lost(value, path)
        if isinstance(value, Items):
            node = self._node(LIST, path, items={"": len(value.items)})
            for number, item in enumerate(value.items):
                self._hang(node, str(number), self._value(item, f"{path}/{number}"))
            return node.id
        if isinstance(value, Literal):
            return self._literal(value.value, path)
        spelled = self._spelled(value, path)
        if isinstance(value, Template) and not isinstance(spelled, str):
            return self._node(UNKNOWN, path, data=_json(spelled)).id
        if isinstance(value, Template) or (isinstance(spelled, str) and self._is_folded(value, path)):
            return self._pill("text", str(spelled), path)
        if value.definition.name == "text" and not decorated(value):
            return self._literal(str(value.slots["value"]), path)
        return self._block(value, path, False).id

    def _is_folded(self, block: Block, path: str) -> bool:
        """Whether a formula stays one: a variable is a block anyway, as small as its formula."""
        if block.definition.reads is not None or block.definition.name == "text":
            return False
        return path not in self._opened and not f"{path}/".startswith(self._within)

    def _literal(self, value: str | float | bool | None, path: str) -> str:
        if isinstance(value, str):
            if value.startswith("=") or "${" in value:
                node = self._node("text", path)
                node.fields["value"] = value
                return node.id
            return self._pill("text", value, path)
        if value is None:
            return self._pill("nothing", "", path)
        if isinstance(value, bool):
            return self._pill("boolean", "true" if value else "false", path)
        return self._pill("number", number_text(value), path)

    def _lost(self, value: Lost, path: str) -> str | None:
        if value.data is None:
            return None
        return self._pill("text", value.data, path) if isinstance(value.data, str) else self._kept(value.data, path)

    def _kept(self, data: Any, path: str) -> str:
        return self._node(UNKNOWN, path, data=_json(data)).id

    def _pill(self, kind: str, text: str, path: str) -> str:
        node = self._node(PILL, path, kind=kind)
        node.fields["VALUE"] = text
        return node.id


def declared(inputs: Mapping[str, Input]) -> list[dict[str, Any]]:
    """Inputs of a flow, or parameters of a function, as a hat has them."""
    return [
        {"name": one.name, "type": one.type} | ({} if one.required else {"default": one.default})
        for one in inputs.values()
    ]


def _plain_rungs(block: Block) -> Iterator[Block]:
    """The rungs of a ladder that have nothing to say but what a rung has."""
    yield block
    for rung in rungs_of(block)[1:]:
        if decorated(rung) or rung.save is not None:
            return
        yield rung


def _otherwise(definition: Definition) -> Slot:
    return definition.by_name[definition.otherwise or ""]


def _function(flow: Flow, section: str) -> Function:
    return flow.functions[section.partition("/")[2]]


def _position(said: Any) -> tuple[float, float] | None:
    at = said.get("at") if isinstance(said, dict) else said
    if isinstance(at, list) and len(at) == 2 and all(type(one) in (int, float) for one in at):
        return at[0], at[1]
    return None


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


def _print(said: list[Any], below: list[str]) -> str:
    return ".".join(hashlib.sha256(_json(part).encode()).hexdigest()[:12] for part in (said, below))
