"""Calls in formulas: ``name(…)`` → a block with its slots filled, or a call of one of the flow's functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from blockloom.runtime.catalog import Definition, Slot
from blockloom.runtime.findings import did_you_mean, guess
from blockloom.runtime.formula.cursor import Cursor
from blockloom.runtime.formula.errors import FormulaError
from blockloom.runtime.formula.nodes import Known, Nodes
from blockloom.runtime.formula.tokens import Token
from blockloom.runtime.model import Block, Items, Literal, Slotted, Value
from blockloom.runtime.wording import sentence

_ONLY_BLOCKS = ("body", "fields", "function")


@dataclass(slots=True)
class Calls:
    """Reads a call from its opening bracket on. ``expression`` reads one value."""

    cursor: Cursor
    nodes: Nodes
    known: Known
    expression: Callable[[], Value]

    def call(self, name: Token) -> Value:
        """What stands behind a name with a bracket; FormulaError if there is nothing to call by that name."""
        self.cursor.expect("(")
        if name.text in self.known.functions:
            return self._function(name, self.known.functions[name.text])
        definition = self.known.catalog.get(name.text)
        if definition is None:
            known = [*self.known.catalog, *self.known.functions]
            message = sentence(
                'There is no block or function called "{name}".{guess}',
                name=name.text,
                guess=did_you_mean(name.text, known),
            )
            raise FormulaError(message, name.at, guess(name.text, known))
        return self._block(name, definition)

    def _function(self, name: Token, params: list[str] | None) -> Value:
        fields: dict[str, Value] = {}

        def argument() -> None:
            at, key = self.cursor.token.at, self._key()
            if key is None:
                left = [param for param in params or () if param not in fields]
                key = left[0] if left else str(len(fields)) if params is None else None
            if key is None or params is not None and key not in params:
                takes = ", ".join(params or ()) or sentence("nothing")
                what = sentence('no "{key}"', key=key) if key else sentence("no further value")
                raise FormulaError(
                    sentence("{name} takes {what}. It takes: {takes}.", name=name.text, what=what, takes=takes), at
                )
            if key in fields:
                raise FormulaError(sentence('"{key}" of {name} gets two values.', key=key, name=name.text), at)
            fields[key] = self.expression()

        self.cursor.listed(")", argument)
        block = self.nodes.block("call", [name.text, fields], name.at)
        return self.nodes.measured(block, list(fields.values()), name.at)

    def _block(self, name: Token, definition: Definition) -> Value:
        if only_block(definition):
            raise FormulaError(
                sentence("{name} can't be called in a formula. Use it as a block.", name=name.text), name.at
            )
        if definition.result is None:
            raise FormulaError(
                sentence("{name} answers nothing, so it can't stand in a formula.", name=name.text), name.at
            )
        block = Block(self.nodes.placed(name.at), definition, formula=True)
        self.cursor.listed(")", lambda: self._argument(block))
        for items in block.slots.values():
            if isinstance(items, Items):
                self.nodes.measured(items, items.items, name.at)
        missing = next((slot for slot in definition.slots if slot.required and slot.key not in block.slots), None)
        if missing is not None:
            raise FormulaError(
                sentence('{name} needs a value for "{slot}".', name=name.text, slot=missing.key), name.at
            )
        return self.nodes.measured(block, list(block.slots.values()), name.at)

    def _argument(self, block: Block) -> None:
        at, key = self.cursor.token.at, self._key()
        slot = _next_slot(block, at) if key is None else _named_slot(block, key, at)
        if slot.shape == "values":
            items = block.slots.setdefault(slot.key, Items(self.nodes.placed(at), []))
            assert isinstance(items, Items)
            items.items.append(self.expression())
        else:
            block.places[slot.key] = self.nodes.placed(self.cursor.token.at)
            block.slots[slot.key] = self._content(block.definition, slot)

    def _content(self, definition: Definition, slot: Slot) -> Slotted:
        if slot.shape == "name":
            return self.cursor.new_name()
        at, value = self.cursor.token.at, self.expression()
        if slot.shape != "verbatim":
            return value
        if not isinstance(value, Literal) or not isinstance(value.value, str):
            raise FormulaError(
                sentence(
                    '"{slot}" of {block} has to be a text, written out in quotes.', slot=slot.key, block=definition.name
                ),
                at,
            )
        return value.value

    def _key(self) -> str | None:
        """The slot's name where one is written (``digits=2``)."""
        if self.cursor.token.kind != "name" or self.cursor.following.text != "=":
            return None
        key = self.cursor.advance().text
        self.cursor.advance()
        return key


def only_block(definition: Definition) -> bool:
    """Whether a block can't be called because a slot can't be filled in a formula, or because there is no use in it."""
    if any(slot.shape in _ONLY_BLOCKS and slot.required for slot in definition.slots):
        return True
    first = definition.first  # a text to the letter that is only itself
    return first is not None and first.shape == "verbatim" and definition.source is not None


def _next_slot(block: Block, at: int) -> Slot:
    """The slot of a value without a name: the next one that needs a value."""
    definition = block.definition
    for slot in definition.slots:
        if slot.shape == "values" or slot.required and slot.key not in block.slots:
            return slot
    optional = next((slot for slot in definition.slots if slot.key not in block.slots), None)
    name = definition.name
    hint = sentence(" Name the slot: {block}(…, {slot}=…).", block=name, slot=optional.key) if optional else ""
    raise FormulaError(sentence("{block} takes no further value here.{hint}", block=name, hint=hint), at)


def _named_slot(block: Block, key: str, at: int) -> Slot:
    name, slot = block.definition.name, block.definition.slot(key)
    if slot is None or slot.shape == "values":
        keys = [slot.key for slot in block.definition.slots if slot.shape != "values"]
        raise FormulaError(
            sentence('{name} has no slot called "{key}".{guess}', name=name, key=key, guess=did_you_mean(key, keys)),
            at,
            guess(key, keys),
        )
    if slot.shape in _ONLY_BLOCKS:
        raise FormulaError(
            sentence('"{key}" of {name} can\'t be given in a formula. Use {name} as a block.', key=key, name=name), at
        )
    if key in block.slots:
        raise FormulaError(sentence('"{key}" of {name} gets two values.', key=key, name=name), at)
    return slot
