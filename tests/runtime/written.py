"""Small flows written in a test: read, run without a word to the terminal, run in every engine."""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any

from blockloom import Catalog, Outcome, Program, blocks, catalog, read_flow, run_flow
from tests.runtime.engines import compiled, exported, traced, walked
from tests.runtime.world import doors

ENGINES = (walked, compiled, traced, exported)


def read(steps: str, head: str = "", *packs: ModuleType) -> Program:
    """The program of these steps; whether it is ``ok`` is for the test to say."""
    return read_flow(f"flow: 1\n{head}do:\n{steps}", _installed(packs) if packs else catalog())


@cache
def _installed(packs: tuple[ModuleType, ...]) -> Catalog:
    return Catalog.of([*blocks.modules(), *packs])


def sound(steps: str, head: str = "", *packs: ModuleType) -> Program:
    """The program of steps in which nothing is wrong."""
    program = read(steps, head, *packs)
    assert program.ok, [finding.told("flow") for finding in program.findings]
    return program


def run(program: Program, inputs: dict[str, Any] | None = None, **options: Any) -> Outcome:
    return run_flow(program, inputs, doors=doors(), **options)


def same_everywhere(program: Program) -> dict[str, Any]:
    """How the program ends, which all engines have to agree on."""
    wanted, *others = [engine(program) for engine in ENGINES]
    for engine, found in zip(ENGINES[1:], others, strict=True):
        without_path = engine is exported and wanted["error"] is not None
        expected = {**wanted, "error": {**wanted["error"], "path": ""}} if without_path else wanted
        assert found == {key: expected[key] for key in found}, engine.__name__
    return wanted
