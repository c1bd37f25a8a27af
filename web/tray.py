"""The page of the phones: what was pushed to each device of the app, newest first."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, render_template

from blockloom.runtime.messaging import stable_device
from blockloom.runtime.store import arrivals
from blockloom.web.services import services

tray = Blueprint("tray", __name__)

MOST = 200


@tray.get("/phones")
def phones() -> str:
    """Every device with its pushes."""
    names = {stable_device(services().store, name).device_id: name for name in services().phones.names()}
    found: dict[str, dict[str, Any]] = {}
    for row in arrivals.newest(services().store, MOST):
        new = {"name": names.get(row.device_id, row.device_id), "os": row.os, "version": row.os_version, "pushes": []}
        phone = found.setdefault(row.device_id, new)
        if row.at is not None:
            phone["pushes"].append({"at": row.at, **_shown(row.push)})
    return render_template("phones.html", phones=list(found.values()), newest=arrivals.last(services().store))


@tray.get("/phones/newest")
def newest() -> Response:
    """What arrived last: ``{newest}``, a text that changes with each push."""
    return jsonify(newest=str(arrivals.last(services().store)))


def _shown(push: dict[str, Any]) -> dict[str, Any]:
    """What a phone shows of a push: a title and a text, or the data for its app."""
    shown = push.get("notification", {})
    data = push.get("data", {})
    silent = "" if shown else data.get("message", "")
    return {"title": shown.get("title", ""), "text": shown.get("body", ""), "silent": silent}
