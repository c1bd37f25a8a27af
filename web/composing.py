"""The page where a push is composed: who would get it, sending it, how far it has come, and the ones before it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from blockloom.runtime.context import SystemClock
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import progress, publishing
from blockloom.runtime.messaging.progress import Going
from blockloom.runtime.store import phones as rows
from blockloom.web.answers import Refusal
from blockloom.web.asking import asking
from blockloom.web.body import field, json_body
from blockloom.web.phonecalls import TITLES
from blockloom.web.services import services
from blockloom.web.words import gettext

composing = Blueprint("composing", __name__)
clock = SystemClock()

PAGE, CHANNELS, COUNTED = 20, 50, 1_000
"""Messages on a page; channels that are offered, and how far the devices on each are counted."""
CONDITION = "osVersion = '14'"
"""A condition for whoever has not written one yet."""
SYSTEMS = {"ANDROID": "Android", "IOS": "iOS", "WP": "Windows"}
FIELDS = {1017: "where", 5044: "channel", 8000: "channel", 8006: "message", 8007: "message"}
"""The field that an error with this code is about."""


@composing.after_request
def told(response: Response) -> Response:
    return services().feed.after(response)


@composing.get("/messages")
def messages() -> str:
    """The form, the message ``?message=``, and a page of the last ones, ``?page=2``."""
    store, number = services().store, min(max(request.args.get("page", 1, type=int), 1), progress.FURTHEST // PAGE)
    found, chosen = progress.newest(store, PAGE + 1, (number - 1) * PAGE), request.args.get("message", "")
    return render_template(
        "messages.html",
        channels=rows.audiences(store, clock.now(), CHANNELS, COUNTED),
        counted=COUNTED,
        condition=CONDITION,
        systems=SYSTEMS,
        messages=found[:PAGE],
        more=len(found) > PAGE,
        page=number,
        chosen=chosen,
        data={"message": chosen if chosen and progress.going(store, chosen, clock.now()) else None},
    )


@composing.post("/calls/messages/size")
def size() -> Response:
    """How many devices a push would go to: ``{channel, systems, where?}``; answers ``{devices}``. A refusal names the
    ``field`` that it is about."""
    channel, options = _wanted(json_body())
    with _at_fields():
        return jsonify(devices=progress.size(services().store, channel, {**options, "message": "x"}, clock.now()))


@composing.post("/calls/messages")
def send() -> Response:
    """Push a message: ``{channel, title?, message, systems, where?}``; answers ``{messageId}``.

    409 with ``{devices}``, and nothing published, if these are many and not ``confirmed``.
    """
    body = json_body()
    channel, options = _wanted(body)
    options["message"] = field(body, "message", str).strip() or None
    title = field(body, "title", str, "").strip()
    options["headers"] = dict.fromkeys(TITLES, title) if title else {}
    most, announce = publishing.confirmed(body.get("confirmed")), services().pushing.announce
    with _at_fields(), asking():
        answer = publishing.publish(services().store, channel, options, clock.now(), announce, most=most)
    return jsonify(messageId=answer["messageId"])


@composing.get("/messages/<message_id>/events")
def events(message_id: str) -> Response:
    """How far a message has come, as a stream that ends with it."""
    going = progress.going(services().store, message_id, clock.now())
    if going is None:
        raise Refusal(404, gettext("There is no such message."))
    return services().streams.watch(MessageWatch(going))


class MessageWatch:
    """A message on its way, as one page sees it: told each time its counts are others, and at its end."""

    pace = 0.5
    mark = ""
    ending = over = False

    def __init__(self, going: Going) -> None:
        self._going = going
        self._last: progress.Progress | None = None

    def next(self) -> tuple[str, dict[str, Any]] | None:
        """What a ``Progress`` holds, of the kind ``end`` when it is over."""
        now = self._going.now()
        if now == self._last:
            return None
        self._last, self.over = now, now.over
        return "end" if now.over else "progress", asdict(now)

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)


def _wanted(body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The channel, and the options that say whom on it a push is for."""
    systems, where = field(body, "systems", list, list(SYSTEMS)), field(body, "where", str, "").strip()
    if not systems or any(system not in list(SYSTEMS) for system in systems):
        raise Refusal(400, gettext("Choose the systems that get it, at least one."), field="systems")
    everybody = set(systems) == SYSTEMS.keys()
    options = {"publishPolicy": "PUSH", **({} if everybody else {"pushBroadcast": systems})}
    return field(body, "channel", str, "").strip(), {**options, **({"segmentQuery": where} if where else {})}


@contextmanager
def _at_fields() -> Iterator[None]:
    """Answer an error with a refusal that names its field."""
    try:
        yield
    except FlowError as error:
        if error.code not in FIELDS:
            raise
        raise Refusal(400, error.message, error.code, field=FIELDS[error.code]) from error
