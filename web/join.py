"""Joining a class: the code that the trainer shows, a name, and one's own browser is one more phone."""

from __future__ import annotations

import secrets
from ipaddress import IPv4Address
from socket import AF_INET, SOCK_DGRAM, socket

from flask import Blueprint, Response, jsonify, render_template, request
from limits import parse

from blockloom.runtime.errors import FlowError, SettingsError
from blockloom.web.answers import Refusal
from blockloom.web.body import field, json_body
from blockloom.web.counting import counters, too_often
from blockloom.web.services import services
from blockloom.web.tray import phones_data
from blockloom.web.visitors import visiting
from blockloom.web.words import gettext

join = Blueprint("join", __name__)

WRONG_BY_ADDRESS, WRONG_BY_ALL = parse("10 per minute"), parse("300 per minute")
JOINED_BY_ADDRESS = parse("30 per minute")


@join.get("/join")
def door() -> str:
    """Ask for the code, a name and a look."""
    return render_template("join.html", code=request.args.get("code", "")[:20])


@join.post("/calls/join")
def enter() -> Response:
    """Give a visitor a phone: ``{code, name, os}``; answers ``{id, token, os, version}`` and the cookie that opens its
    page."""
    gate, body = services().gate, json_body()
    code, who = field(body, "code", str), request.remote_addr or ""
    if gate.lan is None:
        raise Refusal(404, gettext("No class is on."))
    for rate, whose in ((WRONG_BY_ADDRESS, who), (WRONG_BY_ALL, "")):
        if not counters.test(rate, whose):
            raise too_often(rate)
    if not secrets.compare_digest(plain(code).encode(), plain(gate.code).encode()):
        counters.hit(WRONG_BY_ADDRESS, who)
        counters.hit(WRONG_BY_ALL, "")
        raise Refusal(403, gettext("That is not this class's code. Look at the trainer's screen."), field="code")
    if not counters.hit(JOINED_BY_ADDRESS, "joined", who):
        raise too_often(JOINED_BY_ADDRESS)
    secret = secrets.token_urlsafe(32)
    try:
        device = services().phones.add(field(body, "name", str), field(body, "os", str, "ANDROID"), secret).device
    except FlowError as error:
        raise Refusal(400, error.message, error.code, field="name") from error
    services().feed.changed()
    response = jsonify(id=device.device_id, token=device.device_token, os=device.os, version=device.os_version)
    response.set_cookie(gate.visitor_cookie, secret, httponly=True, samesite="Lax", path="/", max_age=30 * 86_400)
    return response


@join.get("/phone")
def own() -> str:
    """A visitor's own phone."""
    phone = visiting()
    if phone is None:
        raise Refusal(404, gettext("This page is for the visitors of a class. Your phones are all on the page Phones."))
    return render_template("phone.html", name=phone.name, data=phones_data(phone.device.device_id))


def plain(code: str) -> str:
    """A code as it is compared: however it was written, a person typed it."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def lan_address(named: str | None = None) -> str:
    """This machine's address in its network, or the one that was ``named``. SettingsError if there is none."""
    if named is not None:
        try:
            return str(IPv4Address(named))
        except ValueError:
            raise SettingsError(f"{named} is no address of this machine. Give one such as 192.168.1.5.") from None
    with socket(AF_INET, SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: it only asks which way packets would leave
            found = str(probe.getsockname()[0])
        except OSError:
            found = ""
    if not found or IPv4Address(found).is_loopback or IPv4Address(found).is_unspecified:
        raise SettingsError("This machine has no address in a network. Name the one to use with --address.")
    return found
