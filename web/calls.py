"""What the pages' scripts ask for. Each call is one function of the runtime; JSON in, JSON out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from blockloom.runtime import Program, coerce_inputs
from blockloom.runtime.errors import FlowError
from blockloom.runtime.library import FlowFile
from blockloom.runtime.pausing import Pauses
from blockloom.runtime.phones import FIRST, UNINSTALLED
from blockloom.runtime.store.runs import find_run
from blockloom.runtime.touches import told, touches
from blockloom.web.answers import Refusal
from blockloom.web.beginning import beginning
from blockloom.web.body import field, json_body
from blockloom.web.feed import PhonesWatch
from blockloom.web.flowcalls import findings
from blockloom.web.going import RunsWatch, going, shown
from blockloom.web.services import services
from blockloom.web.stream import MARKS, Watching, replay
from blockloom.web.words import gettext, language
from blockloom.web.world import Starter

calls = Blueprint("calls", __name__)

POINTS = 200
Answer = Response | tuple[Response, int]


@calls.post("/calls/runs")
def start_run() -> Answer:
    """Run a stored flow: ``{flow, inputs: {name: text}, phone, points, step}``; answers ``{id}``.

    It stands still at the steps in ``points``, ``{address: condition}``, and with ``step`` at its first one. With
    ``onward`` it begins in the middle, see ``beginning``. 403 for a flow from elsewhere, with all that it ``can`` touch
    and its ``version``; ``allow`` names that version.
    """
    body = json_body()
    file = services().library.read(field(body, "flow", str))
    if not file.program.ok:
        raise Refusal(
            400,
            gettext("This flow can't run yet. Its findings say what to mend."),
            "findings",
            **findings(file.program),
        )
    check_allowed(file, field(body, "allow", str, ""))
    moment = None
    if "onward" in body:
        file, inputs, moment = beginning(file, body)
    else:
        inputs = read_inputs(file.program, field(body, "inputs", dict, {}))
    phone = services().phones.named(field(body, "phone", str, FIRST))
    if phone.state == UNINSTALLED:
        raise Refusal(
            400,
            gettext('The app on "{phone}" is gone. Install it again on the page of the phones.', phone=phone.name),
            "phone",
        )
    starter = Starter(services().store, phone.device, phone.name)
    pauses = Pauses(file.program, points_of(body), field(body, "step", bool, False))
    return jsonify(id=services().runs.start(file, inputs, starter, pauses, moment).id), 201


@calls.post("/calls/runs/<uuid:run_id>/go")
def go_on(run_id: Any) -> Answer:
    """Let a run that stands still go on: ``{step, points}``, to its next step or to the next of the points."""
    body = json_body()
    run = services().runs.get(str(run_id))
    if run is None or run.pauses is None:
        raise Refusal(404, gettext("That run is not going on."))
    run.pauses.set(points_of(body))
    run.pauses.go(field(body, "step", bool, False))
    return jsonify(id=str(run_id))


@calls.post("/calls/runs/<uuid:run_id>/stop")
def stop_run(run_id: Any) -> Answer:
    """Stop a run; stopping one that has ended changes nothing."""
    json_body()
    if not services().runs.stop(str(run_id)):
        raise Refusal(404, gettext("That run is not going on."))
    return jsonify(id=str(run_id))


@calls.get("/runs/<uuid:run_id>/events")
def run_events(run_id: Any) -> Response:
    """The run's events as a stream, from Last-Event-ID on; with ``?phones=N`` also what changes on the phones, from the
    push of that number on, and with ``?flow=`` which runs of that flow go on, so that a page needs one stream."""
    run = services().runs.get(str(run_id))
    if run is not None:
        of_run, of_phones, *_ = f"{request.headers.get('Last-Event-ID', '')}{MARKS}".split(MARKS)
        since = request.args.get("phones")
        phones = [] if since is None else [PhonesWatch(services().feed, of_phones or since)]
        return services().streams.watch(Watching(run, of_run), *phones, *going())
    record = find_run(services().store, str(run_id))
    if record is None:
        raise Refusal(404, gettext("There is no such run. The last 200 are kept."))
    return services().streams.open(replay(record))


@calls.get("/runs/events")
def runs_events() -> Response:
    """A message each time other runs go on or have ended than at Last-Event-ID or, on the page's first asking, at
    ``?since=``."""
    since = request.headers.get("Last-Event-ID") or request.args.get("since", "")
    return services().streams.watch(RunsWatch(services(), since))


@calls.get("/calls/runs")
def running_now() -> Response:
    """Every run that goes on: ``{runs: [{id, started, by, watchable}]}``."""
    return jsonify(runs=shown(services().runs.going(), language()))


def check_allowed(file: FlowFile, allowed: str) -> None:
    """Refusal 403 for a flow from elsewhere, unless it is allowed with this very version."""
    history = services().history
    if not history.is_foreign(file.key):
        return
    if allowed != file.version:
        can = told(touches(file.program.flow), gettext) if file.program.flow else []
        words = gettext("This flow came from elsewhere and has not run here yet.")
        raise Refusal(403, words, "foreign", can=can, version=file.version)
    history.allow(file.key)


def points_of(body: dict[str, Any]) -> dict[str, str]:
    """Where a run is to stand still: conditions by the addresses of steps."""
    points = field(body, "points", dict, {})
    if len(points) > POINTS or not all(isinstance(condition, str) for condition in points.values()):
        raise Refusal(
            400,
            gettext("There can be {count} breakpoints, each with a condition or an empty text.", count=POINTS),
            field="points",
        )
    return points


def read_inputs(program: Program, texts: dict[str, Any]) -> dict[str, Any]:
    """The form's texts as the types that the flow declares; a refusal names its ``input``."""
    values: dict[str, Any] = {}
    for name, text in texts.items():
        if not isinstance(text, str):
            raise Refusal(400, gettext('The input "{name}" has to be given as a text.', name=name[:80]), input=name)
        try:
            values |= coerce_inputs(program, {name: text})
        except FlowError as error:
            raise Refusal(400, error.message, error.code, input=name) from error
    return values
