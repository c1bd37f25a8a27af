"""Every failure tells its own step: in steps, formulas, calls, templates, parts; and nothing of Python's shows."""

from __future__ import annotations

import logging
import traceback

import pytest

from blockloom import FlowError
from blockloom.runtime.compile import PLAIN
from tests.runtime.compile import pack
from tests.runtime.engines import compiled, traced
from tests.runtime.written import read, run, same_everywhere, sound

HEAD = """inputs:
  any: {default: x}
  number: {default: 5}
functions:
  half:
    params: {x: {type: number}}
    do:
    - set: y
      to: =x / 0
    - return: =y
  outer:
    params: {x: {}}
    do:
    - if: true
      then:
      - return: =half(x)
"""

FAILURES: dict[str, tuple[str, str, int]] = {
    "a step": ("- print: a\n- raise: out\n", "do/1", 2),
    "inside bodies": ("- if: true\n  then:\n  - repeat: 2\n    do:\n    - raise: out\n", "do/0/then/0/do/0", 5),
    "in an else": ("- if: false\n  then: []\n  else:\n  - raise: out\n", "do/0/else/0", 4),
    "a formula": ("- set: y\n  to: =1 + any\n", "do/0/to", 2),
    "deep in a formula": ("- set: y\n  to: =1 + (2 * (3 + any))\n", "do/0/to/b/b", 2),
    "a formula's slot": ("- set: y\n  to: =length(number)\n", "do/0/to", 2),
    "a condition": ("- while: =any\n  do: []\n", "do/0", 1),
    "a comparison": ("- if: =number < any\n  then: []\n", "do/0/test", 1),
    "a template": ("- print: a ${any} b ${1 + any}\n", "do/0/value/1", 1),
    "a list": ("- print: [1, [2, =1 + any]]\n", "do/0/value/1/1", 1),
    "an object": ("- set: o\n  to:\n    object:\n      a: 1\n      b: =any - 1\n", "do/0/to/fields/b", 5),
    "a nested block": ("- print:\n    join:\n      map: [1]\n      item: i\n      to: =i - any\n",
                       "do/0/value/items/to", 5),
    "a list's item": ("- set: l\n  to: [1]\n- set: n\n  to: 3\n- print: =l[n]\n", "do/2/value", 5),
    "set_item": ("- set: l\n  to: [1]\n- set_item: l\n  at: 2\n  to: 1\n", "do/1", 3),
    "a property": ("- print: =number.name\n", "do/0/value", 1),
    "a property of nothing": ("- set: o\n  to: {object: {}}\n- print: =o.a.b\n", "do/1/value", 3),
    "a function": ("- print: =half(1)\n", "functions/half/do/0/to", 10),
    "a function in a function": ("- print: =outer(1)\n", "functions/half/do/0/to", 10),
    "what a function is given": ("- print: =half(any)\n", "do/0/value", 1),
    "what a function gives on": ("- print: =outer(any)\n", "functions/outer/do/0/then/0/value", 17),
    "in a catch": ("- try:\n  - raise: a\n  catch:\n  - raise: b\n", "do/0/catch/0", 4),
    "in a finally": ("- try:\n  - set: a\n    to: 1\n  finally:\n  - raise: b\n", "do/0/finally/0", 5),
    "raised again": ("- try:\n  - try:\n    - raise: a\n    finally:\n    - set: b\n      to: 1\n  finally: []\n",
                     "do/0/do/0/do/0", 3),
    "a loop over what is no list": ("- for_each: x\n  in: =any\n  do: []\n", "do/0", 1),
    "a variable that is no number": ("- set: y\n  to: =any\n- change: y\n  by: 1\n", "do/1", 3),
    "a drop-down": ("- print: =change_case('a', any)\n", "do/0/value", 1),
    "after a disabled step": ("- raise: a\n  disabled: true\n- raise: b\n", "do/1", 3),
    "in map": ("- print: =map([1, 0], i, 1 / i)\n", "do/0/value/to", 1),
    "two on one line": ("- set: x\n  to: =[1][number] + [1, 2][any]\n", "do/0/to/a", 2),
}  # fmt: skip


@pytest.mark.parametrize(("steps", "path", "line"), FAILURES.values(), ids=FAILURES)
def test_a_failure_tells_its_step_and_line(steps: str, path: str, line: int) -> None:
    before = HEAD.count("\n") + 2
    program = sound(steps, HEAD)
    error = same_everywhere(program)["error"]
    assert error["path"] == path
    told = run(program).error
    assert told is not None
    assert told["line"] == (line if path.startswith("functions") else before + line)


def test_a_caught_failure_knows_its_step() -> None:
    steps = "- set: l\n  to: [1]\n- try:\n  - print: =l[7]\n"
    steps += "  catch:\n  - return: [=error.path, =error.code, =error.message]\n"
    path, code, message = run(sound(steps)).result
    assert (path, code) == ("do/1/do/0/value", "position")
    assert message == "There is no position 7: the list has 1 item."


def test_the_words_of_a_failure_are_those_of_its_moment() -> None:
    """Steps that still run afterwards change the variables; the message speaks of what they were."""
    steps = (
        "- set: l\n  to: [1]\n- set: at\n  to: 2\n- try:\n  - try:\n    - print: =l[at]\n"
        "    finally:\n    - set: at\n      to: 9\n    - set: l\n      to: []\n"
        "  catch:\n  - return: =error.message\n"
    )
    assert same_everywhere(sound(steps))["result"] == "There is no position 2: the list has 1 item."


@pytest.mark.parametrize("engine", [compiled, traced])
@pytest.mark.parametrize("caught", [False, True])
def test_a_failure_that_nobody_foresaw(
    engine: object, caught: bool, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """The flow sees one neutral sentence and no exception; the log has where it was, and no value."""
    steps = "- print: =crashes('secret of the house')\n"
    if caught:
        steps = f"- try:\n  {steps}  catch:\n  - print: =error\n  - raise: =error.message\n    code: =error.code\n"
    program = sound(steps, "", pack)
    with caplog.at_level(logging.ERROR):
        ending = compiled(program) if engine is compiled else traced(program)
    sentence = "This step failed, and Blockloom can't say why. The server's log has the details."
    assert ending["error"]["code"] == "internal" and ending["error"]["message"] == sentence
    path = "do/0/do/0/value" if caught else "do/0/value"
    assert ending["error"]["path"] == ("do/0/catch/1" if caught else path)
    assert "AttributeError" not in str(ending) and "secret" not in str(ending)
    assert ending["log"] == ([f'{{"code": "internal", "message": "{sentence}", "path": "{path}"}}'] if caught else [])
    (record,) = caplog.records
    said = record.getMessage()
    assert "AttributeError" in said and "crashes" in said and "of the house" not in said
    assert capsys.readouterr() == ("", "")


def test_a_block_that_calls_itself_without_end_fails_as_a_function_does() -> None:
    error = compiled(sound("- print: 1\n- print: =dives(1)\n", "", pack))["error"]
    assert error == {
        "code": "depth",
        "message": "Functions call each other more than 200 deep. Does one call itself without end?",
        "path": "do/1/value",
    }


def test_no_exception_reaches_a_flow() -> None:
    """What a catch holds is plain data all through."""
    steps = "- try:\n  - print: =crashes(1)\n  catch:\n  - set: seen\n    to: =error\n"
    seen = run(sound(steps, "", pack)).variables["seen"]
    assert type(seen) is dict and {type(value) for value in seen.values()} == {str}


def test_disabled_steps_are_not_there() -> None:
    steps = (
        "- raise: a\n  disabled: true\n- try:\n  - raise: b\n    disabled: true\n  catch:\n  - print: c\n- return: 1\n"
    )
    ending = same_everywhere(sound(steps))
    assert (ending["result"], ending["log"]) == (1, [])


def test_a_body_of_disabled_steps_is_an_empty_body() -> None:
    for steps in ("- if: true\n  then:", "- repeat: 2\n  do:", "- while: false\n  do:", "- try:"):
        assert same_everywhere(sound(f"{steps}\n  - print: a\n    disabled: true\n- return: 1\n"))["result"] == 1


def test_errors_of_one_run_are_not_those_of_the_next() -> None:
    program = sound("- if: =n > 0\n  then:\n  - raise: out of ${n}\n", "inputs: {n: {type: number}}\n")
    outcomes = [run(program, {"n": n}) for n in (2, 0, 1)]
    assert [outcome.error and outcome.error["message"] for outcome in outcomes] == ["out of 2", None, "out of 1"]


def test_a_flow_error_keeps_its_first_step() -> None:
    error = FlowError("a", "b", "do/5")
    program = sound("- print: 1\n")
    assert program.code(PLAIN).teller.told(error).path == "do/5"
    assert program.code(PLAIN).teller.told(FlowError("a", "b")).path == ""


def test_a_failure_holds_no_frames_after_the_run() -> None:
    outcome = run(read("- raise: a\n"))
    assert "Traceback" not in str(outcome.as_dict()) and traceback.format_exc() == "NoneType: None\n"
