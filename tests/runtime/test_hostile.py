"""Inputs made to be slow: each is answered in time, with an error that says what is too much, or with the answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from blockloom import Doors, Limits, Outcome, Program, catalog, read_flow, run_flow

SECONDS = 1.0
SLACK = 4
MIB = 2**20


@contextmanager
def in_time() -> Iterator[None]:
    start = time.perf_counter()
    yield
    assert time.perf_counter() - start < SECONDS * SLACK


def read(steps: str, head: str = "", name: str = "hostile.flow.yaml") -> Program:
    with in_time():
        return read_flow(f"flow: 1\n{head}do:\n{steps}", catalog(), name)


def run(steps: str, head: str = "", **inputs: object) -> Outcome:
    program = read(steps, head)
    assert program.ok, program.findings[:3]
    with in_time():
        return run_flow(program, inputs, doors=Doors(say=lambda line: None), limits=Limits(seconds=SECONDS * SLACK))


def failure(outcome: Outcome) -> tuple[object, str]:
    assert outcome.status == "error" and outcome.error is not None, outcome
    return outcome.error["code"], outcome.error["message"]


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("=" + " + ".join(["1"] * 25_000), "formula"),
        ("=" + "(" * 100_000, "formula"),
        ("=" + "-" * 100_000 + "1", "formula"),
        ("=" + "not " * 25_000 + "true", "formula"),
        ("=x" + "[1]" * 33_000, "formula"),
        ("=" + "length(" * 14_000, "formula"),
        ("=" + "1 if true else " * 6_600 + "1", "formula"),
        ('="' + "a" * 100_000, "formula"),
        ("=" + "a" * 100_000, "unknown_name"),
        ("${1" * 33_000, "formula"),
    ],
    ids=lambda value: value[:12],
)
def test_a_formula_of_a_hundred_thousand_characters(formula: str, code: str) -> None:
    program = read(f"- print: '{formula}'\n")
    assert [finding.code for finding in program.findings] == [code]


def test_long_formulas_that_are_fine() -> None:
    assert run(f"- return: '=\"{'a' * 100_000}\"'\n").result == "a" * 100_000
    assert len(run(f"- return: '=[{', '.join(['1'] * 30_000)}]'\n").result) == 30_000
    assert run(f"- return: '{'${1}' * 25_000}'\n").result == "1" * 25_000


def test_five_thousand_values_in_one_another() -> None:
    for opening, name in [("[", "f.flow.yaml"), ("{length: ", "f.flow.yaml"), ("[", "f.flow.json")]:
        with in_time():
            (found,) = read_flow("[" * 3 + opening * 5_000, catalog(), name).findings
        assert found.code == "too_deep"
    nested = "[" * 5_000 + "]" * 5_000
    assert failure(run(f"- return: '=from_json(\"{nested}\")'\n"))[0] == "too_deep"


def test_ten_mebibytes_of_text() -> None:
    with in_time():
        (found,) = read_flow("flow: 1\ndo:\n- print: " + "x" * 10 * MIB, catalog()).findings
    assert found.code == "too_large" and "2 MiB" in found.message
    code, message = failure(run("- return: =repeat_text('x', 10 * 1048576)\n"))
    assert code == "too_large" and "1,048,576 characters" in message
    doubled = "- set: t\n  to: =repeat_text('x', 1048576)\n- return: =length(t + t)\n"
    assert failure(run(doubled))[0] == "too_large"


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "^(a|a)*$", "(a|aa)+$", "(.*a){25}$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y"]
)
@pytest.mark.parametrize("block", ["matches_pattern", "find_all"])
def test_a_pattern_on_which_other_engines_never_end(pattern: str, block: str) -> None:
    steps = f"- set: text\n  to: =repeat_text('a', 50000) + '!'\n- return: '={block}(text, \"{pattern}\")'\n"
    assert run(steps).result in (False, [])


def test_a_pattern_that_counts_too_far_is_refused() -> None:
    code, message = failure(run('- return: \'=matches_pattern("aaa", "((a{100}){100}){100}")\'\n'))
    assert code == "wrong_pattern" and message


def test_twenty_five_loops_of_many_turns_end_with_their_budget() -> None:
    steps = [f"{'  ' * depth}- repeat: 1000\n{'  ' * depth}  do:\n" for depth in range(25)]
    program = read("".join(steps) + "  " * 25 + "- print: x\n")
    with in_time():
        outcome = run_flow(program, doors=Doors(say=lambda line: None), limits=Limits(steps=10_000))
    assert outcome.error is not None and outcome.error["code"] == "steps"
