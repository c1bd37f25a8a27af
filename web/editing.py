"""What the visual editor asks for: text → blocks, blocks → text, and what every block looks like."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

import blockloom
from blockloom.runtime import Program
from blockloom.runtime.format import Unreadable, read_lately
from blockloom.runtime.model import Flow
from blockloom.runtime.write import NotWritable
from blockloom.web.answers import Refusal
from blockloom.web.body import FLOW_BODY, field, json_body
from blockloom.web.flowcalls import findings
from blockloom.web.services import services
from blockloom.web.words import YEAR, gettext, translated
from blockloom.web.workspace import NotBlocks, changed, edited, outline, palette, sheet, shown
from blockloom.web.workspace.sections import MAIN, names_of_sections
from blockloom.web.workspace.show import declared

editing = Blueprint("editing", __name__)


@editing.get("/editor/palette-<version>.json")
def blocks(version: str) -> Response:
    """All that the editor knows of the blocks. The address changes with the content, so it can be kept for ever."""
    made = palette(blockloom.catalog())
    if version != made.version:
        raise Refusal(404, gettext("The blocks are others by now. Load the page again."))
    response = Response(made.text, mimetype="application/json")
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


@editing.post("/calls/blocks")
def to_blocks() -> Response:
    """A section of a text as blocks: ``{text, filename, section, open: [address, …]}``.

    Answers ``{section, sheet, ok, findings, outline, inputs, tests}``. ``sheet`` is null where the text can't be shown
    whole as blocks; a section that is not there any more is answered with the main one.
    """
    body = json_body(FLOW_BODY)
    program = read(body)
    flow = whole(program)
    if flow is None:
        return jsonify(section=field(body, "section", str, MAIN), sheet=None, **about(program))
    section = known(flow, field(body, "section", str, MAIN))
    opened = {address for address in field(body, "open", list, []) if isinstance(address, str)}
    return jsonify(section=section, sheet=shown(flow, section, opened).as_dict(), **about(program))


@editing.post("/calls/text")
def to_text() -> Response:
    """A text with edited blocks in the place of one section: ``{text, filename, section, blocks, tops, places}``.

    Answers ``{text, section, places}``, or ``{problem, block}`` where no flow can hold these blocks and the text stays
    as it is. What is wrong with the new text is asked for once it is shown.
    """
    body = json_body(FLOW_BODY)
    text, as_json = field(body, "text", str), field(body, "filename", str, "").endswith(".json")
    try:
        flow = read_lately(text, blockloom.catalog(), as_json).flow
        if flow is None or flow.partial:
            return jsonify(problem=gettext("The text has mistakes that have to be mended first."), block="")
        blocks = sheet(field(body, "blocks", dict), field(body, "tops", list), field(body, "places", dict, {}))
        made = edited(text, flow, field(body, "section", str), blocks, blockloom.catalog(), as_json)
    except NotBlocks as error:
        return jsonify(problem=translated(error), block=error.id)
    except (NotWritable, Unreadable) as error:
        return jsonify(problem=translated(error), block="")
    return jsonify(text=made.text, section=made.section, places=made.places)


@editing.post("/calls/about")
def say_about() -> Response:
    """What is said of a text whose blocks are on the page: ``{text, filename, section}``.

    Answers ``{prints, lines, ok, findings, outline, inputs, tests}``, the first two by the addresses of the section's
    steps.
    """
    body = json_body(FLOW_BODY)
    program = read(body)
    return jsonify(**steps_of(program, field(body, "section", str, MAIN)), **about(program))


@editing.post("/calls/functions")
def functions() -> Response:
    """A text with a new function, ``{text, filename, name}``, or without one, ``{text, filename, section}``.

    Answers ``{text}``, or ``{problem}``.
    """
    body = json_body(FLOW_BODY)
    program = read(body)
    flow, as_json = whole(program), field(body, "filename", str, "").endswith(".json")
    if flow is None:
        return jsonify(problem=gettext("The text has mistakes that have to be mended first."))
    section, name = field(body, "section", str, ""), field(body, "name", str, "")
    try:
        return jsonify(text=changed(program.text, flow, section, name, blockloom.catalog(), as_json))
    except (NotBlocks, NotWritable, Unreadable) as error:
        return jsonify(problem=translated(error))


def read(body: dict[str, Any]) -> Program:
    return services().library.check(field(body, "text", str), field(body, "filename", str, "new.flow.yaml"))


def whole(program: Program) -> Flow | None:
    """The flow, if all that the text says is in it."""
    return program.flow if program.flow is not None and not program.flow.partial else None


def known(flow: Flow, section: str) -> str:
    return section if section in names_of_sections(flow) else MAIN


def about(program: Program) -> dict[str, Any]:
    """What is said of a text beside its blocks."""
    flow = program.flow
    return {
        **findings(program),
        "outline": outline(flow, program.findings) if flow is not None else [],
        "inputs": declared(flow.inputs) if flow is not None else [],
        "tests": [{"name": test.name or f"test {at}"} for at, test in enumerate(flow.tests, 1)] if flow else [],
    }


def steps_of(program: Program, section: str) -> dict[str, Any]:
    """The fingerprints and the lines of a section's steps by their addresses."""
    flow = whole(program)
    if flow is None:
        return {"prints": {}, "lines": {}}
    made = shown(flow, known(flow, section))
    return {"prints": {made.places[id]: print for id, print in made.prints.items()}, "lines": made.lines}
