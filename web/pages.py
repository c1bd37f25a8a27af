"""The pages that a person opens."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

import blockloom
from blockloom.runtime.errors import FlowError
from blockloom.runtime.history import DELETED
from blockloom.runtime.library import FlowFile
from blockloom.runtime.store import versions
from blockloom.runtime.store.runs import find_run, recent_runs
from blockloom.runtime.touches import told, touches
from blockloom.web.answers import Refusal
from blockloom.web.callers import called
from blockloom.web.forms import FORMS, exported
from blockloom.web.going import runs_mark
from blockloom.web.highlight import pieces_of, shown
from blockloom.web.look import named
from blockloom.web.picture import picture, steps_by_line
from blockloom.web.services import services
from blockloom.web.stream import saved_ending, spoken
from blockloom.web.timed import starts
from blockloom.web.tray import phones_data
from blockloom.web.words import gettext, language
from blockloom.web.workspace import palette
from blockloom.web.workspace.show import declared

pages = Blueprint("pages", __name__)
pages.add_app_template_filter(called)

CARD = 6
"""Rows of a flow's drawing on its card."""


@pages.get("/")
def gallery() -> str:
    """Every flow as a card."""
    cards = [card(file) for file in services().library.list()]
    return render_template("gallery.html", cards=cards, deleted=services().history.deleted()[:DELETED], most=DELETED)


@pages.get("/flows/<key>")
def flow(key: str) -> str:
    """One flow: its text, its inputs, a phone, Run and Stop."""
    file = found(key)
    program, text = file.program, shown(file.program.text)
    return render_template(
        "flow.html",
        file=file,
        flow=program.flow,
        text=text,
        lines=pieces_of(program.text, blockloom.catalog()),
        findings=program.findings,
        foreign=services().history.is_foreign(key),
        starts=starts(file),
        can=told(touches(program.flow), gettext) if program.flow else [],
        by_line=by_line(file),
        forms=FORMS,
        kept={"recent": versions.RECENT, "minutes": versions.APART // 60_000, "all": versions.KEPT},
        data={
            "flow": key,
            "run": watched(key),
            "unchanged": is_what_ran(file),
            "filename": file.filename,
            "text": text,
            "version": file.version,
            "form": declared(program.flow.inputs) if program.flow else [],
            "steps": steps(file),
            "palette": url_for("editing.blocks", version=palette(blockloom.catalog()).version),
            **phones_data(),
        },
    )


@pages.get("/flows/<key>/as/<form>")
def download(key: str, form: str) -> Response:
    """A flow as a file to keep, in one of the FORMS."""
    program = found(key).program
    if form not in FORMS:
        raise Refusal(404, gettext("A flow can be had as {forms}.", forms=", ".join(FORMS)))
    text = exported(program, form)
    if text is None:
        raise Refusal(
            400,
            gettext("It can't be made into a {form} before its findings are mended.", form=gettext(FORMS[form].words)),
            "findings",
        )
    content = BytesIO(text.encode("utf-8", "replace"))
    return send_file(content, FORMS[form].kind, as_attachment=True, download_name=f"{key}{FORMS[form].ending}")


@pages.get("/runs")
def runs() -> str:
    """The runs that go on and the last ones that ended, newest first, those of apps included."""
    services().runs.settle()
    mark, going = runs_mark(services()), services().runs.going()
    ended = recent_runs(services().store, every_app=True)
    return render_template("runs.html", going=going, runs=ended, titles=titles(), mark=mark)


@pages.get("/runs/<uuid:run_id>")
def run(run_id: Any) -> ResponseReturnValue:
    """One run that was kept; one that is going on is shown with its flow."""
    going = next((one for one in services().runs.going() if one.id == str(run_id)), None)
    if going is not None:
        return redirect(url_for("pages.flow", key=going.flow, run=going.id if going.watchable else None))
    record = find_run(services().store, str(run_id), every_app=True)
    if record is None:
        raise Refusal(404, gettext("There is no such run. The last 200 are kept."))
    try:
        file = services().library.read(record.flow)
    except FlowError:
        file = None
    data = {
        "events": spoken(record.trace, language()),
        "lines": record.log,
        "end": saved_ending(record),
        "inputs": record.inputs,
    }
    return render_template(
        "run.html", run=record, file=file, steps=len(record.trace), data={**data, "steps": steps(file) if file else {}}
    )


def found(key: str) -> FlowFile:
    try:
        return services().library.read(key)
    except FlowError as error:
        raise Refusal(404, error.message, error.code) from error


def watched(key: str) -> str | None:
    """The run of this flow that the address asks to show."""
    run_id = request.args.get("run", type=UUID)
    if run_id is None:
        return None
    live = services().runs.get(str(run_id))
    if live is not None:
        return live.id if live.key == key else None
    record = find_run(services().store, str(run_id))
    return record.id if record and record.flow == key else None


def is_what_ran(file: FlowFile) -> bool:
    """Whether the run that the address asks to show is surely one of the flow as it is now."""
    live = services().runs.get(request.args.get("run", ""))
    return live is not None and live.program.text == file.program.text


def card(file: FlowFile) -> dict[str, Any]:
    """What the gallery shows of a flow."""
    flow, errors = file.program.flow, file.program.errors
    return {
        "file": file,
        "steps": sum(1 for block in flow.blocks() if not block.formula) if flow else 0,
        "picture": picture(flow, blockloom.catalog(), CARD) if flow else [],
        "errors": len(errors),
        "first": errors[0] if errors else None,
    }


def by_line(file: FlowFile) -> dict[int, list[Any]]:
    """The findings of each line; what stands outside the text is told at its nearest line."""
    last = len(shown(file.program.text).removesuffix("\n").split("\n"))
    lines: dict[int, list[Any]] = {}
    for finding in file.program.findings:
        lines.setdefault(min(max(finding.line, 1), last), []).append(finding)
    return lines


def steps(file: FlowFile) -> dict[str, str]:
    return steps_by_line(file.program.flow) if file.program.flow else {}


def titles() -> dict[str, str]:
    return {file.key: named(file) for file in services().library.list()}
