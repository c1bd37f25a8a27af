"""Flows against hand-written Python: ``pytest -s tests/benchmarks/test_run_speed.py``.

Guards and budget are on. Both sides run in turns in one process; what counts is the ratio of their CPU time within a
round. The aim is 1.15; the tests stop only at four times that, since other work on the machine must not turn them red.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest

from blockloom import Doors, catalog, read_flow, run_flow

AIM, SLACK = 1.15, 4
ROUNDS, WARM = 11, 2

ADDITIONS = """
flow: 1
do:
- set: total
  to: 0
- count: i
  from: 1
  to: 1000000
  do:
  - set: total
    to: =total + i
- return: =total
"""

BUBBLE_SORT = """
flow: 1
do:
- set: items
  to: []
- set: seed
  to: 42
- repeat: 800
  do:
  - set: seed
    to: =(seed * 1103 + 12345) % 65536
  - add_item: items
    item: =seed
- count: i
  from: 1
  to: =length(items) - 1
  do:
  - count: j
    from: 1
    to: =length(items) - i
    do:
    - if: =items[j] > items[j + 1]
      then:
      - set: kept
        to: =items[j]
      - set_item: items
        at: =j
        to: =items[j + 1]
      - set_item: items
        at: =j + 1
        to: =kept
- return: =items
"""


def additions() -> int:
    total = 0
    for i in range(1, 1_000_001):
        total = total + i
    return total


def bubble_sort() -> list[int]:
    items, seed = [], 42
    for _ in range(800):
        seed = (seed * 1103 + 12345) % 65536
        items.append(seed)
    for i in range(1, len(items)):
        for j in range(len(items) - i):
            if items[j] > items[j + 1]:
                items[j], items[j + 1] = items[j + 1], items[j]
    return items


@pytest.mark.parametrize(
    ("text", "by_hand"), [(ADDITIONS, additions), (BUBBLE_SORT, bubble_sort)], ids=["additions", "bubble sort"]
)
def test_a_flow_beside_python(text: str, by_hand: Callable[[], Any], request: pytest.FixtureRequest) -> None:
    program = read_flow(text, catalog())
    ratios = []
    for _ in range(ROUNDS + WARM):
        start = time.process_time()
        outcome = run_flow(program, doors=Doors())
        middle = time.process_time()
        wanted = by_hand()
        end = time.process_time()
        assert outcome.result == wanted
        ratios.append((middle - start) / (end - middle))
    ratio = statistics.median(ratios[WARM:])
    print(f"\n{request.node.callspec.id}: {ratio:.2f} times the CPU time of hand-written Python (aim {AIM})")
    assert ratio < AIM * SLACK
