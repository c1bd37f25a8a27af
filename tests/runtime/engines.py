"""Four ways to run a flow, each telling how it ended in the same words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from blockloom import Doors, Event, FlowError, Program, catalog, python_of, read_flow, run_flow
from blockloom.runtime import FixedClock
from blockloom.runtime.context import FlowsDoor, entered, here
from blockloom.runtime.values import plain
from tests.outbox import Outbox
from tests.runtime.walker import Walker
from tests.stores import MemoryData


@dataclass
class Phone(Outbox):
    """A messaging door in memory with ids that can be foretold, so that engines can be compared."""

    registered: dict[str, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    made: int = 0
    statuses: dict[str, str] = field(default_factory=dict)

    def register(self, channels: list[Any], expiration: Any) -> dict[str, str]:
        if expiration is not None:
            raise FlowError(5004, "Invalid expiration date. The expiration date must be after the current time.")
        for name in channels or ["default"]:
            self.known.add(name)
            if name not in self.registered:
                self.made += 1
                self.registered[name] = f"ID-{self.made}"
        return {name: self.registered[name] for name in channels or ["default"]}

    def registrations(self) -> list[dict[str, Any]]:
        if not self.registered:
            raise FlowError(5000, "No device.")
        return [{"channels": sorted(self.registered)}]

    def cancel(self, channels: list[Any] | None) -> int:
        for name in list(self.registered) if channels is None else channels:
            self.registered.pop(name, None)
        return len(self.registered)

    def channels(self) -> list[str]:
        return sorted(self.known)


class Others(FlowsDoor):
    """Other flows in memory: each answers what it was given."""

    def find(self, name: str) -> Any:
        return read_flow(f"flow: 1\ninputs: {{x: {{default: 1}}}}\ndo:\n- return: [{name}, =x]\n", catalog())

    def run(self, name: str, inputs: dict[str, Any]) -> Any:
        outcome = run_flow(self.find(name), inputs, doors=here())
        if outcome.error is not None:
            raise FlowError(outcome.error["code"], f'{outcome.error["message"]} (flow "{name}", line 1)')
        return outcome.result


Ending = dict[str, Any]


def doors_of(say: Callable[[str], None]) -> Doors:
    """Doors of a world that is the same each time."""
    return Doors(Phone(), FixedClock(0), say=say, data=MemoryData(), flows=Others())


def compiled(program: Program) -> Ending:
    return _outcome(program)


def traced(program: Program) -> Ending:
    return _outcome(program, listener=lambda event: None)


def _outcome(program: Program, **options: Any) -> Ending:
    said: list[str] = []
    outcome = run_flow(program, doors=doors_of(said.append), **options)
    error = {key: value for key, value in outcome.error.items() if key != "line"} if outcome.error else None
    return {"result": outcome.result, "log": said, "error": error, "variables": outcome.variables}


def run_steps(program: Program) -> int:
    """How many steps the flow runs, each turn of a loop counted."""
    begun: list[Event] = []
    run_flow(
        program,
        doors=doors_of(lambda line: None),
        listener=begun.append,
    )
    return sum(event.kind == "step" for event in begun)


def walked(program: Program) -> Ending:
    flow = program.runnable()
    walker, said = Walker(flow), list[str]()
    result, error = None, None
    with entered(doors_of(said.append)):
        try:
            result = walker.run([said_.default for said_ in flow.inputs.values()])
        except FlowError as failure:
            error = failure.record()
    variables = {name: plain(value) for name, value in walker.env.items()}
    return {"result": result, "log": said, "error": error, "variables": variables}


def exported(program: Program) -> Ending:
    """The printed Python, run. It has no addresses, and its variables are its own."""
    space: dict[str, Any] = {"__name__": "exported"}
    exec(compile(python_of(program), "exported.py", "exec"), space)
    said: list[str] = []
    result, error = None, None
    with entered(doors_of(said.append)):
        try:
            result = plain(space["flow"]())
        except FlowError as failure:
            error = {**failure.record(), "path": ""}
    return {"result": result, "log": said, "error": error}
