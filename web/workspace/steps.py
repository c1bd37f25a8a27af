"""Steps of a flow by their addresses: taken as text, put in from text, moved, taken away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.format import NotUnderstood, Pieces
from blockloom.runtime.model import Block, Body, Flow, Step, Unknown
from blockloom.runtime.write import save
from blockloom.runtime.write.document import document
from blockloom.runtime.write.layout import list_lines
from blockloom.web.picture import sentence
from blockloom.web.words import gettext
from blockloom.web.workspace.pasted import NO_STEPS, listed, main_list, put_beside
from blockloom.web.workspace.sections import MAIN, body_of_section, names_of_sections
from blockloom.web.workspace.wire import NotBlocks


@dataclass(frozen=True, slots=True)
class Spot:
    """A step in its list."""

    address: str
    body: Body
    number: int

    @property
    def step(self) -> Step:
        return self.body[self.number]


class Steps:
    """The steps of ``flow``, which is nobody else's: it is changed in place. ``text`` is what it was read from."""

    def __init__(self, text: str, flow: Flow, catalog: Catalog, as_json: bool = False) -> None:
        self.flow, self._text, self._catalog, self._as_json = flow, text, catalog, as_json
        self._before = {id(spot.step): spot.address for spot in self.spots()}
        self._kept = [spot.step for spot in self.spots()]  # so that no other step gets the id of one that was dropped

    def spots(self) -> Iterator[Spot]:
        """Every step of the flow, in the order of the file."""
        flow = self.flow
        roots = [(MAIN, flow.do), *((f"functions/{name}/do", one.do) for name, one in flow.functions.items())]
        roots += [(f"drafts/{at}/do", piece.do) for at, piece in enumerate(flow.drafts) if piece.do is not None]
        for path, body in roots:
            yield from _inside(path, body)

    def at(self, paths: Iterable[str]) -> list[Spot]:
        """The steps at these addresses in the order of the file, without those inside others of them."""
        wanted = set(paths)
        found = [spot for spot in self.spots() if spot.address in wanted]
        if not found or len(found) < len(wanted):
            raise NotBlocks(gettext("These steps are not there any more."))
        return [spot for spot in found if not any(spot.address.startswith(f"{other}/") for other in wanted)]

    def yaml(self, paths: Iterable[str]) -> str:
        """The steps as a list in YAML."""
        spots = self.at(paths)
        alone = Flow(functions=self.flow.functions, do=[spot.step for spot in spots])
        if not self._as_json:
            addresses = {id(spot.step): spot.address for spot in self.spots()}
            origins = {spot.address: addresses[id(spot.step)] for spot in _inside(MAIN, alone.do)}
            if (found := main_list(save(self._text, alone, origins, self._catalog))) is not None:
                return found
        return "\n".join(list_lines(document(alone)["do"], 0)) + "\n"

    def words(self) -> list[dict[str, Any]]:
        """Of every step the address, its line, the sentence on its block and what the file says on its own lines."""
        spots, lines = [*self.spots()], self._text.split("\n")
        starts = [spot.step.place.line - 1 for spot in spots]
        ends = [*starts, len(lines)][1:]
        return [
            {
                "path": spot.address,
                "line": start + 1,
                "words": sentence(spot.step) if isinstance(spot.step, Block) else spot.step.name,
                "text": "\n".join(lines[start : max(end, start + 1)])[:_LONGEST],
            }
            for spot, start, end in zip(spots, starts, ends, strict=True)
        ]

    def remove(self, paths: Iterable[str]) -> list[Step]:
        """Take steps away; answers them."""
        spots = self.at(paths)
        steps = [spot.step for spot in spots]
        for spot in reversed(spots):
            del spot.body[spot.number]
        return steps

    def insert(self, yaml: str, section: str, after: str) -> list[Step]:
        """Put the steps of a text behind the step at an address, or first in a section, or (empty) last in it."""
        said = listed(yaml)
        steps = self.read(said.steps)
        body, number = self._place(section, after)
        body[number:number] = steps
        if said.text and not self._as_json and (beside := put_beside(self._text, said.text, len(steps), self._catalog)):
            self._text, address = beside
            self._before |= {id(spot.step): spot.address for spot in _inside(address, steps)}
        return steps

    def move(self, paths: list[str], to: str) -> list[Step]:
        """Gather steps, in this order, at the place of the one at ``to``, which is one of them."""
        spots = {spot.address: spot.step for spot in self.at(paths)}
        steps = [spots[path] for path in dict.fromkeys(paths) if path in spots]
        anchor = next(spot for spot in self.at([to]))
        mark = Unknown(anchor.step.place, "", {})
        anchor.body.insert(anchor.number, mark)
        self._drop(steps)
        number = next(at for at, step in enumerate(anchor.body) if step is mark)
        anchor.body[number : number + 1] = steps
        return steps

    def shift(self, paths: list[str], by: int) -> list[Step]:
        """Move steps of one list over the one above them (-1) or below them (1)."""
        spots = self.at(paths)
        body, steps = spots[0].body, [spot.step for spot in spots]
        if any(spot.body is not body for spot in spots):
            raise NotBlocks(gettext("Steps of different blocks can't be moved up or down together."))
        first, last = spots[0].number, spots[-1].number
        if (by < 0 and first == 0) or (by > 0 and last == len(body) - 1):
            return steps
        others = [step for step in body if not any(step is one for one in steps)]
        at = first - 1 if by < 0 else last + 2 - len(steps)
        body[:] = [*others[:at], *steps, *others[at:]]
        return steps

    def read(self, said: list[Any]) -> list[Step]:
        """Plain data as steps; NotBlocks says kindly that it is something else."""
        known = {name: [*function.params] for name, function in self.flow.functions.items()}
        try:
            steps = Pieces(self._catalog, known).body(said, MAIN)
        except NotUnderstood as error:
            raise NotBlocks(gettext("That can't be pasted as steps. {reason}", reason=error)) from None
        if all(isinstance(step, Unknown) for step in steps):
            raise NotBlocks(gettext(NO_STEPS))
        return steps

    def saved(self, flow: Flow | None = None) -> str:
        """The text as it is now. What did not change keeps every byte, and comments go with their steps."""
        self._tidy()
        origins = {spot.address: self._before[id(spot.step)] for spot in self.spots() if id(spot.step) in self._before}
        return save(self._text, flow or self.flow, origins, self._catalog, self._as_json)

    def addresses(self, steps: Iterable[Step]) -> list[str]:
        """Where steps are now."""
        wanted = {id(step) for step in steps}
        return [spot.address for spot in self.spots() if id(spot.step) in wanted]

    def _place(self, section: str, after: str) -> tuple[Body, int]:
        spot = next((spot for spot in self.spots() if spot.address == after), None)
        if spot is not None:
            return spot.body, spot.number + 1
        if section not in names_of_sections(self.flow):
            raise NotBlocks(gettext("There is no such section any more."))
        body = body_of_section(self.flow, section)
        return body, 0 if after == section else len(body)

    def _drop(self, steps: list[Step]) -> None:
        wanted = {id(step) for step in steps}
        for spot in reversed([*self.spots()]):
            if id(spot.step) in wanted:
                del spot.body[spot.number]

    def _tidy(self) -> None:
        """Let go of loose pieces of which nothing is left; the others keep their places."""
        flow = self.flow
        left = [at for at, piece in enumerate(flow.drafts) if piece.do is None or piece.do]
        places = {f"drafts/{at}": f"drafts/{now}" for now, at in enumerate(left)}
        flow.layout = {
            places.get(key, key): said
            for key, said in flow.layout.items()
            if not key.startswith("drafts/") or key in places
        }
        flow.drafts = [flow.drafts[at] for at in left]


_LONGEST = 2_000


def _inside(path: str, body: Body) -> Iterator[Spot]:
    for number, step in enumerate(body):
        yield Spot(f"{path}/{number}", body, number)
        if isinstance(step, Block):
            for slot in step.definition.bodies:
                inner: Any = step.slots.get(slot.key)
                if inner:
                    yield from _inside(f"{path}/{number}/{slot.key}", inner)
