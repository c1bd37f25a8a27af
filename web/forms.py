"""The forms in which a flow is given away: a flow file, its JSON twin, Python, a picture."""

from __future__ import annotations

from dataclasses import dataclass

import blockloom
from blockloom.runtime import Program, python_of
from blockloom.runtime.write import to_json, to_yaml
from blockloom.web.drawing import svg
from blockloom.web.picture import picture
from blockloom.web.words import marked

MOST = 2_000
"""Rows of a picture."""


@dataclass(frozen=True, slots=True)
class Form:
    """``ending`` is that of its files, ``words`` what a person calls it."""

    ending: str
    kind: str
    words: str


FORMS = {
    "yaml": Form(".flow.yaml", "application/yaml", marked("flow file")),
    "json": Form(".flow.json", "application/json", marked("JSON file")),
    "python": Form(".py", "text/x-python", marked("Python program")),
    "picture": Form(".svg", "image/svg+xml", marked("picture")),
}


def exported(program: Program, form: str) -> str | None:
    """The flow in one of the FORMS; None where its findings are in the way. A file of that form stays as it is."""
    flow = program.flow
    if form == ("json" if program.filename.endswith(".json") else "yaml"):
        return program.text
    if form == "python":
        return python_of(program) if program.ok else None
    if flow is None or not whole(program):
        return None
    if form == "picture":
        return svg(picture(flow, blockloom.catalog(), MOST), flow.name or program.filename)
    return to_json(flow) if form == "json" else to_yaml(flow)


def whole(program: Program) -> bool:
    """Whether all that the text says was read: nothing is wrong, but for blocks that are not installed."""
    return all(finding.code == "unknown_block" for finding in program.errors)
