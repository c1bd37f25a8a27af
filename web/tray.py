"""The page of the phones, and the stream of what changes on them."""

from __future__ import annotations

from typing import Any

import segno
from flask import Blueprint, Response, render_template, request
from markupsafe import Markup

from blockloom.web.feed import PhonesWatch, seen_by
from blockloom.web.going import going
from blockloom.web.guard import Gate
from blockloom.web.services import services
from blockloom.web.stream import MARKS
from blockloom.web.visitors import visiting

tray = Blueprint("tray", __name__)

FIRST_SHOWN = 500
"""Pushes that a page brings along."""


@tray.get("/phones")
def phones() -> str:
    """Every phone with its pushes, a box to publish from, the channels; while a class is on, how to join it."""
    simulated = services().settings.simulator
    return render_template("phones.html", data=phones_data(), gate=services().gate, qr=qr, simulated=simulated)


@tray.get("/phones/events")
def events() -> Response:
    """What changes on the phones (a visitor's: on the own one), as a stream from Last-Event-ID on, or ``?since=``; for
    the page of a flow, ``?flow=``, also which runs of it go on."""
    since, own = request.headers.get("Last-Event-ID") or request.args.get("since", ""), visiting()
    if own is not None:
        return services().streams.watch(PhonesWatch(services().feed, since, own.device.device_id))
    return services().streams.watch(PhonesWatch(services().feed, since.split(MARKS)[0]), *going())


def qr(gate: Gate) -> Markup:
    """The address that visitors open, code included, as a picture to be scanned."""
    return Markup(segno.make(gate.join_address, error="m").svg_inline(omitsize=True, border=2))


def phones_data(only: str | None = None) -> dict[str, Any]:
    """What a page's script begins with: the news of a ``PhonesWatch`` that has seen nothing yet, and the number of the
    push ``since`` which it goes on."""
    since = services().feed.newest()
    seen = seen_by(services().feed.now()[1], only)
    numbers = sorted(number for phone in seen.phones.values() for number in phone["tray"])[-FIRST_SHOWN:]
    pushes = services().feed.pushes(numbers)
    news = {"phones": list(seen.phones.values()), "gone": [], "channels": seen.channels, "pushes": pushes}
    return {"phoneNews": news, "since": since}
