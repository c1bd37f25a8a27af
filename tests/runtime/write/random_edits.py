"""Random edits of a flow, such as the visual editor makes them: on the blocks, remembering which step was which."""

from __future__ import annotations

from random import Random

from blockloom import catalog
from blockloom.runtime.findings import Place
from blockloom.runtime.model import Block, Body, Flow, Input, Literal, Step
from tests.runtime.write.support import random_flow

NOWHERE = Place(1, 1)


class Editor:
    """Edits a flow in place. ``old`` has the steps that it had."""

    def __init__(self, flow: Flow, random: Random) -> None:
        self.flow, self.random = flow, random
        self.old = {id(step): step for step, _ in addressed(flow)}

    def edit(self) -> str:
        """One edit; answers its name."""
        edits = [self.delete, self.move, self.move, self.insert, self.change, self.note, self.wrap, self.top]
        edit = self.random.choice(edits)
        edit()
        return edit.__name__

    def origins(self) -> dict[str, str]:
        """The old addresses of the steps by their new ones."""
        return {address: step.place.path for step, address in addressed(self.flow) if id(step) in self.old}

    def spot(self) -> tuple[Body, int] | None:
        found = [(body, at) for body in bodies(self.flow) for at in range(len(body))]
        return self.random.choice(found) if found else None

    def delete(self) -> None:
        if (spot := self.spot()) is not None:
            del spot[0][spot[1]]

    def move(self) -> None:
        if (spot := self.spot()) is not None:
            step = spot[0].pop(spot[1])
            self.put(step)

    def insert(self) -> None:
        """A step of another flow, with those of its functions that are missing here."""
        other = random_flow(self.random.randint(0, 999))
        for name, function in other.functions.items():
            self.flow.functions.setdefault(name, function)
        self.put(self.random.choice(other.do))

    def put(self, step: Step) -> None:
        body = self.random.choice(list(bodies(self.flow)))
        body.insert(self.random.randint(0, len(body)), step)

    def wrap(self) -> None:
        if (spot := self.spot()) is not None:
            body, at = spot
            steps, body[at:] = body[at:], []
            body.append(Block(NOWHERE, catalog()["if"], {"test": Literal(NOWHERE, True), "then": steps}))

    def change(self) -> None:
        if (spot := self.spot()) is not None and isinstance(step := spot[0][spot[1]], Block):
            keys = [slot.key for slot in step.definition.slots if slot.shape in ("value", "lazy")]
            if keys:
                step.slots[self.random.choice(keys)] = Literal(
                    NOWHERE, self.random.choice([7, "tea", "=no", "a: b", None])
                )

    def note(self) -> None:
        if (spot := self.spot()) is not None and isinstance(step := spot[0][spot[1]], Block):
            step.note = self.random.choice([None, "new", "two\nlines"])
            step.disabled = self.random.random() < 0.3

    def top(self) -> None:
        flow = self.flow
        match self.random.randint(1, 10):
            case 1:
                flow.name = "another"
            case 2:
                flow.description = "What it does: nothing"
            case 3:
                flow.inputs["more"] = Input("more", "text")
            case 4:
                flow.inputs.clear()
            case 5:
                flow.functions.pop("spare", None)
            case 6:
                flow.layout["do"] = [1, 2]
            case 8:
                number = self.random.randint(0, 1)
                del flow.when[number : number + 1]
            case 9:
                flow.drafts.reverse()
            case 10:
                del flow.drafts[:1]
            case 7:
                del flow.tests[: self.random.randint(1, 2)]


def bodies(flow: Flow) -> list[Body]:
    """Every body of steps."""
    found = [flow.do, *(function.do for function in flow.functions.values())]
    for body in found:
        for step in body:
            if isinstance(step, Block):
                found += [content for content in step.slots.values() if isinstance(content, list)]
    return found


def addressed(flow: Flow) -> list[tuple[Step, str]]:
    """Every step with the address that it has now."""
    todo = [(flow.do, "do"), *((one.do, f"functions/{name}/do") for name, one in flow.functions.items())]
    todo += [(one.do, f"drafts/{at}/do") for at, one in enumerate(flow.drafts) if one.do is not None]
    found = []
    for body, path in todo:
        for at, step in enumerate(body):
            found.append((step, f"{path}/{at}"))
            slots = step.slots if isinstance(step, Block) else {}
            todo += [(one, f"{path}/{at}/{key}") for key, one in slots.items() if isinstance(one, list)]
    return found
