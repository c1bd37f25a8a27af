"""Guards that the checker's ranges make needless are not written; the others are."""

from __future__ import annotations

import pytest

from blockloom import catalog, read_flow

COUNT = "- set: total\n  to: 0\n- count: i\n  from: 1\n  to: {}\n  do:\n  - set: total\n    to: =total + {}\n"


@pytest.mark.parametrize(
    ("steps", "low_safe", "high_safe"),
    [
        (COUNT.format("1000000", "i"), True, True),
        (COUNT.format("=n", "1"), True, True),
        (COUNT.format("=n", "i"), True, False),
        (COUNT.format("=n", "n"), False, False),
        (COUNT.format("1000000", "i * i"), True, False),
        ("- set: x\n  to: 1\n- while: =x < 5\n  do:\n  - set: x\n    to: =x + 1\n", True, True),
        ("- set: x\n  to: 1\n- while: =x < n\n  do:\n  - set: x\n    to: =x + x\n", False, False),
        ("- set: x\n  to: =n\n- set: x\n  to: =x + 1\n", True, False),
    ],
)
def test_which_ends_of_a_sum_are_guarded(steps: str, low_safe: bool, high_safe: bool) -> None:
    program = read_flow(f"flow: 1\ninputs: {{n: {{type: number}}}}\ndo:\n{steps}", catalog())
    assert program.ok, program.findings
    sums = [block for block in program.runnable().blocks() if block.definition.name == "add"]
    operation = program.facts.operations[id(sums[-1]), 0]
    assert (operation.low_safe, operation.high_safe) == (low_safe, high_safe)
