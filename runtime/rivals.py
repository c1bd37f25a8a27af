"""Flows that one and the same request or event would start. Only the first of them answers; no flow file knows of the
others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from blockloom.runtime.findings import Place
from blockloom.runtime.model import Trigger
from blockloom.runtime.program import Program

ANSWERED = ("http", "event")
"""The kinds of triggers whose caller waits for an answer, and so for one flow's."""


class Rivals(NamedTuple):
    """What starts several flows (``POST /orders``, ``event order.placed``), and each of them with the place where it
    says so; the first one answers."""

    what: str
    flows: list[tuple[Program, Place]]


def is_called(program: Program) -> bool:
    """Whether a request or an event may start the flow."""
    return program.flow is not None and any(trigger.kind in ANSWERED for trigger in program.flow.when)


def rivals(programs: Iterable[Program]) -> list[Rivals]:
    """Every trigger that several flows have. ``programs`` come in the order in which they are asked: a library's."""
    started: dict[str, list[tuple[Program, Place]]] = {}
    for program in programs:
        for trigger in program.flow.when if program.flow else []:
            if trigger.kind in ANSWERED:
                started.setdefault(_words(trigger), []).append((program, trigger.place))
    return [Rivals(what, flows) for what, flows in started.items() if len({id(program) for program, _ in flows}) > 1]


def _words(trigger: Trigger) -> str:
    settings = trigger.settings
    if trigger.kind == "event":
        return f"event {settings.get('name', '')}"
    return f"{settings.get('method', '')} {settings.get('path', '')}"
