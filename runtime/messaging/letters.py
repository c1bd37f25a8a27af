"""E-mails to one user with a link to a page, whose secret opens what only that user may do.

What is kept says only whom it is for. The secret is made when the e-mail is handed over, so it stands in no table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from blockloom.runtime.context import ClockDoor
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import mails
from blockloom.runtime.messaging.mailtemplates import MailTemplates, places, written
from blockloom.runtime.messaging.publishing import Announce
from blockloom.runtime.store import Store
from blockloom.runtime.users import Confirmation, Passwords, Recovery, User, Users
from blockloom.runtime.users.onetime import OneTime


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail that is kept under a ``word``. An app's own template of the name ``template`` is sent in the place of
    ``ours``, if it has a place for the ``{{link}}``."""

    word: str
    template: str
    ours: Mapping[str, str | None]
    secrets: Callable[[Store, ClockDoor], OneTime]


RECOVER = Letter(
    "recover",
    "restore-password",
    {
        "subject": "Choose a new password",
        "text": "Somebody, probably you, asked for a new password for {{email}}.\n\n"
        "Choose it here within the hour:\n\n{{link}}\n\nIf it was not you, do nothing: your password stays as it is.\n",
        "body": None,
    },
    lambda store, clock: Recovery(store, Passwords(), clock),
)
CONFIRM = Letter(
    "confirm",
    "confirm-email",
    {
        "subject": "Confirm your e-mail address",
        "text": "Somebody, probably you, gave {{email}} as their address.\n\n"
        "Confirm here within a day that it is yours:\n\n{{link}}\n\nIf it was not you, do nothing.\n",
        "body": None,
    },
    Confirmation,
)
LETTERS = {letter.word: letter for letter in (RECOVER, CONFIRM)}


def keep(store: Store, letter: Letter, user: User, page: str, now: int, announce: Announce) -> None:
    """Have the e-mail sent to the user. ``page`` and the secret make the link."""
    mails.keep(store, {letter.word: user.id, "page": page}, now, 1, announce, user=user.id)


def link(store: Store, letter: Letter, user: User, page: str, clock: ClockDoor) -> str:
    """The page with a secret of its own."""
    return page + letter.secrets(store, clock).begin(user)


def kept_as(kept: Mapping[str, Any]) -> Letter | None:
    """Which letter was kept so; ``None`` for an e-mail that says itself what it is."""
    return next((letter for word, letter in LETTERS.items() if word in kept), None)


def letter_for(store: Store, letter: Letter, kept: Mapping[str, Any], clock: ClockDoor) -> dict[str, Any] | None:
    """The e-mail to hand over for what was kept; ``None`` if the user is gone, or it is none for them any more."""
    try:
        user = Users(store, Passwords()).find(kept[letter.word])
    except FlowError:
        return None
    if user.status != letter.secrets(store, clock).status or user.email is None:
        return None
    values = {"link": link(store, letter, user, kept["page"], clock), "email": user.email}
    own, ours = MailTemplates(store).find(letter.template), dict(letter.ours)
    try:
        said = written(own if own and "link" in places(own) else ours, {**user.properties, **values})
    except FlowError:  # the user has nothing for one of the template's places
        said = written(ours, values)
    return {**said, "to": [user.email]}
