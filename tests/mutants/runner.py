"""Tries mutants inside one pytest session: each in a forked process of its own, against the tests that reach its line.

A function is changed by giving it other code, so nothing is imported or collected twice.
"""

from __future__ import annotations

import gc
import json
import time
from collections import defaultdict
from functools import partial
from pathlib import Path
from random import Random
from types import CodeType, FunctionType
from typing import Any

import coverage
import pytest

from tests.mutants.children import Tell, child, limit
from tests.mutants.sample import PACKAGES, RUNTIME, Mutant, sample
from tests.runtime.test_engines import difference, is_short, random_program

PATIENCE = 3.0
"""Seconds of computing that a test may take to be asked; tenfold, a mutant doesn't end."""
FLOWS = 12
"""Random flows on which all engines have to agree, where no test objected."""

Reached = dict[str, list[tuple[int, list[int]]]]
"""File → each line that is run, with the numbers of the tests that run it, quickest first."""
Functions = dict[tuple[str, str, int], list[FunctionType]]
"""File, qualified name and first line → the functions in memory, at least one."""
Changed = list[tuple[list[FunctionType], CodeType]]
"""Functions in memory, and the code that they get."""


class Runner:
    """A pytest plugin that tries each mutant instead of running the tests once."""

    def __init__(self, results: Path, count: int, seed: int) -> None:
        self.results, self.count, self.seed = results, count, seed
        self.failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed = self.failed or report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = [item for item in session.items if item.get_closest_marker("timed") is None]
        reached = self._reached(items)
        functions = _functions()
        gc.freeze()
        done = {Mutant(*record["mutant"]) for record in records(self.results)}
        for mutant in sample(self.count, self.seed):
            if mutant not in done:
                changed = [(functions[mutant.file, *place], code) for place, code in mutant.functions().items()]
                before = [numbers for line, numbers in reached[mutant.file] if line <= mutant.line]
                asked = [items[number] for number in (before[-1] if before else [])]
                killer = child(partial(self._try, mutant, asked, changed))
                self._note(mutant, killer, len(asked))
        return True

    def _reached(self, items: list[pytest.Item]) -> Reached:
        known = self.results.with_suffix(".reached.json")
        if not known.exists():
            known.write_text(child(lambda tell: tell(json.dumps(self._reach(items)))))
        reached: Reached = json.loads(known.read_text())
        return reached

    def _reach(self, items: list[pytest.Item]) -> Reached:
        """Run every test once and see which lines it reaches; those that fail or are slow are not asked later."""
        seen = coverage.Coverage(data_file=None, include=[f"*/runtime/{package}/*" for package in PACKAGES])
        seen.start()
        seconds: dict[int, float] = {}
        for number, item in enumerate(items):
            seen.switch_context(str(number))
            started = time.process_time()
            if self._passes(item, 100 * PATIENCE) and time.process_time() - started < PATIENCE:
                seconds[number] = time.process_time() - started
        seen.stop()
        found: Reached = {}
        for file in map(Path, seen.get_data().measured_files()):
            if file.resolve().is_relative_to(RUNTIME):
                lines = seen.get_data().contexts_by_lineno(str(file))
                found[str(file.resolve().relative_to(RUNTIME))] = [
                    (line, sorted(seconds.keys() & {int(name) for name in names if name}, key=seconds.__getitem__))
                    for line, names in sorted(lines.items())
                ]
        return found

    def _try(self, mutant: Mutant, asked: list[pytest.Item], changed: Changed, tell: Tell) -> None:
        for functions, code in changed:
            for function in functions:
                function.__code__ = code.replace(co_filename=function.__code__.co_filename)
        objection = next((item.nodeid for item in asked if not self._passes(item)), "")
        if not objection and not mutant.file.startswith("format/"):
            limit(20 * PATIENCE)
            objection = next((f"random flow {seed}" for seed in range(FLOWS) if _differs(seed)), "")
        tell(objection)

    def _passes(self, item: pytest.Item, seconds: float = 10 * PATIENCE) -> bool:
        self.failed = False
        limit(seconds)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        return not self.failed

    def _note(self, mutant: Mutant, killer: str, asked: int) -> None:
        record = {"mutant": mutant, "killer": killer, "asked": asked, "change": mutant.told()}
        with self.results.open("a") as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def records(results: Path) -> list[dict[str, Any]]:
    """What was noted of each mutant tried; an empty killer is a survivor."""
    return [json.loads(line) for line in results.read_text().splitlines()] if results.exists() else []


def _differs(seed: int) -> bool:
    try:
        program = random_program(Random(seed))[1]
        return program.ok and is_short(program) and difference(program) is not None
    except Exception:
        return True


def _functions() -> Functions:
    found: Functions = defaultdict(list)
    gc.unfreeze()  # what is frozen is not among the objects
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType):
            code = thing.__code__
            path = Path(code.co_filename)
            if path.parent.name in PACKAGES and path.resolve().is_relative_to(RUNTIME):
                file = str(path.resolve().relative_to(RUNTIME))
                found[file, code.co_qualname, code.co_firstlineno].append(thing)
    return dict(found)
