"""A run that was recorded → a test: what the flow was given, and of what came out all that comes out so again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from blockloom.runtime.context import FlowsDoor
from blockloom.runtime.errors import BlockloomError, FlowError
from blockloom.runtime.flowtests import empty_store, given_world
from blockloom.runtime.limits import Limits
from blockloom.runtime.program import Program
from blockloom.runtime.run import Outcome, run_flow
from blockloom.runtime.values import equal, json_text
from blockloom.runtime.wording import sentence

_LONGEST, _MOST = 2_000, 5
"""Letters of a value that is expected as a whole, and how many variables are."""
_LONG = {"result": sentence("The result is long."), "log": sentence("What was printed is long.")}
_DIFFERS = {
    "result": sentence("The result differs from run to run."),
    "log": sentence("What was printed differs from run to run."),
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What a test may expect, as a flow file has it; ``left_out`` says in sentences what it can't hold the flow to."""

    expect: list[Any]
    left_out: list[str]


def expected_of(
    program: Program, given: dict[str, Any], outcome: Outcome, sent: int, limits: Limits, flows: FlowsDoor
) -> Expected:
    """What came out of a run and comes out of the program again with what is ``given``. ``sent`` counts its messages.

    FlowError ``not_again`` if the program ends otherwise than the run did; NotRunnable if it has errors.
    """
    with empty_store() as store:
        try:
            with given_world(given, store, flows) as (doors, messages):
                again = run_flow(program, given.get("inputs") or {}, doors=doors, limits=limits)
                published = len(messages)
        except BlockloomError as error:
            raise FlowError(
                "not_again", sentence("The run can't be repeated from what was recorded. {error}", error=error)
            ) from None
    if _ending(again) != _ending(outcome):
        told = sentence("This time it did not fail.")
        if again.error:
            told = sentence("This time: {error}", error=again.error["message"])
        raise FlowError(
            "not_again", sentence("With what was recorded the flow ends otherwise than in the run. {told}", told=told)
        )
    return _Comparison(outcome, again, sent, published).expected()


def _ending(outcome: Outcome) -> tuple[str, Any]:
    return outcome.status, outcome.error and outcome.error["code"]


class _Comparison:
    def __init__(self, outcome: Outcome, again: Outcome, sent: int, published: int) -> None:
        self._run, self._again = outcome, again
        self._sent, self._published = sent, published
        self._expect: list[Any] = []
        self._left_out: list[str] = []

    def expected(self) -> Expected:
        run, again = self._run, self._again
        if run.error is not None:
            self._expect.append(_equal("=error.code", run.error["code"]))
        if run.result is not None:
            self._same("result", run.result, again.result)
        if run.log:
            self._same("log", run.log, again.log)
        if self._sent and self._sent == self._published:
            self._expect.append(_equal("=length(sent)", self._sent))
        elif self._sent:
            self._left_out.append(sentence("How many messages go out differs without the devices that were there."))
        if not self._expect:
            self._variables()
        return Expected(self._expect or ["=error == nothing"], self._left_out)

    def _same(self, name: str, then: Any, now: Any) -> None:
        if equal(then, now) and len(json_text(then)) <= _LONGEST:
            self._expect.append(_equal(f"={name}", then))
            return
        self._left_out.append((_LONG if equal(then, now) else _DIFFERS)[name])
        if isinstance(then, list | dict | str) and type(then) is type(now) and len(then) == len(now):
            self._expect.append(_equal(f"=length({name})", len(then)))

    def _variables(self) -> None:
        now = self._again.variables
        for name, value in [*self._run.variables.items()][:_MOST]:
            if name in now and equal(value, now[name]) and len(json_text(value)) <= _LONGEST:
                self._expect.append(_equal(f"={name}", value))


def _equal(formula: str, value: Any) -> dict[str, Any]:
    return {"equal": {"a": formula, "b": written(value)}}


def written(value: Any) -> Any:
    """A plain value as a flow file has it where a value may stand."""
    if isinstance(value, str):
        return {"text": value} if value.startswith("=") or "${" in value else value
    if isinstance(value, list):
        return [written(item) for item in value]
    if isinstance(value, dict):
        return {"object": {key: written(item) for key, item in value.items()}}
    return value
