"""Asking for a new password: the e-mail with the link to the page where it is chosen.

What is kept says only who asked. The link's secret is made when the e-mail is handed over, so it stands in no table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blockloom.runtime.context import ClockDoor
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import mails
from blockloom.runtime.messaging.mailtemplates import MailTemplates, places, written
from blockloom.runtime.messaging.publishing import Announce, unannounced
from blockloom.runtime.store import Store
from blockloom.runtime.users import Passwords, Recovery, Users
from blockloom.runtime.users.users import ENABLED
from blockloom.runtime.wording import sentence

UNKNOWN, NO_MAIL = 3020, 5050
TEMPLATE = "restore-password"
"""An app's own template of this name is sent in the place of ours, if it has a place for the ``{{link}}``."""
OURS = {
    "subject": "Choose a new password",
    "text": "Somebody, probably you, asked for a new password for {{email}}.\n\n"
    "Choose it here within the hour:\n\n{{link}}\n\nIf it was not you, do nothing: your password stays as it is.\n",
    "body": None,
}


def ask(store: Store, identity: str, page: str, now: int, set_up: bool, announce: Announce = unannounced) -> None:
    """Have the e-mail sent to the user who logs in with this address. ``page`` and the secret make the link.

    A user who is disabled gets none, and whoever asks is not told. FlowError 3020 if nobody logs in so, 5050 unless a
    mail server is ``set_up``.
    """
    user = _users(store).by_login(identity)
    if user is None:
        raise FlowError(UNKNOWN, sentence("No user logs in with this address."))
    if not set_up:
        raise FlowError(NO_MAIL, sentence("This server sends no e-mail, so a password can't be recovered."))
    if user.status == ENABLED:
        mails.keep(store, {"recover": user.id, "page": page}, now, 1, announce, user=user.id)


def letter(store: Store, kept: Mapping[str, Any], clock: ClockDoor) -> dict[str, Any] | None:
    """The e-mail to hand over for what ``ask`` kept, with a secret of its own; ``None`` if the user is gone."""
    try:
        user = _users(store).find(kept["recover"])
    except FlowError:
        return None
    if user.status != ENABLED or user.email is None:
        return None
    values = {"link": kept["page"] + Recovery(store, Passwords(), clock).begin(user), "email": user.email}
    own = MailTemplates(store).find(TEMPLATE)
    try:
        said = written(own if own and "link" in places(own) else OURS, {**user.properties, **values})
    except FlowError:  # the user has nothing for one of the template's places
        said = written(OURS, values)
    return {**said, "to": [user.email]}


def _users(store: Store) -> Users:
    return Users(store, Passwords())
