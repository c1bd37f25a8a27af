"""Templates of pushes, and of buttons and channels on devices."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from blockloom.runtime.context import SystemClock
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging.templates import Templates, platform_of
from blockloom.runtime.messaging.texts import MISSING
from blockloom.web.api.caller import caller
from blockloom.web.api.values import json_object

templates = Blueprint("templates", __name__)
clock = SystemClock()

PARTS = "<any('button', 'channel'):kind>-templates"


@templates.get("/messaging/push/templates")
def pushes() -> Response:
    """Every push template."""
    return jsonify(Templates(caller().store).all())


@templates.post("/messaging/push/templates")
def add_push() -> Response:
    """Keep one: ``{name, message?, platforms?, channelName?, segmentQuery?, options?}``."""
    return jsonify(Templates(caller().store).add(json_object(), clock.now()))


@templates.get("/messaging/push/templates/<name>")
def push(name: str) -> Response:
    """One push template."""
    return jsonify(Templates(caller().store).get(name))


@templates.put("/messaging/push/templates/<name>")
def change_push(name: str) -> Response:
    """Change what is given of one."""
    return jsonify(Templates(caller().store).change(name, json_object(), clock.now()))


@templates.delete("/messaging/push/templates")
def delete_pushes() -> Response:
    """Take some away: ``?names=a,b``; answers how many."""
    names = [name for name in request.args.get("names", "").split(",") if name]
    if not names:
        raise FlowError(MISSING, "Say which templates to delete: ?names=a,b")
    return jsonify(Templates(caller().store).delete(names))


@templates.get(f"/messaging/{PARTS}")
def parts(kind: str) -> Response:
    """Every template of buttons, or of channels, for one system: ``?platform=ANDROID``."""
    return jsonify(of(kind).all())


@templates.post(f"/messaging/{PARTS}")
def add_part(kind: str) -> Response:
    """Keep one: ``{name, …}``."""
    return jsonify(of(kind).add(json_object(), clock.now()))


@templates.put(f"/messaging/{PARTS}/<name>")
def change_part(kind: str, name: str) -> Response:
    """Change what is given of one."""
    return jsonify(of(kind).change(name, json_object(), clock.now()))


@templates.delete(f"/messaging/{PARTS}/<name>")
def delete_part(kind: str, name: str) -> Response:
    """Take one away; answers how many."""
    return jsonify(of(kind).delete([name]))


def of(kind: str) -> Templates:
    """The templates of that kind for the system that the address names. FlowError 8007, 8008."""
    platform = request.args.get("platform", "")
    if not platform:
        raise FlowError(MISSING, "Say for which system: ?platform=ANDROID")
    return Templates(caller().store, kind, platform_of(platform))
