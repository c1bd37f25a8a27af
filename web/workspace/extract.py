"""Steps of a flow → a function of their own, and a call in their place."""

from __future__ import annotations

from typing import Any

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.check import Facts, check
from blockloom.runtime.check.names import names_changed, names_read, names_set
from blockloom.runtime.format import Pieces
from blockloom.runtime.format.declarations import TYPES
from blockloom.runtime.model import Block, Body, Flow, Function, Input, Step, blocks_in
from blockloom.web.words import gettext
from blockloom.web.workspace.functions import check_name
from blockloom.web.workspace.loose import NOWHERE
from blockloom.web.workspace.sections import section_of
from blockloom.web.workspace.steps import Spot, Steps
from blockloom.web.workspace.wire import NotBlocks

_UNSET = ("unknown_name", "maybe_unset")
_ANSWER = "answer"


def extracted(steps: Steps, paths: list[str], name: str, catalog: Catalog) -> list[Step]:
    """Make a function ``name`` of the steps at these addresses; answers what calls it now.

    Its parameters are what the steps read and others set, it returns what they set and others read. NotBlocks for steps
    that do not stand below one another, and for those that mean something else in a function.
    """
    spots = steps.at(paths)
    check_name(name, steps.flow, catalog)
    _check_together(spots)
    return _Extraction(steps, spots, name, catalog).made()


def _check_together(spots: list[Spot]) -> None:
    first = spots[0]
    for at, spot in enumerate(spots):
        if spot.body is not first.body or spot.number != first.number + at:
            raise NotBlocks(gettext("A function is made of steps that stand directly below one another."))
        if isinstance(spot.step, Block) and spot.step.definition.case is not None:
            raise NotBlocks(gettext("A case belongs to its switch. Take the steps inside it."))
        if any(block.definition.name == "return" for block in blocks_in(spot.step)):
            raise NotBlocks(
                gettext("One of these steps returns: it would leave the new function only. Leave it outside.")
            )


class _Extraction:
    def __init__(self, steps: Steps, spots: list[Spot], name: str, catalog: Catalog) -> None:
        self._steps, self._flow, self._name, self._catalog = steps, steps.flow, name, catalog
        self._section = section_of(self._flow, spots[0].address)
        self._body, self._start = spots[0].body, spots[0].number
        self._taken: Body = [spot.step for spot in spots]
        self._top = spots[0].address.count("/") == self._section.count("/") + (2 if "/" in self._section else 1)
        self._facts = check(self._flow)

    def made(self) -> list[Step]:
        flow, taken = self._flow, self._taken
        before = _errors(self._facts)
        rest = self._rest()
        around = names_set(rest) | {*self._declared()} | self._bound()
        written = names_set(taken) | names_changed(taken)
        given = sorted((names_read(taken) | names_changed(taken)) & around)
        answers = sorted(written & self._read_later(rest))
        function = Function(self._name, {}, [*taken], NOWHERE)
        flow.functions[self._name] = function
        needed = [one for one in given if self._needs(function, one, given)]
        function.params = {one: self._input(one) for one in needed}
        pieces = Pieces(self._catalog, {one: [*known.params] for one, known in flow.functions.items()})
        function.do += pieces.body(_returning(answers), "do")
        missing = [one for one in answers if one in around and one not in needed and self._is_unset(function, one)]
        function.params |= {one: self._input(one) for one in missing}
        pieces = Pieces(self._catalog, {one: [*known.params] for one, known in flow.functions.items()})
        calls = pieces.body(self._calling([*function.params], answers), "do")
        self._body[self._start : self._start + len(taken)] = calls
        wrong = _errors(check(flow)) - before
        if wrong:
            raise NotBlocks(gettext("These steps can't stand in a function. {reason}", reason=min(wrong)))
        return calls

    def _rest(self) -> list[Any]:
        """All that stands in the section but for the steps: blocks alone, without what is inside them."""
        own = {id(block) for step in self._taken for block in blocks_in(step)}
        bodies = [self._flow.do] if "/" not in self._section else [self._flow.functions[self._section[10:]].do]
        drafts = [piece.do or piece.value for piece in self._flow.drafts]
        tests = [test.expect for test in self._flow.tests] if "/" not in self._section else []
        parts = [*bodies, *(piece for piece in drafts if piece is not None), *(one for test in tests for one in test)]
        return [_alone(block) for part in parts for block in blocks_in(part) if id(block) not in own]

    def _declared(self) -> dict[str, Input]:
        if "/" not in self._section:
            return self._flow.inputs
        return self._flow.functions[self._section[10:]].params

    def _bound(self) -> set[str]:
        """The names that only the steps of some block see, such as the error of a catch."""
        return {slot.binds for block in self._flow.blocks() for slot in block.definition.slots if slot.binds}

    def _read_later(self, rest: list[Any]) -> set[str]:
        """What is read after the steps; of steps in some block, since that may be a loop, all that is read anywhere."""
        if not self._top:
            return names_read(rest)
        own = self._body[self._start + len(self._taken) :]
        tests = [value for test in self._flow.tests for value in test.expect] if "/" not in self._section else []
        return names_read([*own, *tests])

    def _needs(self, function: Function, name: str, given: list[str]) -> bool:
        """Whether the steps read a name before they have surely set it themselves."""
        function.params = {other: Input(other, "any") for other in given if other != name}
        return self._is_unset(function, name)

    def _is_unset(self, function: Function, name: str) -> bool:
        others = {other: Function(other, one.params, [], NOWHERE) for other, one in self._flow.functions.items()}
        findings = check(Flow(functions={**others, self._name: function})).findings
        return any(one.code in _UNSET and f'"{name}"' in one.message for one in findings)

    def _input(self, name: str) -> Input:
        """The parameter, of the type that is known of it where the steps read it, or else of all who do."""
        own = [block for step in self._taken for block in blocks_in(step)]
        reading = [self._reading(own, name), self._reading([*self._flow.blocks()], name)]
        bits = {self._facts.kind(block).bits for block in reading[0] or reading[1]}
        word = next((word for word, kind in TYPES.items() if bits == {kind.bits}), "any")
        return Input(name, word, TYPES[word])

    def _reading(self, blocks: list[Block], name: str) -> list[Block]:
        found = ((block, block.definition.reads) for block in blocks)
        return [block for block, slot in found if slot is not None and block.slots.get(slot.key) == name]

    def _calling(self, params: list[str], answers: list[str]) -> list[dict[str, Any]]:
        call: dict[str, Any] = {"call": self._name}
        if params:
            call["with"] = {name: f"={name}" for name in params}
        if not answers:
            return [call]
        if len(answers) == 1:
            return [{**call, "save": answers[0]}]
        kept = _ANSWER
        while kept in self._names():
            kept += "_"
        return [{**call, "save": kept}, *({"set": name, "to": f"={kept}.{name}"} for name in answers)]

    def _names(self) -> set[str]:
        blocks = [*self._flow.blocks()]
        return {*names_set(blocks), *names_read(blocks), *self._declared()}


def _returning(answers: list[str]) -> list[dict[str, Any]]:
    if len(answers) < 2:
        return [{"return": f"={name}"} for name in answers]
    return [{"return": {"object": {name: f"={name}" for name in answers}}}]


def _alone(block: Block) -> Block:
    """The block with its names, without values and steps in it."""
    named = {slot.key for slot in block.definition.slots if slot.shape in ("name", "function")}
    slots = {key: said for key, said in block.slots.items() if key in named}
    return Block(block.place, block.definition, slots, save=block.save)


def _errors(facts: Facts) -> set[str]:
    return {finding.message for finding in facts.findings if finding.severity == "error"}
