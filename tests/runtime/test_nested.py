"""Flows that run flows: one run with one budget, one deadline, one log; what fails inside fails outside."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from blockloom import Doors, Limits, Outcome, Program, StopSignal, catalog, python_of, read_flow, run_flow
from blockloom.runtime import FixedClock, run_tests
from blockloom.runtime.context import entered
from blockloom.runtime.errors import FlowError
from blockloom.runtime.library import FlowLibrary, LibraryFlows

SOON, SLACK = 0.25, 4
FLOWS = {
    "double": "inputs: {x: {type: number}}\ndo:\n- set: y\n  to: =x * 2\n- print: doubling ${x}\n- return: =y\n",
    "broken": "do:\n- prnt: x\n",
    "failing": "do:\n- print: here\n- raise: No more tea\n  code: 7\n",
    "endless": "do:\n- run_flow: endless\n",
    "busy": "do:\n- while: true\n  do: []\n",
    "changing": "inputs: {l: {type: list}}\ndo:\n- add_item: l\n  item: 9\n- return: =l\n",
    "twice": "inputs: {x: {}}\ndo:\n- return: =run_flow('double', with={x: 1})\n".replace(
        "=run_flow('double', with={x: 1})", "{run_flow: double, with: {x: =x}}"
    ),
    "waiting": "do:\n- wait: 30\n- return: late\n",
}


@pytest.fixture
def flows(tmp_path: Path) -> LibraryFlows:
    own = tmp_path / "own"
    own.mkdir()
    for name, text in FLOWS.items():
        (own / f"{name}.flow.yaml").write_text(f"flow: 1\n{text}")
    return LibraryFlows(FlowLibrary(tmp_path / "examples", own, catalog()))


def flow(steps: str) -> Program:
    program = read_flow(f"flow: 1\ndo:\n{steps}", catalog())
    assert program.ok, program.findings
    return program


def run(steps: str, flows: LibraryFlows, limits: Limits | None = None, **options: object) -> Outcome:
    doors = Doors(clock=FixedClock(0), say=lambda text: None, flows=flows)
    return run_flow(flow(steps), doors=doors, limits=limits, **options)  # type: ignore[arg-type]


def test_it_answers_and_prints_as_a_part_of_the_run(flows: LibraryFlows) -> None:
    outcome = run("- run_flow: double\n  with: {x: 4}\n  save: x\n- return: =x + 1\n", flows)
    assert (outcome.result, outcome.log, outcome.variables) == (9, ["doubling 4"], {"x": 8})
    assert run("- return: {run_flow: twice, with: {x: 3}}\n", flows).result == 6


def test_values_are_not_shared(flows: LibraryFlows) -> None:
    steps = "- set: l\n  to: [1]\n- run_flow: changing\n  with: {l: =l}\n  save: m\n- add_item: m\n  item: 5\n"
    assert run(steps + "- return: [=l, =m]\n", flows).result == [[1], [1, 9, 5]]


@pytest.mark.parametrize(
    ("step", "code", "message"),
    [
        ("run_flow: duble", "no_flow", 'There is no flow called "duble". Did you mean "double"?'),
        ("run_flow: broken", "broken_flow", 'The flow "broken" can\'t run: There is no block called "prnt".'),
        ("run_flow: double", "input", 'The flow needs the input "x" (number).'),
        ("run_flow: double\n  with: {x: a}", "input", 'The input "x" has to be a number'),
        ("run_flow: failing", 7, 'No more tea (flow "failing", line 4)'),
        ("run_flow: endless", "depth", "Flows run each other more than 10 deep."),
    ],
)
def test_what_can_go_wrong(step: str, code: object, message: str, flows: LibraryFlows) -> None:
    outcome = run(f"- print: first\n- {step}\n", flows)
    assert outcome.status == "error" and outcome.error is not None
    assert (outcome.error["code"], outcome.error["path"], outcome.error["line"]) == (code, "do/1", 4)
    assert outcome.error["message"].startswith(message)
    caught = run(f"- try:\n  - {step.replace(chr(10), chr(10) + '  ')}\n  catch:\n  - return: =error.code\n", flows)
    assert caught.result == code


def test_budget_deadline_and_stop_are_those_of_the_run(flows: LibraryFlows) -> None:
    steps = "- try:\n  - run_flow: busy\n  catch: []\n- print: late\n"
    for limits, code in ((Limits(steps=10_000), "steps"), (Limits(seconds=0.2), "deadline")):
        outcome = run(steps, flows, limits)
        assert outcome.status == "stopped" and outcome.error is not None and outcome.error["code"] == code
        assert outcome.seconds < 0.2 + SOON * SLACK
    stop = StopSignal()
    threading.Timer(0.1, stop.stop).start()
    outcome = run(steps, flows, stop=stop)
    assert outcome.error is not None and outcome.error["code"] == "cancelled"


def test_steps_are_counted_together(flows: LibraryFlows) -> None:
    alone = run("- repeat: 5\n  do: []\n", flows).steps
    assert alone == 5
    (_, text) = "counting", "do:\n- repeat: 7\n  do: []\n"
    flows._library._own.joinpath("counting.flow.yaml").write_text(f"flow: 1\n{text}")
    assert run("- repeat: 5\n  do:\n  - run_flow: counting\n", flows).steps == 5 + 5 * 7


def test_a_timeout_goes_into_the_flow(flows: LibraryFlows) -> None:
    outcome = run("- run_flow: waiting\n  timeout: 5\n  on_error: continue\n  save: x\n- return: [=x]\n", flows)
    assert outcome.result == [None]
    outcome = run_flow(
        flow("- run_flow: busy\n  timeout: 0.1\n  on_error: continue\n- return: past\n"), doors=Doors(flows=flows)
    )
    assert outcome.result == "past"


def test_a_run_without_a_library_knows_no_flows() -> None:
    outcome = run_flow(flow("- run_flow: double\n"), doors=Doors())
    assert outcome.error is not None and outcome.error["message"] == "This run knows no other flows."


def test_a_flows_own_tests_run_other_flows_in_their_world(flows: LibraryFlows) -> None:
    text = "- run_flow: double\n  with: {x: 2}\n  save: x\ntests:\n- expect: [=x == 4, '=log[1] == \"doubling 2\"']\n"
    (result,) = run_tests(flow(text), flows=flows)
    assert result.ok, result.message


def test_the_printed_python_runs_flows_where_there_are_some(flows: LibraryFlows) -> None:
    space: dict[str, object] = {"__name__": "exported"}
    exec(compile(python_of(flow("- return: {run_flow: double, with: {x: 5}}\n")), "exported.py", "exec"), space)
    with entered(Doors(flows=flows, say=lambda text: None)):
        assert space["flow"]() == 10  # type: ignore[operator]
    with entered(Doors(flows=flows)), pytest.raises(FlowError, match="No more tea"):
        flows.run("failing", {})
