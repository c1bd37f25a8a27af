"""E-mail: checked, kept, and handed over by whoever delivers."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from blockloom.runtime.context import SystemClock
from blockloom.runtime.messaging import mails
from blockloom.runtime.permissions import PUSH
from blockloom.web.api import shapes
from blockloom.web.api.caller import caller
from blockloom.web.api.speaks import speaks
from blockloom.web.api.values import json_object
from blockloom.web.services import services

mail = Blueprint("mail", __name__)
clock = SystemClock()


@mail.post("/messaging/email")
@speaks(shapes.named("Message"), shapes.MAIL)
def send() -> Response:
    """Send ``{subject, bodyparts: {textmessage, htmlmessage}, to, attachment?}``; answers as publishing does.

    Where no mail server is set up, that is 5045.
    """
    rights, announce = caller().rights, services().pushing.announce
    rights.require_any([PUSH])
    set_up = services().settings.smtp is not None
    return jsonify(mails.send(rights.store, json_object(), clock.now(), set_up, announce, rights))


@mail.post("/emailtemplate/send")
@speaks(shapes.named("Message"), shapes.MAIL_TEMPLATE)
def send_template() -> Response:
    """Send by a template of e-mails: ``{template-name, template-values?, addresses?, cc-addresses?, bcc-addresses?,
    criteria?, uniqueEmails?}``; answers as publishing does.

    ``criteria`` is a condition on users, of whom each gets an e-mail of their own.
    """
    rights, announce = caller().rights, services().pushing.announce
    rights.require_any([PUSH])
    set_up = services().settings.smtp is not None
    return jsonify(mails.send_template(rights.store, json_object(), clock.now(), set_up, announce, rights))
