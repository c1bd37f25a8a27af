"""Every example flow: it reads without a finding, its own tests hold, and every engine gives the same result."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from blockloom import Program, catalog, read_flow, run_tests
from tests.runtime.engines import compiled, exported, traced, walked

FOLDER = Path(__file__).parents[2] / "flows"
FLOWS = sorted(path for path in FOLDER.iterdir() if path.name.endswith((".flow.yaml", ".flow.json")))
EACH = pytest.mark.parametrize("path", FLOWS, ids=[path.name.partition(".")[0] for path in FLOWS])


def read(path: Path) -> Program:
    return read_flow(path.read_text(), catalog(), path.name)


@EACH
def test_it_reads_without_a_finding(path: Path) -> None:
    program = read(path)
    assert program.findings == [] and program.flow is not None
    assert program.flow.name and program.flow.description.endswith(".")


@EACH
def test_its_own_tests_hold(path: Path) -> None:
    results = run_tests(read(path))
    assert results, "an example without a test shows nothing"
    assert [result.message for result in results if not result.ok] == []


@EACH
def test_its_own_tests_would_notice(path: Path) -> None:
    """The control: with every expectation turned round, no test passes."""
    turned = re.sub(r"(?m)^  - =(.+)$", lambda found: f"  - '=not ({found[1]})'", path.read_text())
    assert turned != path.read_text()
    assert not any(result.ok for result in run_tests(read_flow(turned, catalog(), path.name)))


@EACH
def test_every_engine_gives_the_same_result(path: Path) -> None:
    first, *others = [engine(read(path)) for engine in (compiled, traced, walked, exported)]
    assert first["error"] is None
    for other in others:
        assert other["error"] is None
        assert other["result"] == first["result"]
        assert addressless(other["log"]) == addressless(first["log"])


def addressless(log: list[str]) -> list[str]:
    """What was printed, without the addresses of steps, which exported Python does not know."""
    return [re.sub(r" do(/\w+)+", " ", line) for line in log]


def test_numbers_have_no_gaps() -> None:
    numbers = [re.fullmatch(r"(\d\d)-[a-z0-9]+(-[a-z0-9]+)*\.flow\.(yaml|json)", path.name) for path in FLOWS]
    assert [found and int(found[1]) for found in numbers] == list(range(len(FLOWS)))


def test_nothing_else_lies_among_the_flows() -> None:
    assert sorted(path for path in FOLDER.iterdir() if not path.name.startswith("__pycache__")) == FLOWS
