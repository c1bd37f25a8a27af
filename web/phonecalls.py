"""What the pages of the phones ask for: a new phone, another state, a tray read or cleared, a message published."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from blockloom.runtime.context import SystemClock
from blockloom.runtime.messaging import publishing
from blockloom.runtime.messaging.channels import DEFAULT
from blockloom.runtime.store import phones as rows
from blockloom.web.asking import asking
from blockloom.web.body import field, json_body
from blockloom.web.services import services
from blockloom.web.visitors import check_own

phone_calls = Blueprint("phone_calls", __name__)
clock = SystemClock()
TITLES = ("android-content-title", "ios-alert-title", "wp-title")


@phone_calls.after_request
def told(response: Response) -> Response:
    return services().feed.after(response)


@phone_calls.post("/calls/phones")
def add() -> Response:
    """Add a phone: ``{name, os?}``; answers ``{phones: [name, …], name, id, token, os, version}``."""
    body = json_body()
    phone = services().phones.add(field(body, "name", str), field(body, "os", str, "ANDROID"))
    device = phone.device
    return jsonify(
        phones=[each.name for each in services().phones.list()],
        name=phone.name,
        id=device.device_id,
        token=device.device_token,
        os=device.os,
        version=device.os_version,
    )


@phone_calls.post("/calls/phones/state")
def turn() -> Response:
    """Put a phone into a state: ``{id, state, retryAfter?}``; answers ``{id, state, token}``: installed again it has
    another token."""
    body, id = _body()
    phone = services().phones.turn(id, field(body, "state", str), **_given(body, {"retry_after": "retryAfter"}))
    return jsonify(id=id, state=phone.state, token=phone.device.device_token)


@phone_calls.post("/calls/phones/read")
def read() -> Response:
    """Mark a phone's pushes as read: ``{id, upto}``, the number of the last one."""
    body, id = _body()
    services().phones.read(id, body.get("upto"))
    return jsonify(id=id)


@phone_calls.post("/calls/phones/clear")
def clear() -> Response:
    """Take a push off a phone's tray, or all of them: ``{id, push?}``."""
    body, id = _body()
    services().phones.clear(id, body.get("push"))
    return jsonify(id=id)


@phone_calls.post("/calls/phones/remove")
def remove() -> Response:
    """Forget a phone and its registrations: ``{id}``."""
    _, id = _body()
    services().phones.remove(id)
    return jsonify(id=id)


@phone_calls.post("/calls/publish")
def publish() -> Response:
    """Publish a text: ``{channel, title?, message, seconds?, key?}``. For ``seconds`` it is kept for phones that are
    off; what has the same ``key`` takes its place. Answers ``{messageId, channel, devices}``, how many are on it.

    409 with ``{devices}``, and nothing published, if these are many and not ``confirmed``.
    """
    body = json_body()
    title, message = field(body, "title", str, "").strip(), field(body, "message", str).strip()
    channel = field(body, "channel", str, "").strip() or DEFAULT
    headers: dict[str, Any] = dict.fromkeys(TITLES, title) if title else {}
    headers |= _given(body, {"ttl-seconds": "seconds", "collapse-key": "key"})
    options = {"message": message or None, "headers": headers}
    now, store = clock.now(), services().store
    most, announce = publishing.confirmed(body.get("confirmed")), services().pushing.announce
    with asking():
        answer = publishing.publish(store, channel, options, now, announce, most=most)
    return jsonify(messageId=answer["messageId"], channel=channel, devices=rows.audience(store, channel, now))


def _body() -> tuple[dict[str, Any], str]:
    """The body and the id of the phone in it, which a visitor's browser may ask for its own only."""
    body = json_body()
    id = field(body, "id", str)
    check_own(id)
    return body, id


def _given(body: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """What the body holds under the second names, under the first ones."""
    return {name: body[key] for name, key in names.items() if body.get(key) not in (None, "")}
