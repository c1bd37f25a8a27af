"""Templates of e-mail."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from blockloom.runtime.context import SystemClock
from blockloom.runtime.messaging import mails
from blockloom.runtime.messaging.mailtemplates import MailTemplates, mail_template_of, places
from blockloom.web.api.caller import caller
from blockloom.web.api.values import json_object
from blockloom.web.services import services

mail_templates = Blueprint("mail_templates", __name__)
clock = SystemClock()


@mail_templates.get("/emailtemplate")
def all_templates() -> Response:
    """Every template: ``[{id, name, subject, body, text}, …]``."""
    return jsonify(own().all())


@mail_templates.post("/emailtemplate")
def add() -> Response:
    """Keep one: ``{name, subject, body?, text?}``, where ``{{name}}`` is a place for a value; ``body`` is HTML."""
    return jsonify(own().add(json_object(), clock.now()))


@mail_templates.put("/emailtemplate/<name>")
def change(name: str) -> Response:
    """Change what is given of one."""
    return jsonify(own().change(name, json_object(), clock.now()))


@mail_templates.delete("/emailtemplate/<name>")
def delete(name: str) -> Response:
    """Take one away; answers how many."""
    return jsonify(own().delete([name]))


@mail_templates.post("/emailtemplate/customkeys")
def keys() -> Response:
    """The names of the places in a template that is not kept yet."""
    return jsonify(places(mail_template_of(json_object())))


@mail_templates.post("/emailtemplate/test")
def test() -> Response:
    """Send one to see it: ``{template-name, template-values?, email}``; answers as apps are answered."""
    body = json_object()
    given = {**body, "addresses": body.get("email")}
    set_up = services().settings.smtp is not None
    return jsonify(mails.send_template(caller().store, given, clock.now(), set_up, services().pushing.announce))


def own() -> MailTemplates:
    return MailTemplates(caller().store)
