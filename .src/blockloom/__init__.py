"""Blockloom: a visual no-code runtime. The front door: import from here.

>>> from blockloom import Doors, catalog, read_flow, run_flow
>>> program = read_flow("flow: 1\\ndo:\\n- return: =6 * 7\\n", catalog())
>>> run_flow(program, doors=Doors()).result
42
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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


_ELSEWHERE = {"play": "blockloom.runtime.play"}


def __getattr__(name: str) -> Any:
    """What is asked for, loaded by then: the command line has to be able to say that it was stopped before that."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_ELSEWHERE.get(name, "blockloom.runtime")), name)
    return found


@cache
def catalog() -> Catalog:
    """The installed blocks: our own, and those of packs. SettingsError if a pack that was named can't be used."""
    from blockloom import blocks
    from blockloom.runtime.catalog import Catalog, with_packs

    return with_packs(Catalog.of(blocks.modules()))
