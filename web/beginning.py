"""Where in the middle of a flow a run begins: with the variables of an earlier run, or by repeating it up to there."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from blockloom.runtime import value_from_json
from blockloom.runtime.errors import FlowError
from blockloom.runtime.library import FlowFile
from blockloom.runtime.onward import onward
from blockloom.runtime.repeat import Moment
from blockloom.web.answers import Refusal
from blockloom.web.body import field
from blockloom.web.services import services
from blockloom.web.words import gettext


def beginning(file: FlowFile, body: dict[str, Any]) -> tuple[FlowFile, dict[str, Any], Moment | None]:
    """A flow from the step ``onward`` on, its inputs, and the moment until which it repeats the earlier ``run``, in
    which that step began with the ``event`` of this number.

    A flow that was changed since is not repeated where the variables that are ``known`` tell all that went before.
    """
    path, known = field(body, "onward", str), field(body, "known", dict)
    earlier = services().runs.get(field(body, "run", str, ""))
    moment = earlier.moment(field(body, "event", int, -1), path) if earlier and earlier.ended.is_set() else None
    if earlier and moment and earlier.key == file.key and earlier.program.text == file.program.text:
        return replace(file, program=earlier.program), earlier.inputs, moment
    try:
        given = {name: value_from_json(json.dumps(value)) for name, value in known.items()}
        return replace(file, program=onward(file.program, path, known)), given, None
    except FlowError as error:
        if earlier is None or moment is None or earlier.key != file.key:
            lost = gettext("What that run was answered is not remembered any more. Run the flow again, then from here.")
            raise Refusal(400, f"{error.message} {lost}", str(error.code)) from error
        return file, earlier.inputs, moment
