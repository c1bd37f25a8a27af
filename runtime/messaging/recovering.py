"""Asking for a new password."""

from __future__ import annotations

from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import letters
from blockloom.runtime.messaging.publishing import Announce, unannounced
from blockloom.runtime.store import Store
from blockloom.runtime.users import Passwords, Users
from blockloom.runtime.users.users import ENABLED, NO_MAIL
from blockloom.runtime.wording import sentence

UNKNOWN = 3020


def ask(store: Store, identity: str, page: str, now: int, set_up: bool, announce: Announce = unannounced) -> None:
    """Have the e-mail sent to the user who logs in with this address. ``page`` and the secret make the link.

    A user who is disabled gets none, and whoever asks is not told. FlowError 3020 if nobody logs in so, 5050 unless a
    mail server is ``set_up``.
    """
    user = Users(store, Passwords()).by_login(identity)
    if user is None:
        raise FlowError(UNKNOWN, sentence("No user logs in with this address."))
    if not set_up:
        raise FlowError(NO_MAIL, sentence("This server sends no e-mail, so a password can't be recovered."))
    if user.status == ENABLED:
        letters.keep(store, letters.RECOVER, user, page, now, announce)
