"""A flow file with all that is known of it: whether it can run, where its blocks stand, what else there is to say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blockloom import Doors, NotRunnable, catalog, python_of, read_flow, run_flow
from blockloom.runtime.compile import PLAIN, TRACED
from tests.runtime.written import read, run

TEXT = """# a comment
flow: 1
functions:
  half:
    params: {x: {type: number}}
    do:
    - return: =x / 2
do:
- if: true
  then:
  - print: =half(4) + 1

  - try:
    - raise: a
    catch:
    - print: =error.message
- print:
    join_text:
    - a
    - "${half(6)}"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("functions/half", 4), ("functions/half/do/0", 7), ("functions/half/do/0/value", 7), ("do/0", 9),
        ("do/0/then/0", 11), ("do/0/then/0/value", 11), ("do/0/then/0/value/a", 11), ("do/0/then/1", 13),
        ("do/0/then/1/do/0", 14), ("do/0/then/1/catch/0", 16), ("do/1", 17), ("do/1/value", 18),
        ("do/1/value/parts/1/0", 20), ("do/2", None), ("", None), ("nowhere", None),
    ],
)  # fmt: skip
def test_where_a_block_stands(path: str, line: int | None) -> None:
    assert read_flow(TEXT, catalog()).line_of(path) == line


def test_every_step_that_is_told_has_a_line() -> None:
    program = read_flow(TEXT, catalog())
    lines: list[int | None] = []
    run(program, listener=lambda event: lines.append(program.line_of(event.path)))
    assert lines and None not in lines


def test_a_flow_with_errors_does_not_run() -> None:
    program = read("- prin: a\n- print: =b\n")
    assert not program.ok and len(program.errors) == 2
    for work in (
        program.runnable,
        lambda: run_flow(program, doors=Doors()),
        lambda: python_of(program),
        lambda: program.code(PLAIN),
    ):
        with pytest.raises(NotRunnable, match="The flow has 2 errors.") as raised:
            work()
        assert raised.value.findings == program.errors


def test_one_error_is_one_error() -> None:
    with pytest.raises(NotRunnable, match="The flow has 1 error."):
        read("- prin: a\n").runnable()


def test_warnings_keep_nothing_from_running() -> None:
    program = read("- return: 1\n- print: a\n")
    assert [finding.severity for finding in program.findings] == ["warning"]
    assert program.ok and not program.errors and run(program).result == 1


@pytest.mark.parametrize(
    "text",
    ["", "[", "5", "null", "flow: 1", "flow: 2\ndo: []\n", "do: []\n", "{}", "\x00", "flow: 1\ndo: 5\n", "a: b: c"],
)
def test_what_is_no_flow_gives_findings(text: str) -> None:
    for filename in ("a.flow.yaml", "a.flow.json", "", "json", ".json"):
        program = read_flow(text, catalog(), filename)
        assert not program.ok and program.findings
        assert all(finding.line >= 1 and finding.column >= 1 and finding.message for finding in program.findings)
        assert program.line_of("do/0") is None
        with pytest.raises(NotRunnable):
            program.runnable()


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(st.text(max_size=60) | st.text("flow: 1\ndo- [{=}]", max_size=40))
def test_reading_never_raises(text: str) -> None:
    for filename in ("a.flow.yaml", "a.flow.json"):
        assert read_flow(text, catalog(), filename).findings or read_flow(text, catalog(), filename).ok


def test_findings_are_plain_data_with_their_place_on_top() -> None:
    (finding,) = read("- print: =b\n").findings
    assert finding.as_dict() == {
        "line": 3, "column": 11, "path": "do/0/value", "code": "unknown_name", "severity": "error",
        "mend": None, "edit": None,
        "message": 'Nothing is called "b" here. No variable is set yet.',
    }  # fmt: skip
    assert finding.told("a.flow.yaml") == 'a.flow.yaml:3:11  Nothing is called "b" here. No variable is set yet.'


def test_a_mend_is_told_at_the_end_of_the_line() -> None:
    (finding,) = read("- for_each: x\n  in: ads\n  do: []\n").findings
    assert finding.told("f").endswith('You gave the text "ads".   mend: [ads]')


def test_a_flow_is_compiled_once_for_each_way_to_run_it() -> None:
    program = read("- print: 1\n")
    assert program.code(PLAIN) is program.code(PLAIN)
    assert program.code(PLAIN) is not program.code(TRACED)


def test_a_program_runs_as_often_as_one_likes() -> None:
    program = read("- set: l\n  to: [1]\n- add_item: l\n  item: 2\n- return: =l\n")
    assert [run(program).result for _ in range(3)] == [[1, 2]] * 3
