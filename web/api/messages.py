"""Messages: publish, ask for the status, cancel."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import NotFound

from blockloom.runtime.context import SystemClock
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import publishing
from blockloom.runtime.messaging.channels import channel_names
from blockloom.runtime.permissions import PUBSUB, PUSH, STATUS
from blockloom.web.api import shapes
from blockloom.web.api.caller import caller
from blockloom.web.api.errors import answer_flow_error, answer_http_error
from blockloom.web.api.speaks import Link, speaks
from blockloom.web.api.values import json_object
from blockloom.web.services import services

messages = Blueprint("messages", __name__)
clock = SystemClock()

TOLD = shapes.named("Message")
CHANNEL = {"name": "$request.path.channel"}
MESSAGE = {"message_id": "$response.body#/messageId"}
FURTHER = (Link("messages.status", MESSAGE), Link("messages.cancel", MESSAGE), Link("templates.delete", CHANNEL))


@messages.post("/messaging/<channel>")
@speaks(TOLD, shapes.MESSAGE, *FURTHER, parameters={"channel": shapes.CHANNEL})
def publish(channel: str) -> Response:
    """Publish ``{message, headers?, publisherId?, subtopic?, publishPolicy?, pushBroadcast?, pushSinglecast?,
    segmentQuery?, publishAt?, repeatEvery?, repeatExpiresAt?}``; answers ``{errorMessage, messageId, status}``."""
    rights, announce = caller().rights, services().pushing.announce
    rights.require_any([PUSH, PUBSUB], channel)
    return jsonify(publishing.publish(rights.store, channel, json_object(), clock.now(), announce, rights))


@messages.get("/messaging/<message_id>")
@speaks(TOLD)
def status(message_id: str) -> Response:
    """What became of a message, in the same shape; one that nobody knows is ``unknown``."""
    rights = caller().rights
    rights.require_any([STATUS])
    return jsonify(publishing.status(rights.store, message_id, rights))


@messages.delete("/messaging/<message_id>")
@speaks(TOLD)
def cancel(message_id: str) -> Response:
    """Call a message off before it goes out, or before its next turn."""
    rights = caller().rights
    rights.require_any([PUSH, PUBSUB])
    return jsonify(publishing.cancel(rights.store, message_id, clock.now(), rights))


@messages.app_errorhandler(404)
def nowhere(error: NotFound) -> Response:
    """A channel's name with a slash leads nowhere: who publishes there is told that no channel can have it."""
    front, _, name = request.path.partition("/messaging/")
    if request.method == "POST" and name and not front:
        try:
            channel_names([name])
        except FlowError as refusal:
            return answer_flow_error(refusal)
    return answer_http_error(error)
