"""Sheets for the tests, sent over the wire and back as the page does it, and edits on them as a person makes them."""

from __future__ import annotations

import json
from collections.abc import Collection
from random import Random
from typing import Any

from blockloom import catalog
from blockloom.runtime.format import read_lately
from blockloom.runtime.model import Flow
from blockloom.web.workspace import Sheet, edited, sheet, shown
from blockloom.web.workspace.edit import Edited
from blockloom.web.workspace.wire import Node, Top


def flow_of(text: str) -> Flow:
    """A flow with nothing missing, read once for all who ask, as by the server; whether it makes sense does not matter
    here."""
    _, flow, findings = read_lately(text, catalog())
    assert flow is not None and not flow.partial, [finding.told("made.flow.yaml") for finding in findings]
    return flow


def sent(text: str, section: str = "do", opened: Collection[str] = ()) -> Sheet:
    """The blocks of a section, as they come back from a page that changed nothing."""
    said: dict[str, Any] = json.loads(json.dumps(shown(flow_of(text), section, opened).as_dict()))
    return sheet(said["blocks"], said["tops"], said["places"])


def put(text: str, blocks: Sheet, section: str = "do") -> Edited:
    return edited(text, flow_of(text), section, blocks, catalog())


class Hand:
    """Edits a sheet at random.

    ``touched`` are the addresses of the steps whose own text has to change, ``gone`` is that of one that was deleted.
    """

    def __init__(self, blocks: Sheet, random: Random) -> None:
        self.blocks, self.random = blocks, random
        self.touched: set[str] = set()
        self.gone = ""
        self.made = 0

    def edit(self) -> str:
        edits = [self.type, self.note, self.disable, self.delete, self.move, self.insert, self.pull_out]
        edit = self.random.choice(edits)
        edit()
        return edit.__name__

    def steps(self) -> list[Node]:
        hats = {top.id for top in self.blocks.tops if self.blocks.nodes[top.id].type in ("start", "function")}
        return [node for node in self.blocks.nodes.values() if node.step and node.id not in hats]

    def touch(self, node: Node) -> None:
        """The step that a block is or stands in is changed."""
        while not node.step:
            found = [one for one in self.blocks.nodes.values() if node.id in one.inputs.values()]
            if not found:
                return
            node = found[0]
        self.touched.add(self.blocks.places.get(node.id, ""))

    def type(self) -> None:
        pills = [node for node in self.blocks.nodes.values() if node.type == "pill" and node.extra["kind"] == "text"]
        if pills:
            pill = self.random.choice(pills)
            pill.fields["VALUE"] = self.random.choice(["another", "=1 + n", "Hello ${n}", "a: b", "# no", "=broken +"])
            self.touch(pill)

    def note(self) -> None:
        if steps := [node for node in self.steps() if node.type != "unknown"]:
            step = self.random.choice(steps)
            step.extra["note"] = "written by hand"
            self.touch(step)

    def disable(self) -> None:
        if steps := [node for node in self.steps() if node.type != "unknown"]:
            step = self.random.choice(steps)
            step.extra["disabled"] = True
            self.touch(step)

    def delete(self) -> None:
        if steps := self.steps():
            step = self.random.choice(steps)
            self.gone = self.blocks.places.get(step.id, "")
            self.unhang(step)
            self.forget(step.id)

    def move(self) -> None:
        if steps := self.steps():
            step = self.random.choice(steps)
            self.unhang(step)
            self.hang_below(step)

    def insert(self) -> None:
        self.made += 1
        step, pill = Node(f"new{self.made}", "print", True), Node(f"pill{self.made}", "pill", extra={"kind": "text"})
        pill.fields["VALUE"], step.inputs["value"] = "new", pill.id
        self.blocks.nodes |= {step.id: step, pill.id: pill}
        self.hang_below(step)

    def pull_out(self) -> None:
        """A step of no loop or choice becomes a loose piece."""
        if steps := [step for step in self.steps() if step.type != "case"]:
            step = self.random.choice(steps)
            self.unhang(step)
            self.blocks.tops.append(Top(step.id, (300.4, 20)))

    def unhang(self, step: Node) -> None:
        """Take a step out of its stack, which closes."""
        for node in self.blocks.nodes.values():
            if node.next == step.id:
                node.next = step.next
            for key in [key for key, id in node.inputs.items() if id == step.id]:
                if step.next is None:
                    del node.inputs[key]
                else:
                    node.inputs[key] = step.next
        tops = [top for top in self.blocks.tops if top.id != step.id]
        was_top = any(top.id == step.id for top in self.blocks.tops)
        self.blocks.tops = tops + ([Top(step.next)] if was_top and step.next is not None else [])
        step.next = None

    def hang_below(self, step: Node) -> None:
        """Put a step below another one that is not inside it, cases below cases."""
        inside = self.inside(step.id)
        case = step.type == "case"
        places = [n for n in self.blocks.nodes.values() if n.step and n.id not in inside and (n.type == "case") is case]
        above = self.random.choice(places) if places else None
        if above is None:
            self.forget(step.id)
        else:
            step.next, above.next = above.next, step.id

    def inside(self, id: str) -> set[str]:
        found, todo = set[str](), [id]
        while todo:
            found.add(one := todo.pop())
            node = self.blocks.nodes[one]
            todo += [*node.inputs.values(), *([node.next] if node.next else [])]
        return found

    def forget(self, id: str) -> None:
        for one in self.inside(id):
            del self.blocks.nodes[one]
