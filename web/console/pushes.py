"""Publishing and pushing from the console."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from blockloom.runtime.context import SystemClock
from blockloom.runtime.messaging import publishing, search
from blockloom.runtime.messaging.templates import template_of
from blockloom.web.api.caller import caller
from blockloom.web.api.values import json_object
from blockloom.web.asking import asking
from blockloom.web.services import services

pushes = Blueprint("pushes", __name__)
clock = SystemClock()
PATIENCE = 2.0
"""Seconds for which the answer to a push waits."""


@pushes.post("/messaging/<channel>")
def publish(channel: str) -> Response:
    """Publish ``{message, publisherId?, pushBroadcast?, headers?, confirmed?}``; answers as apps are answered.

    What would be pushed to more than a hundred devices is refused with 409 and ``{devices}`` until so many are
    ``confirmed``.
    """
    body, announce = json_object(), services().pushing.announce
    most = publishing.confirmed(body.get("confirmed"))
    with asking():
        return jsonify(publishing.publish(caller().store, channel, body, clock.now(), announce, most=most))


@pushes.post("/messaging/push")
def push() -> Response:
    """Push ``{name?, message, channelName?, platforms?, segmentQuery?, options?, confirmed?}``, a template that is not
    kept; many devices have to be ``confirmed``, as for ``publish``.

    Answers ``{messageId, errorMessage, status, sendingTimeInMillis, successfulSendsAmount, failedSendsAmount}``. That
    waits a moment for what is sent; in a large audience more follows.
    """
    now, body, announce = clock.now(), json_object(), services().pushing.announce
    template, most = (
        template_of({**body, "name": body.get("name") or "console"}),
        publishing.confirmed(body.get("confirmed")),
    )
    with asking():
        answer = publishing.push_by(caller().store, template, None, now, announce, most=most)
    patience = PATIENCE if services().settings.delivers else 0
    sent = publishing.counted(caller().store, answer["messageId"], patience)
    counts = {
        "sendingTimeInMillis": clock.now() - now,
        "successfulSendsAmount": sent.sent,
        "failedSendsAmount": sent.failed,
    }
    return jsonify({**answer, "status": answer["status"].upper(), **counts})


@pushes.get("/messaging/pushsize")
def audience() -> Response:
    """How many devices ``?where=`` holds for, as a bare number."""
    return jsonify(search.count_devices(caller().store, request.args.get("where"), clock.now()))
