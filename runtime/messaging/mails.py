"""Having an e-mail sent: kept like a message, and handed over by whoever delivers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blockloom.runtime import mail
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging.envelope import envelope, recipients_of
from blockloom.runtime.messaging.mailtemplates import MailTemplates, written
from blockloom.runtime.messaging.publishing import PREFIX, Announce, unannounced, who_of
from blockloom.runtime.messaging.texts import MISSING, NOT_VALID, shown
from blockloom.runtime.permissions import PUSH, Rights
from blockloom.runtime.store import Store, messages
from blockloom.runtime.wording import sentence

CHANNEL, POLICY = messages.MAILS, "MAIL"
"""No channel can be called so: what stands there is no push."""


def send(
    store: Store,
    given: Mapping[str, Any],
    now: int,
    set_up: bool,
    announce: Announce = unannounced,
    rights: Rights | None = None,
) -> dict[str, Any]:
    """Keep an e-mail {subject, bodyparts: {textmessage, htmlmessage}, to} and say so at once, as ``publish`` does.

    FlowError as ``mail.check``; 5007 for a caller who may not push; 5045 unless a mail server is ``set_up``.
    """
    if rights is not None:
        rights.require_any([PUSH])
    wanted = mail.check(given)
    if not set_up:
        raise mail.not_set_up()
    return keep(store, wanted, now, len(wanted["to"]), announce, rights)


def send_template(
    store: Store,
    given: Mapping[str, Any],
    now: int,
    set_up: bool,
    announce: Announce = unannounced,
    rights: Rights | None = None,
) -> dict[str, Any]:
    """Keep an e-mail by the app's template of this name: {template-name, template-values} and, for whom it is, as
    ``envelope`` has it; answers as ``send``.

    FlowError 24002 for an unknown template, 8007 for a value that is missing, and as ``envelope``; 5007; 5045.
    """
    if rights is not None:
        rights.require_any([PUSH])
    template = MailTemplates(store).get(_template_name(given))
    values = given.get("template-values")
    if values is not None and not isinstance(values, dict):
        raise FlowError(NOT_VALID, sentence("template-values has to be an object, not {value}.", value=shown(values)))
    mail.check_attachments(given)
    wanted = {**written(template, values or {}), **envelope(store, given, rights)}
    if not set_up:
        raise mail.not_set_up()
    return keep(store, wanted, now, len(recipients_of(wanted)), announce, rights, template=template["name"])


def keep(
    store: Store,
    wanted: dict[str, Any],
    now: int,
    recipients: int,
    announce: Announce = unannounced,
    rights: Rights | None = None,
    **noted: Any,
) -> dict[str, Any]:
    """Keep what is to be handed over, and answer as ``send``; the audit log holds what is ``noted``."""
    row = {
        "channel": CHANNEL,
        "body": {"message": wanted, "headers": {}},
        "options": {"policy": POLICY, "publisherId": None, "subtopic": None, "devices": None},
        "publish_at": now,
        "repeat_every": None,
        "repeat_until": None,
    }
    pk, message_id = messages.add(store, row, now, on_channel=False)
    store.note("mail", who_of(rights), message=f"{PREFIX}{message_id}", recipients=recipients, **noted)
    announce(pk, 1, now)
    return {"errorMessage": None, "messageId": f"{PREFIX}{message_id}", "status": messages.SCHEDULED}


def _template_name(given: Mapping[str, Any]) -> str:
    """The template's name; some SDKs call it ``templateName``. FlowError 8007, 8008."""
    name = given.get("template-name") or given.get("templateName")
    if name is None or name == "":
        raise FlowError(MISSING, sentence("Property 'template-name' is missing."))
    if not isinstance(name, str):
        raise FlowError(NOT_VALID, sentence("Property 'template-name' has to be a text."))
    return name
