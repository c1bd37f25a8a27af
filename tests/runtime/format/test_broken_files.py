"""Files broken at random: reading them never raises, is quick, and every finding says where and what."""

from __future__ import annotations

import time

import pytest

from blockloom import catalog, read_flow
from tests.runtime.format.breaking import broken


def check_breaking(seed: int) -> set[str]:
    text, name = broken(seed)
    started = time.thread_time()
    program = read_flow(text, catalog(), name)
    assert time.thread_time() - started < 1, f"seed {seed} takes too long"
    ends = [len(line) + 1 for line in [*text.splitlines(), ""]]
    for finding in program.findings:
        where = f"seed {seed}: {finding.told('broken')}"
        assert 1 <= finding.line <= len(ends), where
        assert 1 <= finding.column <= ends[finding.line - 1], where
        assert finding.code and finding.message.endswith((".", "?")), where
    assert program.ok or program.errors
    return {finding.code for finding in program.findings}


def test_reading_broken_files_never_raises() -> None:
    seen = set().union(*(check_breaking(seed) for seed in range(1000)))
    assert len(seen) >= 20, "the breaks are too tame to show much"


@pytest.mark.audit
def test_reading_ten_thousand_broken_files_never_raises() -> None:
    for seed in range(1000, 11_000):
        check_breaking(seed)


@pytest.mark.parametrize(
    ("broken", "column"),
    [
        ("- unknown: {}\n  save: x", 3),
        ("- for_eech: x\n  in: [1]\n  do: [{set: y, to: 1}]", 3),
        ("- set: x\n  print: 1\n  to: 5", 3),
        ("- sett: x\n  to: 1", 3),
        ("- length: [1]\n  sav: x", 3),
        ("- length: [1]\n  save: =x", 9),
        ("- set: =x\n  to: 1", 8),
        ("- register_device: [x]\n  save: x", 20),
        ("- for_each: =x\n  in: [1]\n  do: []", 13),
        ("- set: x\n  to: =1 +", 11),
        ("- set: x", 3),
        ("- call: nobody\n  save: x", 9),
        ("- print: 1\n  save: x", 3),
        ("- try:\n    set: x\n    to: 1", 5),
    ],
)
def test_what_was_left_out_causes_no_finding_of_its_own(broken: str, column: int) -> None:
    uses = (
        '- print: =x\n- print: =x + 1\n- print: "=x + \\"a\\""\n- add_item: x\n  item: 1\n- print: =nobody_set_this\n'
    )
    found = read_flow(f"flow: 1\ndo:\n{broken}\n{uses}", catalog()).findings
    first, last = found[0], found[-1]
    assert first.column == column, [finding.told("f") for finding in found]
    assert last.code == "unknown_name" and "nobody_set_this" in last.message
    assert len(found) == 2, [finding.told("f") for finding in found]


def test_a_step_left_out_may_have_left_the_loop_or_the_function() -> None:
    text = """
flow: 1
functions:
  five:
    do:
    - retrun: 5
do:
- while: true
  do:
  - braek: {}
- if: =five() > 4
  then:
  - set: x
    to: 1
  else:
  - retrun: {}
- print: =x + five()
"""
    found = read_flow(text, catalog()).findings
    assert [finding.code for finding in found] == ["unknown_block"] * 3


def test_an_input_or_a_function_left_out_is_not_unknown() -> None:
    text = """
flow: 1
inputs: {a: 5, b: {type: nmber}}
functions:
  tell: 7
  ask: {params: {"1x": {}, y: {}}, do: [{return: =y}]}
do:
- print: =a + b
- print: "=tell(a, b)"
- call: ask
  with: {z: 1}
tests:
- given: {inputs: {a: 1, b: 2}}
  expect: [=a == 1]
"""
    found = read_flow(text, catalog()).findings
    assert [(finding.line, finding.code) for finding in found] == [(3, "shape"), (3, "type"), (5, "shape"), (6, "name")]


MANY = {
    "blocks": "- prnt: x\n",
    "names": "- print: =nobody\n",
    "formulas": "- print: =1 +\n",
    "kinds": "- repeat: a lot\n  do: []\n",
    "slots": "- print: x\n  sav: y\n",
    "steps": "- hello\n",
    "names among many": "- set: some_name_{n}\n  to: =sone_name_{n}\n",
}


@pytest.mark.timed
@pytest.mark.parametrize("step", MANY.values(), ids=MANY)
def test_of_thousands_of_findings_the_first_are_told_in_time(step: str) -> None:
    text = "flow: 1\ndo:\n" + "".join(step.replace("{n}", str(number)) for number in range(4000))
    started = time.process_time()
    program = read_flow(text, catalog())
    assert time.process_time() - started < 3
    assert not program.ok and len(program.findings) == 501
    assert program.findings[-1].code == "too_many"
    assert program.findings[0].line in (3, 4)


@pytest.mark.parametrize("count", [500, 501])
def test_from_five_hundred_errors_on_nobody_reads_further(count: int) -> None:
    text = "flow: 1\ndo:\n" + "- print: x\n  sav: y\n" * count + "inputs: {n: {type: nmber}}\n"
    program = read_flow(text, catalog())
    assert (program.flow is None) is (count > 500) or program.findings[-1].code == "too_many"
    assert len(program.findings) == 501


def test_warnings_alone_never_keep_a_flow_from_running_however_many() -> None:
    program = read_flow("flow: 1\ndo:\n" + "- print: no\n" * 2000, catalog())
    assert program.ok and len(program.findings) == 501
