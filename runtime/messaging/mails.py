"""Having an e-mail sent: kept like a message, and handed over by whoever delivers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blockloom.runtime import mail
from blockloom.runtime.messaging.publishing import PREFIX, Announce, unannounced, who_of
from blockloom.runtime.permissions import PUSH, Rights
from blockloom.runtime.store import Store, messages

CHANNEL, POLICY = "email", "MAIL"
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
    row = {
        "channel": CHANNEL,
        "body": {"message": wanted, "headers": {}},
        "options": {"policy": POLICY, "publisherId": None, "subtopic": None, "devices": None},
        "publish_at": now,
        "repeat_every": None,
        "repeat_until": None,
    }
    pk, message_id = messages.add(store, row, now, on_channel=False)
    store.note("mail", who_of(rights), message=f"{PREFIX}{message_id}", recipients=len(wanted["to"]))
    announce(pk, 1, now)
    return {"errorMessage": None, "messageId": f"{PREFIX}{message_id}", "status": messages.SCHEDULED}
