"""Flows that apps call: as methods of services, and by name."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from blockloom.runtime import Outcome
from blockloom.runtime.errors import FlowError
from blockloom.runtime.inputs import complete_inputs
from blockloom.runtime.library import FlowFile
from blockloom.runtime.permissions import START
from blockloom.runtime.store.runs import find_run
from blockloom.web.answers import Refusal
from blockloom.web.api import shapes
from blockloom.web.api.caller import caller
from blockloom.web.api.rates import bounded_failures
from blockloom.web.api.speaks import Link, speaks
from blockloom.web.api.values import WRONG_SHAPE, json_object, json_value
from blockloom.web.runs import Starter
from blockloom.web.services import services

flows = Blueprint("flows", __name__)

NO_ROW, MISSING, NOT_VALID = 1000, 8007, 8008
THROWN, NO_SERVICE, NO_METHOD, FAILED, ARGUMENTS, TIME_OVER = 14000, 14001, 14002, 14004, 14009, 15000
EXECUTION = "bl-execution-type"
TYPES = ("sync", "async", "async-low-priority")
OURS = 1000
"""From here on a code is Backendless's; a smaller one is another server's, such as 404."""
FURTHER = Link("flows.context", {"execution_id": "$response.body#/executionId"})
STARTED = shapes.record("executionId", False, executionId=shapes.text(36, 36))


@flows.post("/services/<service>/<path:method>")
@speaks({}, {}, may_lack=True)
@bounded_failures
def invoke(service: str, method: str) -> Response:
    """Run the flow that has the trigger ``http: {method: POST, path: /<service>/<method>}`` and answer what it returns.

    The body is the flow's inputs as an object, or the value of its only input. With the header bl-execution-type async
    the flow is started, and the answer is null at once.
    """
    kind = request.headers.get(EXECUTION, TYPES[0])
    if kind not in TYPES:
        raise FlowError(NOT_VALID, f"{EXECUTION} is one of {', '.join(TYPES)}.")
    file = published(service, method)
    inputs = inputs_of(file, json_value())
    if kind != TYPES[0]:
        services().runs.start(file, inputs, starter())
        return jsonify(None)
    return jsonify(answer_of(services().runs.call(file, inputs, starter())))


@flows.post("/automation/flow/activate-by-name")
@speaks(STARTED, shapes.record("name", name=shapes.text(1), initialData=shapes.perhaps(shapes.record())), FURTHER)
def activate_by_name() -> Response:
    """Start a flow by its name: ``{name, initialData?}``; answers ``{executionId}`` at once."""
    caller().rights.require(START)
    body = json_object()
    name = body.get("name")
    if name is None or name == "":
        raise FlowError(MISSING, "Property 'name' is missing. Say which flow to start.")
    if not isinstance(name, str):
        raise FlowError(NOT_VALID, "Property 'name' has to be a text.")
    named = next((file for file in services().library.list() if name in (file.title, file.key)), None)
    if named is None:
        raise FlowError(NO_ROW, f"There is no flow called {name[:100]}.")
    return started(named, body.get("initialData"))


@flows.post("/automation/flow/<flow_id>/activate")
@speaks(STARTED, shapes.record(), FURTHER, may_lack=True)
def activate(flow_id: str) -> Response:
    """Start a flow by its file's name without the ending; the body is what it is given."""
    caller().rights.require(START)
    if not services().library.has(flow_id):
        raise FlowError(NO_ROW, f"There is no flow with the id {flow_id[:100]}.")
    return started(services().library.read(flow_id), json_value())


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


def started(file: FlowFile, given: Any) -> Response:
    if given is not None and not isinstance(given, dict):
        raise FlowError(WRONG_SHAPE, "What a flow is given has to be a JSON object.")
    return jsonify(executionId=services().runs.start(file, inputs_of(file, given), starter()).id)


def starter() -> Starter:
    """A run for the caller: with their rights, and for their user."""
    known = caller()
    return Starter(known.store, rights=known.rights, session=known.session)


def published(service: str, method: str) -> FlowFile:
    """The flow that is published as this method, but for those from elsewhere. FlowError 14001, 14002 if none is."""
    path, known = f"/{service}/{method}", False
    for file in services().library.list():
        for trigger in file.program.flow.when if file.program.flow else []:
            if trigger.kind == "http" and trigger.settings.get("method") == "POST":
                if trigger.settings.get("path") == path and not services().history.is_foreign(file.key):
                    return file
                known = known or trigger.settings.get("path", "").startswith(f"/{service}/")
    if known:
        raise FlowError(NO_METHOD, f"The service {service[:100]} has no method {method[:100]}.")
    raise FlowError(NO_SERVICE, f"There is no service {service[:100]}.")


def inputs_of(file: FlowFile, given: Any) -> dict[str, Any]:
    """What was sent as the flow's inputs. FlowError 14004 for a flow that can't run, 14009 for what does not fit."""
    if not file.program.ok:
        raise FlowError(FAILED, "This flow can't run yet: there is something to mend in it.")
    if services().history.is_foreign(file.key):
        raise FlowError(FAILED, "This flow came from elsewhere. Run it once on its page to allow it.")
    declared = file.program.runnable().inputs
    fits = isinstance(given, dict) and (len(declared) != 1 or given.keys() <= declared.keys())
    inputs = {} if given is None else given if fits else dict.fromkeys(declared, given)
    if given is not None and not fits and len(declared) != 1:
        raise FlowError(ARGUMENTS, "Send what the flow takes as an object, by the names of its inputs.")
    try:
        complete_inputs(declared, inputs)
    except FlowError as error:
        raise FlowError(ARGUMENTS, error.message) from error
    return inputs


def answer_of(outcome: Outcome) -> Any:
    """What the flow returned. FlowError with the code of a block that raised one of Backendless's, 14000 for any other
    error of the flow, 15000 when its time was over, 14004 when it was stopped otherwise."""
    error = outcome.error
    if error is None:
        return outcome.result
    if outcome.status == "stopped":
        raise FlowError(TIME_OVER if error["code"] == "deadline" else FAILED, error["message"])
    if isinstance(error["code"], int) and error["code"] >= OURS:
        raise FlowError(error["code"], error["message"])
    raise Refusal(400, error["message"], THROWN, error=error["code"])
