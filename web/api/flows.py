"""Flows that apps call: as methods of services, as handlers of events, by the name of a trigger, and by their own."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from blockloom.runtime.errors import FlowError
from blockloom.runtime.format.triggers import METHODS
from blockloom.runtime.library import FlowFile
from blockloom.runtime.permissions import START
from blockloom.runtime.store.runs import find_run
from blockloom.web.api import shapes
from blockloom.web.api.caller import caller, check_embedded
from blockloom.web.api.errors import NOT_READABLE
from blockloom.web.api.rates import bounded_failures
from blockloom.web.api.speaks import Link, speaks
from blockloom.web.api.starting import (
    ARGUMENTS,
    NO_ROW,
    answer_of,
    check_trigger,
    handler,
    inputs_of,
    requested,
    starter,
)
from blockloom.web.api.values import WRONG_SHAPE, json_object, json_value
from blockloom.web.guard import READING
from blockloom.web.services import services

flows = Blueprint("flows", __name__)

MISSING, NOT_VALID = 8007, 8008
EXECUTION = "bl-execution-type"
TYPES = ("sync", "async", "async-low-priority")
WAITING = ("any", "all")
PLAIN = ("", "text/plain")
"""The types under which SDKs send what is no object."""
FURTHER = Link("flows.context", {"execution_id": "$response.body#/executionId"})
STARTED = shapes.record("executionId", False, executionId=shapes.text(36, 36))
NAME = shapes.text(1)


@flows.route("/services/", defaults={"address": ""}, methods=METHODS, strict_slashes=False)
@flows.route("/services/<path:address>", methods=METHODS)
@speaks({}, {}, may_lack=True)
@bounded_failures
def invoke(address: str) -> Response:
    """Run the flow that has the trigger ``http: {method: …, path: /<address>}`` and answer what it returns.

    Its inputs are the body, as an object or as the value of its only input, and what stands in the address behind a
    question mark. With the header bl-execution-type async the flow is started, and the answer is null at once.
    """
    if request.method in READING:
        check_embedded()
    method = "GET" if request.method == "HEAD" else request.method
    return carried_out(requested(method, address), f"{method} /{address}", argument(), texts_in_address())


@flows.post("/servercode/events/<event>")
@speaks({}, shapes.record(), may_lack=True)
@bounded_failures
def dispatch(event: str) -> Response:
    """Run the flow that has the trigger ``event: {name: <event>}`` and answer what it returns.

    The body is the flow's inputs; bl-execution-type is as for services.
    """
    return carried_out(handler(event), f"event {event}", json_value())


@flows.post("/automation/flow/activate-by-name")
@speaks(STARTED, shapes.record("name", name=NAME, initialData=shapes.perhaps(shapes.record())), FURTHER)
def activate_by_name() -> Response:
    """Start a flow by its name: ``{name, initialData?}``; answers ``{executionId}`` at once."""
    caller().rights.require(START)
    body = json_object()
    return started(named("name", body.get("name")), body.get("initialData"))


@flows.post("/automation/flow/<flow_id>/activate")
@speaks(STARTED, shapes.record(), FURTHER, may_lack=True)
def activate(flow_id: str) -> Response:
    """Start a flow by its file's name without the ending; the body is what it is given."""
    caller().rights.require(START)
    return started(by_id(flow_id), json_value())


@flows.post("/automation/flow/trigger/activate-by-name")
@speaks(STARTED, shapes.record(), FURTHER, may_lack=True, needed={"flowName": NAME, "triggerName": NAME})
def fire_by_name() -> Response:
    """Fire a trigger of a flow, an ``event`` by its name: ``?flowName=&triggerName=``; the body is what it is given.

    That starts a run; answers ``{executionId}`` at once.
    """
    caller().rights.require(START)
    return fired(named("flowName", request.args.get("flowName")), request.args.get("triggerName"))


@flows.post("/automation/flow/<flow_id>/trigger/<trigger_id>/activate")
@speaks(STARTED, shapes.record(), FURTHER, may_lack=True, query={"execution": {"enum": list(WAITING)}})
def fire(flow_id: str, trigger_id: str) -> Response:
    """As by names, with the flow's file's name without the ending.

    No run waits for a trigger here: ``?execution=`` any or all starts one, and the id of one is refused.
    """
    caller().rights.require(START)
    execution = request.args.get("execution") or WAITING[0]
    file = by_id(flow_id)
    if execution not in WAITING:
        raise FlowError(NO_ROW, f"No run {execution[:100]} waits for a trigger. Leave execution away to start one.")
    return fired(file, trigger_id)


@flows.get("/automation/flow/execution-context/<execution_id>")
@speaks(shapes.record())
def context(execution_id: str) -> Response:
    """The variables of a run that was started so, as they are at its end; nothing yet while it goes on."""
    caller().rights.require(START)
    run = services().runs.get(execution_id)
    if run is not None and not run.ended.is_set():
        return jsonify({})
    record = find_run(caller().store, execution_id) if execution_id.isascii() and execution_id.isprintable() else None
    if record is None:
        raise FlowError(NO_ROW, "There is no such run. The last 200 are kept.")
    return jsonify(record.trace[-1]["value"] if record.trace else {})


def argument() -> Any:
    """The body's value. A text that is no JSON, and is not said to be, is itself: so SDKs send one."""
    try:
        return json_value()
    except FlowError as error:
        if error.code != NOT_READABLE or request.mimetype not in PLAIN:
            raise
        try:
            return request.get_data().decode()
        except UnicodeDecodeError:
            raise error from None


def carried_out(file: FlowFile, how: str, given: Any, texts: dict[str, str] | None = None) -> Response:
    """Run it with what was given, and answer; or start it and answer null."""
    kind = request.headers.get(EXECUTION) or TYPES[0]
    if kind not in TYPES:
        raise FlowError(NOT_VALID, f"{EXECUTION} is one of {', '.join(TYPES)}.")
    inputs = inputs_of(file, given, texts)
    if kind != TYPES[0]:
        services().runs.start(file, inputs, starter(how))
        return jsonify(None)
    return jsonify(answer_of(services().runs.call(file, inputs, starter(how))))


def texts_in_address() -> dict[str, str]:
    """FlowError 14009 for a name that stands there twice."""
    for name, texts in request.args.lists():
        if len(texts) > 1:
            raise FlowError(ARGUMENTS, f'"{name[:100]}" stands in the address twice. Send a list in the body.')
    return request.args.to_dict()


def named(property: str, name: Any) -> FlowFile:
    """The flow of this name. FlowError 8007 without one, 8008 for what is no text, 1000 if there is none."""
    if name is None or name == "":
        raise FlowError(MISSING, f"Property '{property}' is missing. Say which flow to start.")
    if not isinstance(name, str):
        raise FlowError(NOT_VALID, f"Property '{property}' has to be a text.")
    for file in services().library.list():
        if name in (file.title, file.key):
            return file
    raise FlowError(NO_ROW, f"There is no flow called {name[:100]}.")


def by_id(flow_id: str) -> FlowFile:
    """FlowError 1000 if there is none."""
    if not services().library.has(flow_id):
        raise FlowError(NO_ROW, f"There is no flow with the id {flow_id[:100]}.")
    return services().library.read(flow_id)


def fired(file: FlowFile, trigger: str | None) -> Response:
    if not trigger:
        raise FlowError(MISSING, "Property 'triggerName' is missing. Say which trigger to fire.")
    check_trigger(file, trigger)
    return started(file, json_value(), f"trigger {trigger}")


def started(file: FlowFile, given: Any, how: str = "automation") -> Response:
    if given is not None and not isinstance(given, dict):
        raise FlowError(WRONG_SHAPE, "What a flow is given has to be a JSON object.")
    return jsonify(executionId=services().runs.start(file, inputs_of(file, given), starter(how)).id)
