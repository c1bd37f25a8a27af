"""Messages: publish, ask for the status, cancel."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from blockloom.runtime.context import SystemClock
from blockloom.runtime.messaging import publishing
from blockloom.web.api.caller import caller
from blockloom.web.api.values import json_object
from blockloom.web.services import services

messages = Blueprint("messages", __name__)
clock = SystemClock()


@messages.post("/messaging/<channel>")
def publish(channel: str) -> Response:
    """Publish ``{message, headers?, publisherId?, subtopic?, publishPolicy?, pushBroadcast?, pushSinglecast?,
    segmentQuery?, publishAt?, repeatEvery?, repeatExpiresAt?}``; answers ``{errorMessage, messageId, status}``."""
    announce = services().pushing.announce
    return jsonify(publishing.publish(caller().store, channel, json_object(), clock.now(), announce))


@messages.get("/messaging/<message_id>")
def status(message_id: str) -> Response:
    """What became of a message, in the same shape; one that nobody knows is ``unknown``."""
    return jsonify(publishing.status(caller().store, message_id))


@messages.delete("/messaging/<message_id>")
def cancel(message_id: str) -> Response:
    """Call a message off before it goes out, or before its next turn."""
    return jsonify(publishing.cancel(caller().store, message_id, clock.now()))
