"""Blockloom: a visual no-code runtime. The front door: import from here.

>>> program = read_flow("flow: 1\\ndo:\\n- return: =6 * 7\\n", catalog())
>>> run_flow(program, doors=Doors()).result
42
"""

from __future__ import annotations

from functools import cache

from blockloom import blocks
from blockloom.runtime import (
    BlockloomError,
    Catalog,
    Doors,
    Event,
    Finding,
    FlowError,
    Limits,
    NotRunnable,
    Outcome,
    Program,
    SettingsError,
    StepTrace,
    StopSignal,
    coerce_inputs,
    python_of,
    read_flow,
    run_flow,
    run_tests,
    schema,
)
from blockloom.runtime.catalog import with_packs
from blockloom.runtime.play import play

__all__ = [
    "BlockloomError",
    "Catalog",
    "Doors",
    "Event",
    "Finding",
    "FlowError",
    "Limits",
    "NotRunnable",
    "Outcome",
    "Program",
    "SettingsError",
    "StepTrace",
    "StopSignal",
    "catalog",
    "coerce_inputs",
    "play",
    "python_of",
    "read_flow",
    "run_flow",
    "run_tests",
    "schema",
]


@cache
def catalog() -> Catalog:
    """The installed blocks: our own, and those of packs. SettingsError if a pack that was named can't be used."""
    return with_packs(Catalog.of(blocks.modules()))
