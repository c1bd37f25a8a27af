"""E-mail as it is asked for: who is to get what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.wording import sentence

NOT_SET_UP, WRONG_RECIPIENT, NO_RECIPIENT, NO_BODY, ATTACHMENT = 5045, 5047, 5048, 5049, 5052
MISSING, NOT_VALID, TOO_LONG, UNKNOWN_TEMPLATE = 8007, 8008, 8000, 24002
MOST = 100
_ADDRESS = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\"]+")
_LONGEST = 320


def check(given: Mapping[str, Any]) -> dict[str, Any]:
    """The e-mail that is asked for, {subject, text, html, to}; a missing body part is nothing.

    FlowError 8007 without a subject, 5049 without a text, 5048 without a recipient, 5047 for one that is no address,
    5052 for an attachment (a path among the app's files, of which there are none), 8008 for the rest.
    """
    subject, parts = given.get("subject"), given.get("bodyparts")
    if subject is None or subject == "":
        raise FlowError(MISSING, sentence("The e-mail has no subject. Give it one."))
    if not isinstance(subject, str) or not subject.isprintable():
        raise FlowError(NOT_VALID, sentence("Property 'subject' has to be a text of one line."))
    if parts is not None and not isinstance(parts, dict):
        raise FlowError(
            NOT_VALID, sentence("Property 'bodyparts' has to be an object: {textmessage: …, htmlmessage: …}.")
        )
    texts = [part for name in ("textmessage", "htmlmessage") if (part := (parts or {}).get(name)) not in (None, "")]
    if not texts:
        raise FlowError(
            NO_BODY, sentence("The e-mail says nothing. Give bodyparts a textmessage, an htmlmessage or both.")
        )
    if not all(isinstance(text, str) for text in texts):
        raise FlowError(NOT_VALID, sentence("textmessage and htmlmessage have to be texts."))
    recipients = addresses(given.get("to"))
    if not recipients:
        raise no_recipient()
    check_attachments(given)
    text, html = ((parts or {}).get(name) or None for name in ("textmessage", "htmlmessage"))
    return {"subject": subject, "text": text, "html": html, "to": recipients}


def check_attachments(given: Mapping[str, Any]) -> None:
    """FlowError 5052 for an attachment, which is a path among the app's files."""
    if given.get("attachment") or given.get("attachments"):
        raise FlowError(ATTACHMENT, sentence("There is no file at the attachment's path: this server keeps no files."))


def addresses(given: Any) -> list[str]:
    """The addresses, each once. FlowError 5047 for what is no address, 8000 for too many."""
    found = [] if given is None or given == "" else given if isinstance(given, list) else [given]
    for one in found:
        if not isinstance(one, str) or len(one) > _LONGEST or not one.isprintable() or not _ADDRESS.fullmatch(one):
            raise FlowError(
                WRONG_RECIPIENT, sentence("A recipient is no e-mail address. It should look like ada@example.com.")
            )
    check_number(found)
    return list(dict.fromkeys(found))


def check_number(found: list[str]) -> None:
    """FlowError 8000 for more recipients than one e-mail can have."""
    if len(found) > MOST:
        raise FlowError(
            TOO_LONG,
            sentence("One e-mail goes to {most} recipients at most; these are {count}.", most=MOST, count=len(found)),
        )


def no_recipient() -> FlowError:
    return FlowError(NO_RECIPIENT, sentence("The e-mail goes to nobody. Name an address."))


def not_set_up() -> FlowError:
    """What is said to who wants one sent."""
    return FlowError(
        NOT_SET_UP,
        sentence(
            "This server has no mail server set up, so it sends no e-mail. Its administrator sets BLOCKLOOM_SMTP."
        ),
    )
