"""Channels, the devices on each, and what was published there."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from blockloom.runtime.context import SystemClock
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging.administration import Channel, Channels
from blockloom.web.api.caller import caller
from blockloom.web.api.values import EMPTY, json_object, json_value

channels = Blueprint("channels", __name__)
clock = SystemClock()

SETTINGS = {"polling": True, "rtmp": 0, "websocket": 8888}
"""How programs listen to a channel, in the words of the original; here it is the same for all."""
WRONG_PAGE = 1025


@channels.get("/messaging/channels")
def all_channels() -> Response:
    """Every channel, oldest first: ``[{channelid, name, settings}, …]``."""
    return jsonify([told(channel) for channel in own().all()])


@channels.post("/messaging/channels")
def create() -> Response:
    """Make a channel: ``{name}``."""
    return jsonify(told(own().add(json_object().get("name"), clock.now())))


@channels.put("/messaging/channels/<id>")
def rename(id: str) -> Response:
    """Give a channel another name: ``{name}``."""
    return jsonify(told(own().rename(id, json_object().get("name"))))


@channels.delete("/messaging/channels/<id>")
def delete(id: str) -> Response:
    """Take a channel away, with its registrations."""
    own().delete(id)
    return jsonify(result=True)


@channels.get("/messaging/channels/<id>/devices")
def devices(id: str) -> Response:
    """A page of the channel's registrations: ``?pageSize=10&offset=0``."""
    return jsonify(own().devices(id, *page(), clock.now()))


@channels.get("/messaging/channels/<id>/devices/count")
def count_devices(id: str) -> Response:
    """How many devices are on it, as a bare number."""
    return jsonify(own().count_devices(id, clock.now()))


@channels.delete("/messaging/channels/<id>/devices")
def remove_devices(id: str) -> Response:
    """Take registrations on it away by a list of their objectIds; answers how many."""
    own().get(id)
    ids = json_value()
    if ids is None or ids == []:
        raise FlowError(EMPTY, "The body is empty. Send a list of objectIds.")
    return jsonify(own().remove_devices(id, ids, clock.now()))


@channels.get("/messaging/channels/<id>/messages")
def messages(id: str) -> Response:
    """A page of what was published on it, the latest first: ``?pageSize=10&offset=0``."""
    return jsonify(own().messages(id, *page()))


@channels.get("/messaging/channels/<id>/messages/count")
def count_messages(id: str) -> Response:
    """How many messages were published on it, as a bare number."""
    return jsonify(own().count_messages(id))


def own() -> Channels:
    return Channels(caller().store)


def page() -> tuple[int | None, int | None]:
    """``pageSize`` and ``offset`` of the address. FlowError 1025 for what is no number."""
    return number("pageSize"), number("offset")


def number(name: str) -> int | None:
    text = request.args.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise FlowError(WRONG_PAGE, f"{name} has to be a whole number.")
    return int(text)


def told(channel: Channel) -> dict[str, Any]:
    return {"channelid": channel.id, "name": channel.name, "settings": SETTINGS}
