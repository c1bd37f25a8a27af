"""Four ways to run a flow, each telling how it ended in the same words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from blockloom import Doors, Event, FlowError, Limits, Program, python_of, run_flow
from blockloom.runtime.context import entered
from blockloom.runtime.values import plain
from tests.runtime.walker import TooLong, Walker
from tests.runtime.world import doors

Ending = dict[str, Any]
World = Callable[[Callable[[str], None]], Doors]
"""Makes the doors of a world that is the same each time."""


def compiled(program: Program, world: World = doors) -> Ending:
    return _outcome(program, world)


def traced(program: Program, world: World = doors) -> Ending:
    return _outcome(program, world, listener=lambda event: None)


def _outcome(program: Program, world: World, **options: Any) -> Ending:
    said: list[str] = []
    outcome = run_flow(program, doors=world(said.append), **options)
    error = {key: value for key, value in outcome.error.items() if key != "line"} if outcome.error else None
    return {"result": outcome.result, "log": said, "error": error, "variables": outcome.variables}


def run_steps(program: Program) -> int:
    """How many steps the flow runs, each turn of a loop counted."""
    begun: list[Event] = []
    run_flow(program, doors=doors(), listener=begun.append)
    return sum(event.kind == "step" for event in begun)


def walked(program: Program, world: World = doors) -> Ending:
    """TooLong if the flow prints more than a run may: the walker has no limits of its own."""
    flow = program.runnable()
    walker, said = Walker(flow), list[str]()
    result, error = None, None
    with entered(world(said.append)):
        try:
            result = walker.run([said_.default for said_ in flow.inputs.values()])
        except FlowError as failure:
            error = failure.record()
    if sum(len(text) + 1 for text in said) > Limits().output:
        raise TooLong
    variables = {name: plain(value) for name, value in walker.env.items()}
    return {"result": result, "log": said, "error": error, "variables": variables}


def exported(program: Program, world: World = doors) -> Ending:
    """The printed Python, run. It has no addresses, and its variables are its own."""
    space: dict[str, Any] = {"__name__": "exported"}
    exec(compile(python_of(program), "exported.py", "exec"), space)
    said: list[str] = []
    result, error = None, None
    with entered(world(said.append)):
        try:
            result = plain(space["flow"]())
        except FlowError as failure:
            error = {**failure.record(), "path": ""}
    return {"result": result, "log": said, "error": error}
