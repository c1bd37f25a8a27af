"""Pushing by a template, the templates as devices ask for them, and taking a channel away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from blockloom.runtime.context import SystemClock
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import publishing
from blockloom.runtime.messaging.administration import delete_channel
from blockloom.runtime.messaging.templates import PLATFORMS, for_devices
from blockloom.runtime.permissions import MANAGE, PUSH
from blockloom.web.api import shapes
from blockloom.web.api.caller import caller
from blockloom.web.api.speaks import speaks
from blockloom.web.api.values import WRONG_SHAPE, json_value
from blockloom.web.services import services

templates = Blueprint("templates", __name__)
clock = SystemClock()

TEMPLATES = {"type": "object", "additionalProperties": {"type": "object"}}


@templates.post("/messaging/push/<path:name>")
@speaks(shapes.named("Message"), shapes.VALUES, may_lack=True)
def push(name: str) -> Response:
    """Push by a template: ``{templateValues: {name: value, …}}``, or the values as the whole body.

    Answers ``{errorMessage, messageId, status}``.
    """
    rights = caller().rights
    rights.require_any([PUSH])
    answer = publishing.push_template(
        rights.store, name, template_values(), clock.now(), services().pushing.announce, rights
    )
    return jsonify(answer)


@templates.get("/messaging/pushtemplates")
@speaks(TEMPLATES)
def all_templates() -> Response:
    """Every push template by its name."""
    return jsonify(for_devices(caller().store, None))


@templates.get("/messaging/pushtemplates/<os>")
@speaks(TEMPLATES, parameters={"os": {"enum": list(PLATFORMS)}})
def templates_for(os: str) -> Response:
    """The push templates for one system by their names, each with that system's options."""
    return jsonify(for_devices(caller().store, os))


@templates.delete("/messaging/channels/<path:name>")
@speaks(shapes.DONE)
def delete(name: str) -> Response:
    """Take a channel away, with its registrations."""
    rights = caller().rights
    rights.require_any([MANAGE], name)
    delete_channel(rights.store, name, rights)
    return jsonify(result=True)


def template_values() -> Any:
    """The values, as the documentation and as the Flutter SDK send them. No body means none."""
    body = json_value()
    if body is None:
        return {}
    if not isinstance(body, dict):
        raise FlowError(WRONG_SHAPE, "The body has to be a JSON object.")
    return body["templateValues"] if "templateValues" in body else body
