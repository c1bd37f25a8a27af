"""Value blocks of several statements become functions of their scope: names, order, budget and refunds hold."""

from __future__ import annotations

import pytest

from blockloom import Catalog, Limits, blocks, read_flow, run_flow
from tests.runtime.compile import value_pack
from tests.runtime.engines import compiled, exported, traced, walked
from tests.runtime.world import doors

CATALOG = Catalog.of([*blocks.modules(), value_pack])

FLOWS = {
    "nested, with names of the value around": """
- set: base
  to: 10
- set: rows
  to: [[1, 2], [3, 4], []]
- print: =map(rows, row, fold(row, x, total, base, total + x * length(row)))
- print: =any(rows, row, any(row, x, x == base - 7))
""",
    "names of the flow stay what they are": """
- set: total
  to: 5
- set: x
  to: 6
- print: =fold([1, 2], x, total, 0, total + x)
- print: =[x, total]
""",
    "a function that may answer at once": """
- print: =fold([1, 2, 30], x, t, 0, t + sums(x))
- print: =any([0, 7], x, sums(x) > 27)
""",
    "inside a catch": """
- try:
  - raise: out of stock
  catch:
  - print: =fold([1, 2], x, t, 0, length(error.message) + t + x)
""",
    "in a loop, an answer early": """
- count: i
  from: 1
  to: 5
  do:
  - print:
      first_number: {from: =i, to: 1000, number: n, where: =n % 3 == 0}
- print:
    first_number: {from: 5, to: 4, number: n, where: true}
""",
    "a failure inside": """
- set: rows
  to: [[1], [2]]
- print: =fold(rows, x, t, 0, t + x[2])
""",
    "lists that are changed in place": """
- set: rows
  to: [1]
- set: found
  to: =fold([1, 2], x, t, rows, t + [x])
- add_item: found
  item: 9
- add_item: rows
  item: 8
- print: =[rows, found]
""",
}

SUMS = """functions:
  sums:
    params: {n: {type: number}}
    do:
    - if: =n < 2
      then:
      - return: =n
    - return: =n + sums(n - 1)
"""


@pytest.mark.parametrize("steps", FLOWS.values(), ids=FLOWS)
def test_engines_agree(steps: str) -> None:
    program = read_flow(f"flow: 1\n{SUMS}do:{steps}", CATALOG)
    assert program.ok, program.findings
    wanted = walked(program)
    assert compiled(program) == traced(program) == wanted
    error = {**wanted["error"], "path": ""} if wanted["error"] else None
    assert exported(program) == {"result": wanted["result"], "log": wanted["log"], "error": error}


def test_turns_are_counted_and_given_back() -> None:
    steps = (
        "- print:\n    first_number: {from: 5, to: 400, number: n, where: true}\n- print: =any([1, 2, 3], x, x == 2)\n"
    )
    program = read_flow(f"flow: 1\ndo:\n{steps}", CATALOG)
    outcome = run_flow(program, doors=doors(), limits=Limits())
    assert outcome.steps == 6 + 2
