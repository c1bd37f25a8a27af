"""Blocks → formula text, the way back from ``formula``: one canonical spelling, as few brackets as can be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from blockloom.runtime.catalog import Slot
from blockloom.runtime.formula import is_name
from blockloom.runtime.formula.calls import only_block
from blockloom.runtime.formula.tokens import BINARY, CHOICE, COMPARISON, CONSTANTS, NEGATE, NOT
from blockloom.runtime.model import Block, Input, Items, Literal, Slotted, Template, Value
from blockloom.runtime.write.numbers import number_text

_OPERATORS = {block: (sign, strength) for sign, (block, strength) in BINARY.items()}
_POWER = _OPERATORS["power"][1]
_ATOM = 10
Content = TypeVar("Content")
_WORDS = {value: word for word, value in CONSTANTS.items()}
_PROPERTY = re.compile(r"[^\W\d]\w*\Z")
_UNSEEN = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")


class _NoFormula(Exception):
    """This can't be said in a formula: it is a template, takes steps, carries a note …"""


class _Part(NamedTuple):
    """A piece of formula, how strongly its outermost operator binds, and how deep it is nested."""

    text: str
    strength: int
    depth: int


class Formulas:
    """Prints values as formulas. ``functions`` has the parameters of each of the flow's own functions."""

    def __init__(self, functions: Mapping[str, Mapping[str, Input]]) -> None:
        self._functions = functions

    def formula(self, value: Value, depth: int) -> str | None:
        """The formula, without its ``=``; None if there is none, or it would be nested deeper than ``depth``."""
        try:
            part = self._part(value)
        except _NoFormula:
            return None
        return part.text if part.depth <= depth else None

    def _part(self, value: Slotted) -> _Part:
        value = folded(value)
        if isinstance(value, Items):
            return self._brackets("[", self._texts(value.items), "]")
        if type(value) is Literal:
            return _literal(value.value)
        if not isinstance(value, Block) or decorated(value):
            raise _NoFormula
        name = value.definition.name
        if name == "text":
            return _literal(_required(value)[0])
        if name == "get":
            return _Part(_name(_required(value)[0]), _ATOM, 1)
        if name in _OPERATORS:
            return self._operation(*_OPERATORS[name], _required(value))
        if name in ("not", "negate"):
            return self._prefix(name, _required(value)[0])
        if name == "choose":
            return self._choice(_required(value))
        if name in ("property", "item"):
            return self._postfix(name, _required(value))
        return self._function(value) if name == "call" else self._call(value)

    def _operation(self, sign: str, strength: int, operands: Sequence[Slotted]) -> _Part:
        power = strength == _POWER
        left = self._within(operands[0], strength + (power or strength == COMPARISON))
        right = self._within(operands[1], NEGATE if power else strength + 1)
        return _Part(f"{left.text} {sign} {right.text}", strength, 1 + max(left.depth, right.depth))

    def _prefix(self, name: str, operand: Slotted) -> _Part:
        strength = NOT if name == "not" else NEGATE
        inner = self._within(operand, strength)
        sign = "not " if name == "not" else "-"
        return _Part(f"{sign}{inner.text}", strength, 1 + inner.depth)

    def _choice(self, operands: Sequence[Slotted]) -> _Part:
        test, then = (self._within(operand, CHOICE + 1) for operand in operands[:2])
        other = self._within(operands[2], CHOICE)
        depth = 1 + max(test.depth, then.depth, other.depth)
        return _Part(f"{then.text} if {test.text} else {other.text}", CHOICE, depth)

    def _postfix(self, name: str, operands: Sequence[Slotted]) -> _Part:
        base, where = operands
        digits = name == "property" and isinstance(base, Literal) and type(base.value) in (int, float)
        outer = self._within(base, _ATOM + digits)
        if name == "item":
            inner = self._part(where)
            return _Part(f"{outer.text}[{inner.text}]", _ATOM, 1 + max(outer.depth, inner.depth))
        if type(where) is Literal and isinstance(where.value, str) and _PROPERTY.match(where.value):
            return _Part(f"{outer.text}.{where.value}", _ATOM, 1 + outer.depth)
        return self._brackets("property(", [self._part(base), self._part(where)], ")")

    def _function(self, block: Block) -> _Part:
        name, fields = block.slots.get("function"), block.slots.get("with", {})
        params = self._functions.get(name) if isinstance(name, str) else None
        if params is None or not isinstance(fields, dict) or not fields.keys() <= params.keys():
            raise _NoFormula
        arguments, in_order = [], True
        for key, param in params.items():
            in_order = in_order and param.required and key in fields
            if key in fields:
                arguments.append(_named("" if in_order else key, self._part(fields[key])))
        return self._brackets(f"{name}(", arguments, ")")

    def _call(self, block: Block) -> _Part:
        definition = block.definition
        slots, name = definition.slots, definition.name
        if definition.result is None or name in self._functions or only_block(definition):
            raise _NoFormula
        if any(slot.required and slot.key not in block.slots for slot in slots):
            raise _NoFormula
        return self._brackets(f"{name}(", [*self._positional(block, slots), *self._optional(block, slots)], ")")

    def _positional(self, block: Block, slots: Sequence[Slot]) -> Iterator[_Part]:
        for number, slot in enumerate(slots):
            if slot.shape == "values":
                items = block.slots.get(slot.key)
                yield from self._texts(items.items if isinstance(items, Items) else [])
            elif slot.required:
                behind = any(before.shape == "values" for before in slots[:number])
                yield _named(slot.key if behind else "", self._argument(slot, block.slots[slot.key]))

    def _optional(self, block: Block, slots: Sequence[Slot]) -> Iterator[_Part]:
        for slot in slots:
            content = block.slots.get(slot.key, {})
            if content != {} and not slot.required and slot.shape != "values":
                yield _named(slot.key, self._argument(slot, content))

    def _argument(self, slot: Slot, content: Slotted) -> _Part:
        if slot.shape == "name":
            return _Part(_name(content), _ATOM, 1)
        return _literal(content) if isinstance(content, str) else self._part(content)

    def _texts(self, values: Sequence[Value]) -> list[_Part]:
        return [self._part(value) for value in values]

    def _brackets(self, opening: str, inner: Sequence[_Part], closing: str) -> _Part:
        text = ", ".join(part.text for part in inner)
        return _Part(f"{opening}{text}{closing}", _ATOM, 1 + max((part.depth for part in inner), default=0))

    def _within(self, value: Slotted, strength: int) -> _Part:
        """The value as a part of an operation, in brackets if it binds less strongly than it has to."""
        part = self._part(value)
        return part if part.strength >= strength else _Part(f"({part.text})", _ATOM, 1 + part.depth)


def decorated(block: Block) -> bool:
    """Whether a block carries something that only its long form can say."""
    return block.note is not None or block.disabled or block.collapsed


def folded(value: Content) -> Content | Literal:
    """A number with a minus sign as the negative number that it reads back as; anything else as it is."""
    if not isinstance(value, Block) or value.definition.name != "negate" or decorated(value):
        return value
    inner = folded(value.slots.get("value", ""))
    number = inner.value if type(inner) is Literal else None
    number = None if isinstance(number, bool | str) else number
    return value if number is None else Literal(value.place, -number)


def template_text(template: Template, formulas: Formulas, depth: int) -> str | None:
    """Text with ``${…}`` holes; None if there is a hole that no formula can fill."""
    texts = []
    for number, part in enumerate(flat(template)):
        if isinstance(part, str) and not ("${" in part or number == 0 and part.startswith("=")):
            texts.append(part)
        else:
            hole = _text(part) if isinstance(part, str) else formulas.formula(part, depth)
            if hole is None:
                return None
            texts.append(f"${{{hole}}}")
    return "".join(texts)


def flat(template: Template) -> list[str | Value]:
    """The parts of a template and of the templates in it, texts that meet joined to one."""
    parts: list[str | Value] = []
    for part in template.parts:
        for inner in flat(part) if isinstance(part, Template) else [part]:
            if parts and isinstance(inner, str) and isinstance(before := parts[-1], str):
                parts[-1] = before + inner
            else:
                parts.append(inner)
    return parts


def _literal(value: Slotted | float | bool | None) -> _Part:
    if isinstance(value, str):
        return _Part(_text(value), _ATOM, 1)
    if value is None or isinstance(value, bool):
        return _Part(_WORDS[value], _ATOM, 1)
    assert isinstance(value, int | float)
    return _Part(number_text(value), NEGATE if value < 0 else _ATOM, 1 + (value < 0))


def _text(text: str) -> str:
    """A text between double quotes, with JSON's escapes, also for what can't be seen."""
    return _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], json.dumps(text, ensure_ascii=False))


def _required(block: Block) -> list[Slotted]:
    """What stands in all of the block's slots, in their order."""
    try:
        return [block.slots[slot.key] for slot in block.definition.slots]
    except KeyError:
        raise _NoFormula from None


def _name(content: Slotted) -> str:
    if not isinstance(content, str) or not is_name(content):
        raise _NoFormula
    return content


def _named(key: str, part: _Part) -> _Part:
    return part._replace(text=f"{key}={part.text}") if key else part
