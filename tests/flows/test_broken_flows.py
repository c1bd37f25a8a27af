"""The examples, broken at random, taken through everything that can be done with a file: nothing crashes or hangs.

What is left of them is mended, and whatever can still run is shown as Python and run. ``--audit`` does so with 10,000,
in twenty pieces that can be asked for one by one (the number in brackets behind the test's name).
"""

from __future__ import annotations

import ast
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest

from blockloom import Limits, Program, catalog, python_of, read_flow, run_flow
from blockloom.runtime.mending import mend
from tests.runtime.format.breaking import broken
from tests.runtime.world import doors

PIECE, PIECES = 500, 20
LIMITS = Limits(steps=2_000, seconds=2)
PATIENCE = 8.0


@dataclass
class Seen:
    """How often what happened."""

    ends: Counter[str] = field(default_factory=Counter)
    mended: int = 0


def take_through(seed: int, seen: Seen) -> None:
    text, name = broken(seed)
    started = time.perf_counter()
    program = read_flow(text, catalog(), name)
    found = mend(program, lambda text: read_flow(text, catalog(), name))
    seen.mended += len(found.made)
    assert len(found.program.errors) <= len(program.errors) or program.flow is None, f"seed {seed}"
    seen.ends[run(program)] += 1
    if found.made:
        run(found.program)
    assert time.perf_counter() - started < PATIENCE, f"seed {seed} takes too long"


def run(program: Program) -> str:
    """How a flow ends, ``wrong`` if it can't start."""
    if not program.ok:
        return "wrong"
    ast.parse(python_of(program))
    outcome = run_flow(program, doors=doors(), limits=LIMITS)
    assert outcome.status != "error" or outcome.error is not None and outcome.error["message"]
    return outcome.status


EACH = [0, *(pytest.param(piece, marks=pytest.mark.audit) for piece in range(1, PIECES))]


@pytest.mark.parametrize("piece", EACH)
def test_a_broken_example_neither_crashes_nor_hangs(piece: int) -> None:
    seen = Seen()
    for seed in range(piece * PIECE, (piece + 1) * PIECE):
        take_through(seed, seen)
    assert min(seen.ends["wrong"], seen.ends["ok"]) > 20 and seen.mended > 20, seen
