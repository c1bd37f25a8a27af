"""E-mail as it is asked for: who is to get what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from blockloom.runtime.errors import FlowError

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
        raise FlowError(MISSING, "The e-mail has no subject. Give it one.")
    if not isinstance(subject, str) or not subject.isprintable():
        raise FlowError(NOT_VALID, "Property 'subject' has to be a text of one line.")
    if parts is not None and not isinstance(parts, dict):
        raise FlowError(NOT_VALID, "Property 'bodyparts' has to be an object: {textmessage: …, htmlmessage: …}.")
    texts = [part for name in ("textmessage", "htmlmessage") if (part := (parts or {}).get(name)) not in (None, "")]
    if not texts:
        raise FlowError(NO_BODY, "The e-mail says nothing. Give bodyparts a textmessage, an htmlmessage or both.")
    if not all(isinstance(text, str) for text in texts):
        raise FlowError(NOT_VALID, "textmessage and htmlmessage have to be texts.")
    recipients = check_recipients(given.get("to"))
    if given.get("attachment") or given.get("attachments"):
        raise FlowError(ATTACHMENT, "There is no file at the attachment's path: this server keeps no files.")
    text, html = ((parts or {}).get(name) or None for name in ("textmessage", "htmlmessage"))
    return {"subject": subject, "text": text, "html": html, "to": recipients}


def check_recipients(to: Any) -> list[str]:
    """The addresses, each once. FlowError 5048 for nobody, 5047 for what is no address, 8000 for too many."""
    if to is None or to == [] or to == "":
        raise FlowError(NO_RECIPIENT, "The e-mail goes to nobody. Name an address in to.")
    found = to if isinstance(to, list) else [to]
    for one in found:
        if not isinstance(one, str) or len(one) > _LONGEST or not one.isprintable() or not _ADDRESS.fullmatch(one):
            raise FlowError(WRONG_RECIPIENT, "A recipient is no e-mail address. It should look like ada@example.com.")
    if len(found) > MOST:
        raise FlowError(TOO_LONG, f"One e-mail goes to {MOST} recipients at most; these are {len(found)}.")
    return list(dict.fromkeys(found))


def not_set_up() -> FlowError:
    """What is said to who wants one sent."""
    return FlowError(
        NOT_SET_UP,
        "This server has no mail server set up, so it sends no e-mail. Its administrator sets BLOCKLOOM_SMTP.",
    )


def unknown_template(given: Mapping[str, Any]) -> FlowError:
    """What is said to who wants a template sent: the app has none. Some SDKs call it ``templateName``."""
    name = given.get("template-name") or given.get("templateName")
    if name is None or name == "":
        return FlowError(MISSING, "Property 'template-name' is missing.")
    if not isinstance(name, str):
        return FlowError(NOT_VALID, "Property 'template-name' has to be a text.")
    return FlowError(UNKNOWN_TEMPLATE, f"Email Template with name '{name[:200]}' doesn't exist.")
