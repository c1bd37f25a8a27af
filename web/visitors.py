"""Who comes from the network while a class is on: a visitor, who gets a phone and nothing else.

A visitor is whoever does not talk to this machine from this machine by one of its loopback names: neither the printed
token nor a key in the address opens anything from there. The phone's own page, its stream, its calls and its
registrations are answered, by the cookie that joining gave; an address that a person opened leads to one's phone or to
the page that asks for the code; the rest is refused.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import unquote

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Request

from blockloom.runtime.phones import Phone, Phones
from blockloom.web.answers import Refusal, by_person
from blockloom.web.body import parse_json
from blockloom.web.guard import BODY, Gate, check_form, from_network
from blockloom.web.words import gettext, marked

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REGISTRATIONS = "/api/messaging/registrations"
OWN = ("join.own", "tray.events", "phone_calls.turn", "phone_calls.read", "phone_calls.clear")
OPEN = ("join.door", "join.enter")
NO_ENTRY = marked("In a class you have your own phone and nothing else. Join with the code that the trainer shows.")


def admit_visitor(gate: Gate, phones: Phones) -> Response | None:
    """Answer a visitor's request unless one of the pages' own routes may."""
    g.visitor = phones.of_visitor(request.cookies.get(gate.visitor_cookie, ""))
    if request.endpoint in OPEN or (request.endpoint in OWN and g.visitor is not None):
        check_form()
        return None
    if request.method == "GET" and by_person():
        return redirect(url_for("join.own" if g.visitor else "join.door"), 303)  # type: ignore[return-value]
    raise Refusal(403, gettext(NO_ENTRY))


def visiting() -> Phone | None:
    """The phone of the visitor who makes the current request; ``None`` for the person at this machine."""
    found = g.get("visitor")
    assert found is None or isinstance(found, Phone)
    return found


def check_own(device_id: str) -> None:
    """Refuse a visitor's call for a phone that is not the visitor's."""
    phone = visiting()
    if phone is not None and phone.device.device_id != device_id:
        raise Refusal(403, gettext(NO_ENTRY))


def apart(pages: WSGIApplication, others: WSGIApplication, gate: Gate, phones: Phones) -> WSGIApplication:
    """An application that lets visitors reach the pages, and of ``others`` their own phone's registrations alone."""

    def choose(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        open = not from_network(environ, gate) or _registers_own(environ, gate, phones)
        return (others if open else pages)(environ, start_response)

    return choose


def _registers_own(environ: WSGIEnvironment, gate: Gate, phones: Phones) -> bool:
    """Whether a visitor's phone registers, or leaves channels, as the app on it would."""
    path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
    if not path.startswith(REGISTRATIONS):
        return False
    phone = phones.of_visitor(Request(environ).cookies.get(gate.visitor_cookie, ""))
    if phone is None:
        return False
    device, rest = phone.device, path.removeprefix(REGISTRATIONS)
    if method != "POST" or rest:
        return method in ("GET", "DELETE") and unquote(rest) == f"/{device.device_id}"
    length = environ.get("CONTENT_LENGTH") or "0"
    body = environ["wsgi.input"].read(min(int(length), BODY)) if length.isdecimal() else b""
    environ["wsgi.input"] = io.BytesIO(body)
    try:
        told = parse_json(body)
    except ValueError:
        return False
    same = {"deviceId": device.device_id, "deviceToken": device.device_token}
    return isinstance(told, dict) and all(told.get(name) == value for name, value in same.items())
