"""What the visual editor asks for beside single edits: steps as text, moved together, made a function; names."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

import blockloom
from blockloom.runtime import read_flow
from blockloom.runtime.format import Unreadable
from blockloom.runtime.write import NotWritable
from blockloom.web.answers import Refusal
from blockloom.web.body import FLOW_BODY, field, json_body
from blockloom.web.words import gettext, translated
from blockloom.web.workspace import NotBlocks
from blockloom.web.workspace.extract import extracted
from blockloom.web.workspace.rename import rename, variables
from blockloom.web.workspace.sections import MAIN, names_of_sections
from blockloom.web.workspace.steps import Steps

arranging = Blueprint("arranging", __name__)


@arranging.post("/calls/steps")
def arrange() -> Response:
    """Do something with steps of a text: ``{text, filename, section, act, paths, …}``.

    ``act`` is ``copy``; ``cut`` or ``delete``; ``paste`` (``yaml``, ``after``: a step's address, the section's for its
    beginning, empty for its end); ``gather`` at the place of ``to``; ``up``, ``down``; or ``function`` with a ``name``.
    Answers ``{text, paths, yaml}``: the new text, where the steps are in it, and those that were copied or cut. Else
    ``{problem}``.
    """
    body = json_body(FLOW_BODY)
    try:
        return jsonify(_arranged(_steps(body), body))
    except (NotBlocks, NotWritable, Unreadable) as error:
        return jsonify(problem=translated(error))


@arranging.post("/calls/variables")
def name_variables() -> Response:
    """The names of a section's variables, ``{text, filename, section}``: answers ``{names}``.

    With ``old`` and ``new``: answers ``{text}``, in which the variable is called otherwise, or ``{problem}``.
    """
    body = json_body(FLOW_BODY)
    try:
        steps = _steps(body)
        section, old = field(body, "section", str, MAIN), field(body, "old", str, "")
        if section not in names_of_sections(steps.flow):
            raise NotBlocks(gettext("There is no such section any more."))
        if not old:
            return jsonify(names=variables(steps.flow, section))
        rename(steps.flow, section, old, field(body, "new", str), blockloom.catalog())
        return jsonify(text=steps.saved())
    except (NotBlocks, NotWritable, Unreadable) as error:
        return jsonify(problem=translated(error))


@arranging.post("/calls/words")
def all_words() -> Response:
    """What stands on each step of a text, ``{text, filename}``, to look for words in it.

    Answers ``{words: [{path, line, words, text}]}``: the sentence on the block, and what the file says there.
    """
    steps = _steps(json_body(FLOW_BODY))
    return jsonify(words=steps.words())


def _steps(body: dict[str, Any]) -> Steps:
    """The steps of the body's text, read anew, since they are changed in place."""
    text, filename = field(body, "text", str), field(body, "filename", str, "new.flow.yaml")
    flow = read_flow(text, blockloom.catalog(), filename).flow
    if flow is None or flow.partial:
        raise Refusal(400, gettext("The text has mistakes that have to be mended first."))
    return Steps(text, flow, blockloom.catalog(), filename.endswith(".json"))


def _arranged(steps: Steps, body: dict[str, Any]) -> dict[str, Any]:
    act, paths = field(body, "act", str), [path for path in field(body, "paths", list, []) if isinstance(path, str)]
    section, yaml, now = field(body, "section", str, MAIN), "", []
    if act in ("copy", "cut"):
        yaml = steps.yaml(paths)
    if act == "copy":
        return {"text": field(body, "text", str), "paths": paths, "yaml": yaml}
    if act in ("cut", "delete"):
        steps.remove(paths)
    elif act == "paste":
        now = steps.insert(field(body, "yaml", str), section, field(body, "after", str, ""))
    elif act == "gather":
        now = steps.move(paths, field(body, "to", str))
    elif act in ("up", "down"):
        now = steps.shift(paths, -1 if act == "up" else 1)
    elif act == "function":
        now = extracted(steps, paths, field(body, "name", str).strip(), blockloom.catalog())
    else:
        raise Refusal(400, gettext('Nothing is done by "{act}".', act=act[:40]), field="act")
    text = steps.saved()
    return {"text": text, "paths": steps.addresses(now), "yaml": yaml}
