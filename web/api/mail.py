"""E-mail: what is asked for is checked; sending it needs a mail server, which this server has none of."""

from __future__ import annotations

from flask import Blueprint, Response

from blockloom.runtime import mail as rules
from blockloom.runtime.permissions import PUSH
from blockloom.web.api import shapes
from blockloom.web.api.caller import caller
from blockloom.web.api.speaks import speaks
from blockloom.web.api.values import json_object

mail = Blueprint("mail", __name__)


@mail.post("/messaging/email")
@speaks(body=shapes.MAIL)
def send() -> Response:
    """Send ``{subject, bodyparts: {textmessage, htmlmessage}, to, attachment?}``."""
    caller().rights.require_any([PUSH])
    rules.check(json_object())
    raise rules.not_set_up()


@mail.post("/emailtemplate/send")
@speaks(body=shapes.MAIL_TEMPLATE)
def send_template() -> Response:
    """Send by a template of e-mails: ``{template-name, addresses, …}``."""
    caller().rights.require_any([PUSH])
    raise rules.unknown_template(json_object())
