"""The flow's own tests in the editor: run them, and keep a run as one more of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify

import blockloom
from blockloom.runtime import Limits, NotRunnable, Program, run_tests
from blockloom.runtime.errors import FlowError
from blockloom.runtime.format import Unreadable
from blockloom.runtime.library import LibraryFlows
from blockloom.runtime.model import Block, Flow, inside
from blockloom.runtime.recorded import expected_of
from blockloom.runtime.touches import touches
from blockloom.runtime.write import NotWritable
from blockloom.web.answers import Refusal
from blockloom.web.body import FLOW_BODY, field, json_body
from blockloom.web.live import LiveRun
from blockloom.web.services import services
from blockloom.web.words import gettext, translated
from blockloom.web.workspace import NotBlocks, with_test

testing = Blueprint("testing", __name__)

SECONDS = 10.0
_BUSY = threading.Lock()


@testing.post("/calls/tests")
def test_flow() -> Response:
    """Run the tests of a text: ``{text, filename}``.

    Answers ``{tests: [{name, ok, message, path, line, steps}], untouched}``: ``path`` is the step at which the flow
    failed, ``steps`` says how often each began, ``untouched`` are those that began in none.
    """
    program = _program(json_body(FLOW_BODY))
    with _one_at_a_time():
        results = run_tests(program, _limits(), LibraryFlows(services().library))
    went = {path for result in results for path in result.steps}
    told = [
        {
            "name": result.name,
            "ok": result.ok,
            "message": translated(result.message),
            "path": result.path,
            "line": test.place.line,
            "steps": result.steps,
        }
        for result, test in zip(results, program.runnable().tests, strict=True)
    ]
    return jsonify(tests=told, untouched=[path for path in _steps(program.runnable()) if path not in went])


@testing.post("/calls/tests/new")
def keep_run() -> Response:
    """A text with a run of it as one more test: ``{text, filename, run, name}``.

    Answers ``{text, left_out}`` or ``{problem}``; ``left_out`` says in sentences what the test can't hold the flow to.
    The run has to be one of the last of this server.
    """
    body = json_body(FLOW_BODY)
    program, run = _program(body), _ended(field(body, "run", str))
    flow, outcome, noted = program.runnable(), run.outcome, run.noted
    if outcome is None or noted is None or outcome.status == "stopped":
        return jsonify(
            problem=gettext("A run that was stopped shows nothing that a test could expect. Let it end by itself.")
        )
    messaging = any(touch.door.startswith("messaging.") for touch in touches(flow))
    given = outcome.clean(noted.given(run.inputs, messaging))
    as_json = field(body, "filename", str, "").endswith(".json")
    try:
        with _one_at_a_time():
            flows = LibraryFlows(services().library)
            expected = expected_of(program, given, outcome, noted.sent, _limits(), flows)
        name, catalog = field(body, "name", str, ""), blockloom.catalog()
        text = with_test(program.text, flow, name, given, expected.expect, catalog, as_json)
    except (FlowError, NotBlocks, NotWritable, Unreadable) as error:
        return jsonify(problem=" ".join([translated(error), *noted.too_much]))
    return jsonify(text=text, left_out=[*noted.too_much, *map(translated, expected.left_out)])


def _program(body: dict[str, Any]) -> Program:
    program = services().library.check(field(body, "text", str), field(body, "filename", str, "new.flow.yaml"))
    try:
        program.runnable()
    except NotRunnable as error:
        raise Refusal(400, gettext("Its tests can run once its findings are mended."), "findings") from error
    return program


def _ended(id: str) -> LiveRun:
    run = services().runs.get(id)
    if run is None:
        raise Refusal(
            404, gettext("What this run was given is not remembered any more. Run the flow again, then keep it.")
        )
    if not run.ended.is_set():
        raise Refusal(409, gettext("This run has not ended yet."))
    return run


def _limits() -> Limits:
    limits = services().settings.limits
    return replace(limits, seconds=min(limits.seconds, SECONDS))


def _steps(flow: Flow) -> list[str]:
    """The addresses of the steps that are there to run, in the order of the file."""
    bodies = [flow.do, *(function.do for function in flow.functions.values())]
    todo: list[Any] = [step for body in reversed(bodies) for step in reversed(body)]
    found = []
    while todo:
        step = todo.pop()
        if isinstance(step, Block) and not step.disabled:
            found.append(step.place.path)
            inner = [
                part
                for slot in step.definition.slots
                if slot.shape == "body"
                for part in inside(step.slots.get(slot.key, []))
            ]
            todo.extend(reversed(inner))
    return found


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _BUSY.acquire(blocking=False):
        raise Refusal(429, gettext("Tests are running already. Wait a moment."), wait=2)
    try:
        yield
    finally:
        _BUSY.release()
