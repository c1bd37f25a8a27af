"""Flow → document: the plain maps, lists and scalars that both YAML and JSON spell, every key in its fixed order.

Two flows say the same exactly if their documents are equal. The classes only tell the YAML layout what a map is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from blockloom.runtime.catalog import Definition, Slot
from blockloom.runtime.format.values import FORMULA_DEPTH
from blockloom.runtime.model import (
    Block,
    Body,
    Flow,
    Function,
    Input,
    Items,
    Literal,
    Loose,
    Lost,
    Slotted,
    Step,
    Template,
    Test,
    Unknown,
    Value,
)
from blockloom.runtime.write.formulas import Formulas, flat, folded, template_text
from blockloom.runtime.write.scalars import Verbatim

Document: TypeAlias = Any


class Use(dict[str, Document]):
    """A use of a block. A step's has the address that the step has in the flow."""

    address: str | None = None


class Slots(dict[str, Document]):
    """The named slots under a block's name."""


class Section(dict[str, Document]):
    """A map of which each key stands on a line of its own."""


class Stack(list[Document]):
    """A list of which each item stands on a line of its own."""


def document(flow: Flow, as_read: bool = False, to_the_letter: bool = True) -> Section:
    """The document of a flow.

    ``as_read`` gives steps the addresses that they had in their file, where steps that can't be understood count, too.
    ``to_the_letter`` says of loose pieces all that their file said, otherwise what could be understood.
    """
    return _Documents(flow.functions, as_read, to_the_letter).flow(flow)


def steps_in(part: Document) -> Iterator[str]:
    """The addresses of all steps in a document."""
    if isinstance(part, Use) and part.address is not None:
        yield part.address
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from steps_in(inner)


def spelling(functions: Mapping[str, Function]) -> Callable[[Value, str], Document]:
    """How a file spells a value at an address: a scalar, a formula, a template, a list, or the long form of a block."""
    return _Documents(functions, False, False).value


class _Documents:
    def __init__(self, functions: Mapping[str, Function], as_read: bool, to_the_letter: bool) -> None:
        self._as_read, self._to_the_letter = as_read, to_the_letter
        self._free = 0
        self._formulas = Formulas({name: function.params for name, function in functions.items()})

    def flow(self, flow: Flow) -> Section:
        functions = {name: self.function(function, f"functions/{name}") for name, function in flow.functions.items()}
        return Section(
            {"flow": 1}
            | _given(name=flow.name, description=flow.description)
            | _given(when=Stack(Use({trigger.kind: trigger.settings}) for trigger in flow.when))
            | _given(inputs=_inputs(flow.inputs), functions=Section(functions))
            | {"do": Stack(self.body(flow.do, "do"))}
            | _given(drafts=Stack(self.loose(piece, f"drafts/{at}") for at, piece in enumerate(flow.drafts)))
            | _given(tests=Stack(self.test(test, f"tests/{at}") for at, test in enumerate(flow.tests)))
            | _given(layout=Section(flow.layout))
        )

    def function(self, function: Function, path: str) -> Section:
        return Section(_given(params=_inputs(function.params)) | {"do": Stack(self.body(function.do, f"{path}/do"))})

    def test(self, test: Test, path: str) -> Section:
        expect = Stack(self.value(value, f"{path}/expect/{at}") for at, value in enumerate(test.expect))
        return Section(_given(name=test.name, given=test.given) | {"expect": expect})

    def loose(self, piece: Loose, path: str) -> Document:
        """A loose piece. Not all that its file says of it may be understood."""
        nothing = piece.do is None and piece.value is None
        if piece.data is not None and (nothing or self._to_the_letter):
            return Section(_kept(piece.data)) if isinstance(piece.data, dict) else _kept(piece.data)
        if piece.do is not None:
            return Section(do=Stack(self.body(piece.do, f"{path}/do")))
        return Section(value=None if piece.value is None else self.value(piece.value, f"{path}/value"))

    def body(self, steps: Body, path: str) -> list[Use]:
        return [self.step(step, step.place.path if self._as_read else f"{path}/{at}") for at, step in enumerate(steps)]

    def step(self, step: Step, path: str) -> Use:
        use = self.block(step, path)
        use.address = path
        return use

    def block(self, block: Step, path: str) -> Use:
        """The long form: the block's name, its other value slots, its modifiers, its remaining bodies."""
        if isinstance(block, Unknown):
            return Use(
                {key: Slots(_kept(one)) if isinstance(one, dict) else _kept(one) for key, one in block.data.items()}
            )
        definition, first = block.definition, block.definition.first
        slots = {
            slot.key: self.slot(definition, slot, block.slots[slot.key], f"{path}/{slot.key}")
            for slot in definition.slots
            if slot.key in block.slots and (slot.first or slot.shape != "fields" or block.slots[slot.key])
        }
        if first is None:
            return Use({definition.name: Slots(slots)} | modifiers(block))
        own = slots.pop(first.key, {})
        bodies = {slot.key: slots.pop(slot.key) for slot in definition.bodies if slot.key in slots}
        return Use({definition.name: own} | slots | modifiers(block) | bodies)

    def slot(self, definition: Definition, slot: Slot, content: Slotted, path: str) -> Document:
        """What stands in a slot."""
        if isinstance(content, str):
            return Verbatim(content) if slot.shape == "verbatim" else content
        if isinstance(content, list):
            free = 2 if slot.name == definition.otherwise and is_else_if(content) else 0
            self._free += free
            steps = self.body(content, path)
            self._free -= free
            return steps
        if isinstance(content, dict):
            return {key: self.value(value, f"{path}/{key}") for key, value in content.items()}
        empty = slot.shape == "values" and isinstance(content, Items) and not content.items
        return {} if empty else self.value(content, path)

    def value(self, value: Value, path: str) -> Document:
        """A value: a scalar, a list, a formula or a template where one can say it, else the block's long form."""
        if isinstance(value, Unknown):
            return self.block(value, path)
        if isinstance(value, Lost):
            return _kept(value.data)
        depth, value = FORMULA_DEPTH - path.count("/") + self._free, folded(value)
        if isinstance(value, Literal):
            return _literal(value.value)
        if isinstance(value, Items):
            return [self.value(item, f"{path}/{at}") for at, item in enumerate(value.items)]
        if isinstance(value, Template):
            text = template_text(value, self._formulas, depth)
            return self.pieces(value, path) if text is None else text
        formula = self._formulas.formula(value, depth)
        if formula is None:
            return self.block(value, path)
        content = value.slots.get("value")
        return _literal(content) if value.definition.name == "text" and isinstance(content, str) else f"={formula}"

    def pieces(self, template: Template, path: str) -> Use:
        """What a template with a hole that no formula can fill says: the same pieces, joined by a block."""
        return Use(
            join_text=[
                _literal(part) if isinstance(part, str) else self.value(part, f"{path}/parts/{at}")
                for at, part in enumerate(flat(template))
            ]
        )


def is_else_if(steps: Body) -> bool:
    """Whether the steps under an ``else`` are nothing but an ``if``, whose level does not count."""
    alone = steps[0] if len(steps) == 1 else None
    return isinstance(alone, Block) and alone.definition.name == "if"


def modifiers(block: Block) -> dict[str, Document]:
    """The modifiers that a block has, in their order."""
    retry = block.retry and {"times": block.retry.times} | {
        key: number
        for key, number, usual in (("wait", block.retry.wait, 0), ("backoff", block.retry.backoff, 1))
        if number != usual
    }
    on_error = None if block.on_error == "stop" else block.on_error
    return _given(save=block.save, retry=retry, timeout=block.timeout, on_error=on_error) | _given(
        disabled=block.disabled, collapsed=block.collapsed, note=block.note
    )


def _kept(data: Any) -> Document:
    """Plain data to the letter; a map in a list may be a step, and is laid out as one."""
    if isinstance(data, dict):
        return {key: _kept(value) for key, value in data.items()}
    if isinstance(data, list):
        return [Use(_kept(item)) if isinstance(item, dict) else _kept(item) for item in data]
    return data


def _literal(value: str | float | bool | None) -> Document:
    """A constant; a text that would be taken for a formula or a template stands in a block of its own."""
    risky = isinstance(value, str) and (value.startswith("=") or "${" in value)
    return Use(text=Verbatim(value)) if risky else value


def _inputs(inputs: dict[str, Input]) -> Section:
    return Section(
        {name: {"type": one.type} | ({} if one.required else {"default": one.default}) for name, one in inputs.items()}
    )


def _given(**pairs: Document) -> dict[str, Document]:
    """The pairs that say something."""
    return {key: value for key, value in pairs.items() if value}
