"""A flow's own tests: green where it does what they say, red with the line and its text where it does not."""

from __future__ import annotations

import time
from random import Random
from typing import Any

import pytest

from blockloom import Limits, NotRunnable, catalog, read_flow, run_tests
from blockloom.runtime.flowtests import FixedClock, TestResult
from blockloom.runtime.wording import Sentence

REGISTER = "- register_device:\n    channels: [ads]\n  save: registration\n"


def results(steps: str, tests: str, head: str = "", **options: Any) -> list[TestResult]:
    program = read_flow(f"flow: 1\n{head}do:\n{steps}tests:\n{tests}", catalog())
    assert program.ok, [finding.told("flow") for finding in program.findings]
    return run_tests(program, **options)


def told(steps: str, expect: str, given: str = "", head: str = "") -> str | None:
    """What one test with one expectation says; None if it is green."""
    given_line = f"  given: {given}\n" if given else ""
    (result,) = results(steps, f"- name: it\n{given_line}  expect:\n  - {expect}\n", head)
    assert result.name == "it" and result.ok is (result.message == "")
    return result.message or None


GREEN: dict[str, tuple[str, str, str]] = {
    "the result": ("- return: =6 / 2\n", "=result == 3", ""),
    "a variable": ("- set: x\n  to: [1, 2]\n", "=x == [1, 2] and x[2] == 2", ""),
    "the log": ("- print: a\n- print: 2\n", '=log == ["a", "2"]', ""),
    "no error": ("- print: a\n", "=error == nothing", ""),
    "an error that is expected": ("- raise: out\n  code: 5\n", '=error.message == "out" and error.code == 5', ""),
    "where it failed": ("- print: a\n- raise: out\n", '=error.path == "do/1" and error.line == 4', ""),
    "what was sent": ("- publish: {channel: ads, message: Hi, subtopic: x}\n",
                      '=pluck(sent, "message") == ["Hi"] and sent[1].channel == "ads" and sent[1].subtopic == "x"', ""),
    "a message's status": ("- publish: {channel: ads, message: Hi}\n  save: told\n",
                           '=message_status(told.messageId).status == "SCHEDULED"', ""),
    "a message from before": ("- cancel_message: message:EA8F5D2C-0000-4000-8000-000000000001\n  save: told\n",
                              '=told.status == "CANCELLED" and sent == [] and list_channels() == ["ads", "default"]',
                              "{messages: [{messageId: 'message:ea8f5d2c-0000-4000-8000-000000000001', channel: ads,"
                              " message: Hi, status: SCHEDULED}, {message: anything}]}"),
    "a message that went out": ("- return: =message_status('message:EA8F5D2C-0000-4000-8000-000000000001').status\n",
                                '=result == "PUBLISHED"',
                                "{messages: [{messageId: 'message:EA8F5D2C-0000-4000-8000-000000000001'}]}"),
    "nothing sent": ("- print: a\n", "=sent == []", ""),
    "an input": ("- return: =n * 2\n", "=result == 10", "{inputs: {n: 5}}"),
    "a default": ("- return: =n * 2\n", "=result == 6", ""),
    "the clock, as a time": ("- return: =now()\n", '=result == "2026-11-24T09:00:00.000+00:00"',
                             "{clock: '2026-11-24T09:00:00Z'}"),
    "the clock, elsewhere": ("- return: =now()\n", '=result == "2026-11-24T07:00:00.000+00:00"',
                             "{clock: '2026-11-24T09:00:00+02:00'}"),
    "the clock, as milliseconds": ("- return: =now()\n", '=result == "1970-01-01T00:00:01.500+00:00"', "{clock: 1500}"),
    "no clock, and nothing is waited for": (
        "- set: before\n  to: =now()\n- wait: 3600\n- return: =date_difference(before, now(), 'seconds')\n",
        "=result == 3600", "{}"),
    "the clock of the expectation": ("- return: =now()\n", "=result == now()", "{clock: 7}"),
    "a device": (REGISTER + "- get_device_registrations: {}\n  save: found\n", '=found[1].os == "IOS"',
                 "{device: {os: IOS, osVersion: '18'}}"),
    "a device of its own id": (REGISTER + "- get_device_registrations: {}\n  save: found\n",
                               '=found[1].deviceId == "me"', "{device: {os: IOS, osVersion: '18', deviceId: me}}"),
    "what the expectation looks up": (REGISTER, '=list_channels() == ["ads"]', ""),
    "registrations it looks up": (REGISTER, '=get_device_registrations()[1].channels == ["ads"]', ""),
    "a function of the flow": ("- return: 4\n", "=half(result) == 2", ""),
    "names that the expectation makes": ("- return: [1, 2]\n", "=filter(result, r, r > 1) == [2]", ""),
    "a variable that was not set": ("- if: =n > 5\n  then:\n  - set: x\n    to: 1\n", "=x == nothing", ""),
    "a variable of a failed run": ("- set: x\n  to: 1\n- raise: out\n", '=x == 1 and error.code == "raised"', ""),
}  # fmt: skip
HEAD = """inputs: {n: {type: number, default: 3}}
functions:
  half: {params: {x: {type: number}}, do: [{return: =x / 2}]}
  endless: {do: [{while: true, do: []}]}
"""


@pytest.mark.parametrize(("steps", "expect", "given"), GREEN.values(), ids=GREEN)
def test_green(steps: str, expect: str, given: str) -> None:
    head = HEAD if not expect.startswith("=error.path") else ""
    assert told(steps, f"'{expect}'", given, head) is None


RED: dict[str, tuple[str, str, str, str]] = {
    "what does not hold": ("- return: 1\n", "=result == 2", "", "Line 12: =result == 2 does not hold: result is 1."),
    "what is in quotes": ("- return: 1\n", "'=result == 2'", "", "Line 12: =result == 2 does not hold: result is 1."),
    "what is neither true nor false": ("- return: 1\n", "=result", "", "Line 12: =result does not hold: result is 1."),
    "what is false": ("- return: false\n", "=result", "", "Line 12: =result does not hold."),
    "both sides": ("- print: a\n- print: b\n- return: [1, a]\n", "=length(result) > length(log)", "{inputs: {n: 5}}",
                   "Line 12: =length(result) > length(log) does not hold: length(result) is 2, length(log) is 2."),
    "a part of an and": ("- return: 1\n", "=result == 1 and (n > 3 or n == result)", "",
                         "Line 12: =result == 1 and (n > 3 or n == result) does not hold: n is 3, result is 1."),
    "what a block was asked about": ("- print: a\n", '=contains(log, "b")', "",
                                     'Line 12: =contains(log, "b") does not hold: log is ["a"].'),
    "what is not so": ("- print: a\n", "=not (log[1] == 'a')", "",
                       'Line 12: =not log[1] == "a" does not hold: log[1] is "a".'),
    "nothing": ("- print: a\n", "=result == 2", "", "Line 12: =result == 2 does not hold: result is nothing."),
    "a long text": ("- return: =repeat_text('ab', 500)\n", "=result == 2", "",
                    f'Line 12: =result == 2 does not hold: result is "{"ab" * 100}…".'),
    "long items": ("- return: =[repeat_text('ab', 150), 1]\n", "=result == 2", "",
                   f'Line 12: =result == 2 does not hold: result is ["{"ab" * 99}….'),
    "a long list": ("- return: =range_of(1, 500)\n", "=result == 2", "",
                    f"Line 12: =result == 2 does not hold: result is {str([*range(1, 21)])[:-1]}, \"… 480 more\"]."),
    "a secret": ("- return: {secret: API_KEY}\n", "=result == 2", "",
                 'Line 12: =result == 2 does not hold: result is "(secret API_KEY)".'),
    "what was drawn": ("- return: 1\n", "=random_number(1, 1000000) == 0", "{random: 7}",
                       "Line 12: =random_number(1, 1000000) == 0 does not hold: random_number(1, 1000000) is "
                       f"{Random(7).randint(1, 1_000_000)}."),
    "nothing but constants": ("- return: 1\n", "=1 == 2", "", "Line 12: =1 == 2 does not hold."),
    "what can't be looked at": ("- return: 1\n", "=result.name == 2", "",
                                'Line 12: =result.name == 2 could not be looked at: "name" is asked of the number 1.'
                                " Only objects have properties."),
    "an item that is not there": ("- return: []\n", "=result[1] == 2", "",
                                  "Line 12: =result[1] == 2 could not be looked at: There is no position 1:"
                                  " the list has 0 items."),
    "a failing flow": ("- print: a\n- raise: Out of stock\n", "=result == 2", "",
                       "The flow failed: Out of stock (line 8)"),
    "a flow that is stopped": ("- while: true\n  do: []\n", "=log == []", "",
                               "The flow failed: The run used up its limit of 20,000 steps."
                               " Does a loop never end? (line 7)"),
    "an expectation that never ends": ("- return: 1\n", "=endless() == 1", "",
                                       "Line 12: =endless() == 1 could not be looked at: The run used up its limit of"
                                       " 20,000 steps. Does a loop never end?"),
}  # fmt: skip


@pytest.mark.parametrize(("steps", "expect", "given", "message"), RED.values(), ids=RED)
def test_red(steps: str, expect: str, given: str, message: str) -> None:
    given_line = f"  given: {given}\n" if given else ""
    tests = f"- name: it\n{given_line}  expect:\n  - {expect}\n"
    (result,) = results(steps, tests, HEAD, limits=Limits(steps=20_000))
    line = 1 + HEAD.count("\n") + 1 + steps.count("\n") + 1 + tests.count("\n")
    assert not result.ok
    assert result.message == message.replace("Line 12", f"Line {line}")


@pytest.mark.parametrize(
    "given",
    [
        "{inputs: {n: many}}",
        "{device: phone}",
        "{device: {os: PHONE, osVersion: '1'}}",
        "{clock: noon}",
        "{clock: 9007199254740991}",
        "{clock: '0001-01-01T00:00:00+14:00'}",
        "{clock: true}",
        "{random: [1]}",
        "{messages: ads}",
        "{messages: [Hello]}",
        "{messages: [{text: Hello}]}",
        "{messages: [{messageId: 1}]}",
        "{messages: [{status: sent}]}",
        "{messages: [{channel: a/b}]}",
    ],
)
def test_what_can_not_be_given_is_found_before_any_test_runs(given: str) -> None:
    text = f"flow: 1\n{HEAD}do:\n- return: 1\ntests:\n- given: {given}\n  expect: [=result == 1]\n"
    assert [finding.path.partition("/given/")[0] for finding in read_flow(text, catalog()).errors] == ["tests/0"]


def test_all_that_does_not_hold_is_told() -> None:
    tests = "- expect:\n  - =result == 2\n  - =result == 1\n  - =log == [1]\n- name: second\n  expect: [=result > 0]\n"
    first, second = results("- return: 1\n", tests)
    assert first == TestResult(
        "test 1",
        False,
        "Line 6: =result == 2 does not hold: result is 1. Line 8: =log == [1] does not hold: log is [].",
    )
    assert isinstance(first.message, Sentence) and isinstance(first.message.holes["one"], Sentence), (
        "or in English only"
    )
    assert second == TestResult("second", True)


def test_each_test_begins_with_an_empty_store() -> None:
    steps = "- list_channels: {}\n  save: before\n- register_device: {}\n"
    tests = "- expect: ['=before == []']\n" * 3
    assert [result.ok for result in results(steps, tests)] == [True] * 3


def test_random_is_what_the_test_gives() -> None:
    steps = "- set: x\n  to: =random_number(1, 1000000)\n- return: =x\n"
    drawn = Random(7).randint(1, 1_000_000)
    for given, ok in (("7", True), ("7.0", True), ("8", False)):
        (result,) = results(steps, f"- given: {{random: {given}}}\n  expect:\n  - =result == {drawn}\n")
        assert result.ok is ok, result.message


def test_a_flow_without_tests_has_no_results_and_a_wrong_flow_none_either() -> None:
    assert run_tests(read_flow("flow: 1\ndo: []\n", catalog())) == []
    with pytest.raises(NotRunnable):
        run_tests(read_flow("flow: 1\ndo:\n- prin: 1\ntests:\n- expect: [=true]\n", catalog()))


def test_a_test_in_one_long_line_is_cut() -> None:
    program = read_flow(
        '{"flow": 1, "do": [], "tests": [{"expect": ["=1 == 2"]}], "description": "' + "x" * 5000 + '"}',
        catalog(),
        "one.flow.json",
    )
    (result,) = run_tests(program)
    assert not result.ok and len(result.message) < 300


def test_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert told("- print: a\n", "=length(log) == 1") is None
    assert capsys.readouterr() == ("", "")


def test_the_fixed_clock_stands_still() -> None:
    clock = FixedClock(5)
    before = clock.now()
    time.sleep(0.002)
    assert clock.now() == before == 5
