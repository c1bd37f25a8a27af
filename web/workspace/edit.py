"""Edited blocks → the flow's text, changed where the blocks changed and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from blockloom.runtime import read_flow
from blockloom.runtime.catalog import Catalog
from blockloom.runtime.format import NotUnderstood, Pieces
from blockloom.runtime.model import Flow, Function
from blockloom.runtime.write import save
from blockloom.web.words import gettext
from blockloom.web.workspace.functions import call_otherwise, check_name
from blockloom.web.workspace.loose import NOWHERE, LoosePieces
from blockloom.web.workspace.sections import MAIN, names_of_sections
from blockloom.web.workspace.take import Taker
from blockloom.web.workspace.wire import FUNCTION, START, Node, NotBlocks, Sheet


@dataclass(frozen=True, slots=True)
class Edited:
    """The text with the edit made, the section's address now, and the address of every block of the sheet."""

    text: str
    section: str
    places: dict[str, str]


def edited(text: str, flow: Flow, section: str, sheet: Sheet, catalog: Catalog, as_json: bool = False) -> Edited:
    """The text of ``flow`` with the blocks of a sheet in the place of one section.

    NotBlocks for blocks that no flow can hold; NotWritable and Unreadable as ``save`` says.
    """
    edit = _Edit(flow, section, sheet, catalog)
    try:
        new = edit.flow()
    except NotUnderstood as error:
        raise NotBlocks(*edit.blamed(error)) from None
    if edit.section != section:
        new = edit.renamed(new, read_flow(text, catalog, "a.flow.json" if as_json else "a.flow.yaml").flow or flow)
    return Edited(save(text, new, edit.origins(), catalog, as_json), edit.section, edit.places)


class _Edit:
    def __init__(self, flow: Flow, section: str, sheet: Sheet, catalog: Catalog) -> None:
        if section not in names_of_sections(flow):
            raise NotBlocks(gettext("There is no such section any more."))
        self._old, self._was, self._sheet = flow, section, sheet
        self._taker = Taker(sheet, catalog)
        self.places = self._taker.places
        self._hat = _hat(sheet, START if section == MAIN else FUNCTION)
        name = self._hat.extra.get("name")
        self.section = section if section == MAIN else f"functions/{name}"
        if self.section != section:
            check_name(str(name), flow, catalog)
        self._params = _declarations(self._hat, "inputs" if section == MAIN else "params")
        known = {name: [*one.params] for name, one in flow.functions.items()}
        known |= {self._name: [*self._params]} if section != MAIN else {}
        self._pieces = Pieces(catalog, known)
        self._loose = LoosePieces(flow, section, self.section, sheet)

    @property
    def _name(self) -> str:
        """The function's name, empty for the main stack."""
        return self.section.partition("/")[2]

    def flow(self) -> Flow:
        """The flow with the section as the blocks have it."""
        self.places[self._hat.id] = self.section
        path = self.section if self._was == MAIN else f"{self.section}/do"
        body = self._pieces.body(self._taker.steps(self._hat.next, path), path)
        self._loose.take([top for top in self._sheet.tops if top.id != self._hat.id], self._taker, self._pieces)
        new = replace(self._old, drafts=self._loose.pieces, layout=self._layout())
        if self._was == MAIN:
            new.do = body
            new.inputs = self._pieces.inputs(self._params, "inputs")
            new.when = self._pieces.triggers(_triggers(self._hat))
        else:
            params = self._pieces.inputs(self._params, f"{self.section}/params")
            new.functions = {**self._old.functions, self._was[10:]: Function(self._name, params, body, NOWHERE)}
        return new

    def renamed(self, new: Flow, fresh: Flow) -> Flow:
        """The same flow, the function called by its new name everywhere. ``fresh`` is the old one, to be changed."""
        was = self._was.partition("/")[2]
        mine = new.functions[was]
        functions = {(self._name if name == was else name): one for name, one in fresh.functions.items()}
        drafts = [
            fresh.drafts[int(self._loose.moved[path].partition("/")[2])] if path in self._loose.moved else piece
            for path, piece in ((f"drafts/{number}", piece) for number, piece in enumerate(new.drafts))
        ]
        renamed = replace(fresh, functions=functions | {self._name: mine}, drafts=drafts, layout=new.layout)
        call_otherwise(renamed, was, self._name)
        return renamed

    def origins(self) -> _Origins:
        """What knows the old address of each step that was in the old text."""
        mine = {self.places[id]: place for id, place in self._sheet.places.items() if id in self.places}
        return _Origins(self.section, mine, self._loose.moved)

    def _layout(self) -> dict[str, Any]:
        """Where things lie. Of the hat only what was said before, so that a file says no more than it has to."""
        kept = {key: said for key, said in self._old.layout.items() if not key.startswith("drafts/")}
        if self.section != self._was and self._was in kept:
            kept[self.section] = kept.pop(self._was)
        return kept | self._loose.layout

    def blamed(self, error: NotUnderstood) -> tuple[str, str]:
        """The message, and the block that it is about: the one at the address or the nearest around it."""
        path = error.findings[0].path if error.findings else ""
        ids = {place: id for id, place in self.places.items()}
        while path and path not in ids:
            path = path.rpartition("/")[0]
        return error.args[0], ids.get(path, self._hat.id)


@dataclass(frozen=True, slots=True)
class _Origins:
    """``mine`` has the old addresses of what stands in the section; loose pieces of others may have ``moved`` up, all
    else stays where it was."""

    section: str
    mine: Mapping[str, str]
    moved: Mapping[str, str]

    def get(self, address: str, /) -> str | None:
        words = address.split("/")
        piece = "/".join(words[:2])
        if piece in self.moved:
            return "/".join([self.moved[piece], *words[2:]])
        elsewhere = words[0] != "drafts" and not address.startswith(f"{self.section}/")
        return address if elsewhere else self.mine.get(address)


def _hat(sheet: Sheet, type: str) -> Node:
    hats = [sheet.nodes[top.id] for top in sheet.tops if sheet.nodes[top.id].type in (START, FUNCTION)]
    if len(hats) != 1 or hats[0].type != type:
        raise NotBlocks(gettext("A section has exactly one hat."))
    return hats[0]


def _declarations(hat: Node, key: str) -> dict[str, Any]:
    """The inputs on a hat, as a file has them."""
    listed, said = hat.extra.get(key, []), dict[str, Any]()
    for one in listed if isinstance(listed, list) else [listed]:
        if not isinstance(one, dict) or not isinstance(one.get("name"), str):
            raise NotBlocks(gettext("An input needs a name."), hat.id)
        if one["name"] in said:
            raise NotBlocks(gettext('Two inputs are called "{name}".', name=one["name"][:40]), hat.id)
        said[one["name"]] = {word: one[word] for word in ("type", "default") if word in one}
    return said


def _triggers(hat: Node) -> list[Any]:
    found = hat.extra.get("when", [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise NotBlocks(gettext("What starts a flow is a list."), hat.id)
    return [{str(one.get("kind")): one.get("settings")} for one in found]
