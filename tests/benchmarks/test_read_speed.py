"""What it costs to read, check and compile 5,000 blocks: ``pytest -s tests/benchmarks/test_read_speed.py``.

Each side runs in turns with the other in one process; what counts is the ratio of their CPU time within a round. The
tests stop only at four times what was measured when they were written, since other work must not turn them red.
"""

from __future__ import annotations

import ast
import statistics
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest
import yaml

from blockloom import Doors, catalog, read_flow, run_flow
from blockloom.runtime.compile import PLAIN, compile_flow, module
from blockloom.runtime.context import SystemClock
from blockloom.runtime.garbage import without_collecting
from blockloom.runtime.library import FlowLibrary
from blockloom.runtime.schema import schema
from tests.benchmarks.big_flow import big_flow

WARM = 2
TEXT = big_flow()


def cpu(work: Callable[[], Any]) -> float:
    """The seconds of CPU time that this takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def ratio(ours: Callable[[], Any], other: Callable[[], Any], rounds: int) -> float:
    """How many times the CPU time of the other side ours takes."""
    pairs = [(cpu(other), cpu(ours)) for _ in range(rounds + WARM)]
    return statistics.median(own / theirs for theirs, own in pairs[WARM:])


def read_and_compile() -> None:
    assert read_flow(TEXT, catalog()).code(PLAIN)


def test_from_the_text_to_code(rounds: int) -> None:
    found = ratio(read_and_compile, lambda: yaml.load(TEXT, yaml.CSafeLoader), rounds)
    print(f"\nreading, checking and compiling: {found:.2f} times CSafeLoader alone (aim 1.5)")
    assert found < 30


def test_compiling_beside_python(monkeypatch: pytest.MonkeyPatch, rounds: int) -> None:
    program = read_flow(TEXT, catalog())
    flow, facts, trees = program.runnable(), program.facts, list[ast.AST]()
    monkeypatch.setattr(module, "check_tree", trees.append)
    compile_flow(flow, facts, PLAIN)
    monkeypatch.undo()
    tree: Any = trees[0]
    ours = without_collecting(compile_flow)  # as Program.code has it
    found = ratio(lambda: ours(flow, facts, PLAIN), lambda: compile(tree, "flow", "exec"), rounds)
    print(f"\ncompiling: {found:.2f} times Python's compile() of the finished tree (aim 2.5)")
    assert found < 25


def test_the_shape_beside_json(rounds: int) -> None:
    validator = jsonschema_rs.validator_for(schema(catalog()))
    twin = orjson.dumps(yaml.load(TEXT, yaml.CSafeLoader))
    data = orjson.loads(twin)
    assert validator.is_valid(data) and not validator.is_valid({**data, "do": [{"nothing_like_it": {}}]})
    found = ratio(lambda: validator.is_valid(data), lambda: orjson.loads(twin), rounds)
    print(f"\nchecking the shape: {found:.2f} times orjson.loads of the JSON twin (aim 3)")
    assert found < 50


def test_from_memory(tmp_path: Path) -> None:
    library = FlowLibrary(tmp_path, tmp_path, catalog())
    library.check(TEXT, "big.flow.yaml").code(PLAIN)
    found = statistics.median(cpu(lambda: library.check(TEXT, "big.flow.yaml").code(PLAIN)) for _ in range(50))
    print(f"\ncode that is in memory: {found * 1e3:.3f} ms (aim 1)")
    assert found < 0.004


def test_memory() -> None:
    read_and_compile()
    tracemalloc.start()
    try:
        program = read_flow(TEXT, catalog())
        kept, peak = tracemalloc.get_traced_memory()
        program.code(PLAIN)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    blocks = sum(1 for _ in program.runnable().blocks())
    read, way, until = (size / 2**20 for size in (kept, peak, most))
    print(f"\n{blocks} blocks: {read:.1f} MiB once read, at most {way:.1f} on the way, {until:.1f} until compiled")
    assert blocks >= 5_000 and until < 200


STARTED = "flow: 1\ndo:\n- now: {}\n" + "".join(f"- set: v{number}\n  to: {number}\n" for number in range(19))


class Started(SystemClock):
    """A clock that notes when it was first asked: the first block has begun."""

    def now(self) -> int:
        self.asked = time.perf_counter()
        return 0


def test_starting_twenty_blocks() -> None:
    program, clock, starts, runs = read_flow(STARTED, catalog()), Started(), list[float](), list[float]()
    doors = Doors(clock=clock)
    for _ in range(5_000):
        begun = time.perf_counter()
        run_flow(program, doors=doors)
        runs.append(time.perf_counter() - begun)
        starts.append(clock.asked - begun)
    start, whole = statistics.median(starts), statistics.median(runs)
    print(
        f"\na flow of 20 blocks, from memory: starts within {start * 1e6:.1f} µs (aim 5), has run in {whole * 1e6:.1f}"
    )
    assert start < 20e-6 and whole < 60e-6
