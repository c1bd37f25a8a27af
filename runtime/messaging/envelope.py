"""For whom an e-mail is: addresses, and users of the app that a condition holds for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blockloom.runtime import mail
from blockloom.runtime.data.fitting import Fitting, check_given
from blockloom.runtime.data.where import parameters, parsed
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging.texts import NOT_VALID, shown
from blockloom.runtime.permissions import FIND, Rights
from blockloom.runtime.store import Store, users
from blockloom.runtime.wording import sentence

KINDS = {"email": "text", "userStatus": "text"}
"""What a condition on users can name, besides objectId, created and updated."""


def envelope(store: Store, given: Mapping[str, Any], rights: Rights | None = None) -> dict[str, Any]:
    """{to, cc, bcc, each}: the ``addresses`` (some SDKs say ``addressed``), ``cc-addresses``, ``bcc-addresses``, and
    the users that ``criteria``, a condition, holds for.

    With ``each`` everybody gets an e-mail of their own and sees nobody else's address: where ``uniqueEmails`` asks for
    it, and always where users were looked for. FlowError 5047 for what is no address, 5048 for nobody at all, 8000 for
    too many, 1017 for the condition, 1013 for who may not look for users.
    """
    to, cc, bcc = (
        mail.addresses(given.get(name)) for name in ("addresses", "cc-addresses", "bcc-addresses")
    )  # fmt: skip
    to = to or mail.addresses(given.get("addressed"))
    criteria, unique = given.get("criteria"), given.get("uniqueEmails") or False
    if not isinstance(unique, bool):
        raise FlowError(NOT_VALID, sentence("uniqueEmails is true or false, not {value}.", value=shown(unique)))
    found = [] if criteria is None or criteria == "" else users_where(store, criteria, rights)
    everybody = list(dict.fromkeys([*to, *cc, *bcc, *found]))
    if not everybody:
        raise mail.no_recipient()
    mail.check_number(everybody)
    if unique or found:
        return {"to": everybody, "cc": [], "bcc": [], "each": True}
    return {"to": to, "cc": cc, "bcc": bcc, "each": False}


def recipients_of(wanted: Mapping[str, Any]) -> list[str]:
    """Everybody to whom a kept e-mail is handed over."""
    return list(dict.fromkeys([*wanted["to"], *wanted.get("cc", ()), *wanted.get("bcc", ())]))


def users_where(store: Store, criteria: Any, rights: Rights | None) -> list[str]:
    """The addresses of enabled users that a condition holds for. FlowError 1017; 1013 for who may not look: whoever can
    guess on can find out what they can't see."""
    if rights is not None and rights.policy.private and not rights.trusted:
        raise FlowError(FIND, sentence("Only the app's own server can look for users. Name the addresses."))
    if not isinstance(criteria, str):
        raise FlowError(NOT_VALID, sentence("criteria is a where-clause, not {value}.", value=shown(criteria)))
    tree = parsed(criteria)
    check_given(parameters(tree), {})
    return users.emails_where(store, Fitting("Users", KINDS, {}).of(tree), mail.MOST + 1)
