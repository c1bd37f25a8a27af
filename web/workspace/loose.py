"""The loose pieces of a flow after one section was edited: which were there, which are new, and where they lie."""

from __future__ import annotations

from typing import Any

from blockloom.runtime.findings import Place
from blockloom.runtime.format import Pieces
from blockloom.runtime.model import Flow, Loose
from blockloom.web.workspace.sections import MAIN, drafts_of
from blockloom.web.workspace.take import Taker, kept_data
from blockloom.web.workspace.wire import UNKNOWN, Sheet, Top

NOWHERE = Place(1, 1)


class LoosePieces:
    """``pieces`` are all loose pieces, ``layout`` says where they lie; ``mine`` are the numbers of those that the sheet
    has, ``moved`` the old address of each other one by its new one."""

    def __init__(self, old: Flow, was: str, section: str, sheet: Sheet) -> None:
        self._old, self._section, self._sheet = old, section, sheet
        self._own = drafts_of(old, was)
        self.pieces: list[Loose] = []
        self.layout: dict[str, Any] = {}
        self.mine: list[int] = []
        self.moved: dict[str, str] = {}

    def take(self, tops: list[Top], taker: Taker, pieces: Pieces) -> None:
        """Read the loose blocks of the sheet; those of other sections stay as they are."""
        for one in self._in_order(tops):
            path = f"drafts/{len(self.pieces)}"
            if isinstance(one, int):
                self.moved[path] = f"drafts/{one}"
                self._lay(path, self._old.layout.get(f"drafts/{one}"))
                self.pieces.append(self._old.drafts[one])
            else:
                self.mine.append(len(self.pieces))
                self._lay(path, self._where(one))
                self.pieces.append(self._loose(one, path, taker, pieces))

    def _in_order(self, tops: list[Top]) -> list[int | Top]:
        """Old pieces in their order, then new ones."""
        known: dict[int, Top] = {}
        fresh: list[int | Top] = []
        for top in tops:
            number = self._number(top)
            if number in self._own and number not in known:
                known[number] = top
            else:
                fresh.append(top)
        order = [known.get(number) if number in self._own else number for number in range(len(self._old.drafts))]
        return [*(one for one in order if one is not None), *fresh]

    def _number(self, top: Top) -> int:
        """Which loose piece of the old text the blocks at the top were a part of; -1 for none."""
        for node in self._sheet.stack(top.id):
            words = self._sheet.places.get(node.id, "").split("/")
            if words[0] == "drafts" and len(words) > 1 and words[1].isdecimal():
                return int(words[1])
        return -1

    def _loose(self, top: Top, path: str, taker: Taker, pieces: Pieces) -> Loose:
        node = self._sheet.nodes[top.id]
        if node.type == UNKNOWN and not node.step and self._sheet.places.get(node.id, "").count("/") == 1:
            taker.places[node.id] = path
            return Loose(None, None, kept_data(node), NOWHERE)
        if node.step:
            return Loose(pieces.body(taker.steps(top.id, f"{path}/do"), f"{path}/do"), None, None, NOWHERE)
        value = pieces.value(taker.value(top.id, f"{path}/value"), f"{path}/value")
        return Loose(None, value, None, NOWHERE)

    def _where(self, top: Top) -> dict[str, Any]:
        home = {} if self._section == MAIN else {"in": self._section}
        return home | ({"at": [round(top.at[0]), round(top.at[1])]} if top.at is not None else {})

    def _lay(self, path: str, said: Any) -> None:
        if said:
            self.layout[path] = said
