"""Templates of e-mail: kept once, and sent with other values each time."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from blockloom.runtime import mail
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging.filling import text_of, value_of
from blockloom.runtime.messaging.templates import Record, Templates, template_name
from blockloom.runtime.messaging.texts import MISSING, NOT_VALID, TOO_LONG, required_text, shown
from blockloom.runtime.store import Store
from blockloom.runtime.wording import sentence

EMAIL = "email"
LONGEST_SUBJECT, LONGEST = 500, 128 * 1024
_PLACE = re.compile(r"\{\{\s*([A-Za-z_]\w{0,99})\s*\}\}")


class MailTemplates(Templates):
    """The app's templates of e-mail. FlowError 24002 where there is none of a name."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, EMAIL)

    def unknown(self, name: str) -> FlowError:
        return FlowError(
            mail.UNKNOWN_TEMPLATE, sentence("Email Template with name '{name}' doesn't exist.", name=name[:200])
        )

    def _read(self, given: Mapping[str, Any]) -> Record:
        return mail_template_of(given)


def mail_template_of(given: Mapping[str, Any]) -> Record:
    """{name, subject, body, text} as it is kept: ``body`` is HTML, ``text`` for programs that show none; one may lack.

    FlowError 8007 without a name or subject, 5049 without a body and text, 8000 and 8008 for what can't be, 5052 for
    attachments.
    """
    name = template_name(given.get("name"))
    subject = given.get("subject")
    if subject is None or subject == "":
        raise FlowError(MISSING, sentence("The template has no subject. Give it one."))
    required_text("subject", subject, LONGEST_SUBJECT)
    texts = {part: given.get(part) or None for part in ("body", "text")}
    for part, text in texts.items():
        if text is not None and not isinstance(text, str):
            raise FlowError(
                NOT_VALID, sentence("Property '{part}' has to be a text, not {value}.", part=part, value=shown(text))
            )
        if text is not None and len(text) > LONGEST:
            raise FlowError(
                TOO_LONG,
                sentence(
                    "Property '{part}' is longer than the limit of {longest:,} characters.", part=part, longest=LONGEST
                ),
            )
    if not any(texts.values()):
        raise FlowError(mail.NO_BODY, sentence("The template says nothing. Give it a body (HTML), a text, or both."))
    mail.check_attachments(given)
    return {"name": name, "subject": subject, **texts}


def places(template: Record) -> list[str]:
    """The names of a template's places ``{{name}}``, in the order in which they come."""

    def found() -> Iterator[str]:
        for part in ("subject", "body", "text"):
            yield from (match[1] for match in _PLACE.finditer(template[part] or ""))

    return list(dict.fromkeys(found()))


def written(template: Record, values: Mapping[str, Any]) -> Record:
    """{subject, text, html} with a value in each place, in HTML as the text that it is. FlowError 8007 for a value that
    is missing, 8008 for one that a subject can't hold."""

    def filled(part: str, safe: Any = str) -> str | None:
        text = template[part]
        return None if text is None else _PLACE.sub(lambda found: safe(text_of(value_of(found[1], values))), text)

    subject = filled("subject") or ""
    if not subject.isprintable():
        raise FlowError(NOT_VALID, sentence("A value for the subject has to be a text of one line."))
    return {"subject": subject, "text": filled("text"), "html": filled("body", html.escape)}
