"""What a test found where it expected something else: the parts of a formula that did not hold, each with its value."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from blockloom.runtime.context import Doors
from blockloom.runtime.errors import FlowError
from blockloom.runtime.format.values import FORMULA_DEPTH
from blockloom.runtime.limits import Limits
from blockloom.runtime.model import Block, Value, blocks_in
from blockloom.runtime.program import Program
from blockloom.runtime.questions import Question
from blockloom.runtime.trace import TEXT, glimpse
from blockloom.runtime.wording import listed, sentence
from blockloom.runtime.write.formulas import Formulas

_MOST = 4
"""Parts of one expectation that are told."""
_NAMED = {"get", "property", "item"}
"""Blocks that a person reads as the name of a value."""


@dataclass(frozen=True, slots=True)
class Looking:
    """Looks at expectations of a program, where the variables are those ``seen``."""

    program: Program
    seen: Mapping[str, Any]
    doors: Doors
    limits: Limits

    def answer(self, value: Value) -> Any:
        """What a value is now; FlowError if it fails."""
        return Question(self.program, value).answer(self.seen, self.doors, self.limits)

    def text(self, value: Value) -> str:
        """``=result == 1``, or the line of the file where an expectation is no formula."""
        formula = self._formulas().formula(value, FORMULA_DEPTH) if isinstance(value, Block) else None
        line = self.program.text.splitlines()[value.place.line - 1].strip().removeprefix("- ")
        return (f"={formula}" if formula is not None else line)[:TEXT]

    def _formulas(self) -> Formulas:
        return Formulas({name: one.params for name, one in self.program.runnable().functions.items()})

    def found(self, value: Value) -> str:
        """``result is 1, limit is 2``: what did not hold, by what it is made of; empty where nothing is to be told."""
        formulas, told = self._formulas(), dict[str, str]()
        try:
            for part in self._parts(value):
                text, is_ = formulas.formula(part, FORMULA_DEPTH), self.answer(part)
                if text is not None and not (part is value and is_ is False):  # which was said already
                    told[text] = sentence("{what} is {value}", what=text[:TEXT], value=_glimpsed(is_))
                if len(told) == _MOST:
                    break
        except FlowError:
            pass  # what could be looked at once, but not again: what is known so far is told
        return listed([*told.values()]) if told else ""

    def _parts(self, value: Value) -> Iterator[Value]:
        """The values that decided on a condition that does not hold."""
        if not isinstance(value, Block):
            return
        inner = [part for part in value.slots.values() if isinstance(part, Value) and any(blocks_in(part))]
        if value.definition.name in ("and", "or", "not"):
            if value.definition.name == "and":
                inner = [part for part in inner if self.answer(part) is not True][:1]
            for part in inner:
                yield from self._parts(part)
        elif value.definition.name in _NAMED:
            yield value
        else:
            shown = [part for part in inner if part in self._slots(value)]
            yield from shown or [value]

    def _slots(self, block: Block) -> list[Any]:
        """What fills the slots whose values are known before the block begins."""
        return [block.slots.get(slot.key) for slot in block.definition.slots if slot.shape in ("value", "values")]


def _glimpsed(value: Any) -> str:
    """The value on one line, cut to what a person takes in."""
    if value is None:
        return sentence("nothing")
    text = json.dumps(glimpse(value), ensure_ascii=False)
    return text if len(text) <= TEXT + 3 else text[:TEXT] + "…"
