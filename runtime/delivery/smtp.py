"""E-mail through a mail server (SMTP): sent once where that can be, and tried again where the server asks for it."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from blockloom.runtime.errors import SettingsError

_PORTS = {"smtp": 587, "smtps": 465}
_SECONDS = 30
_LONGEST = 500
_UNNAMED = "undisclosed-recipients:;"
_OWN = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of an e-mail: who is ``late``, since the server asks to try again, and who was refused for good, with
    the ``reason`` in the server's words."""

    late: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail is handed over, and from whom it comes. A password only ever goes over TLS, or to this machine."""

    host: str
    port: int
    sender: str
    tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def read(cls, url: str, sender: str, where: str) -> MailServer:
        """From ``smtp://user:password@host:port`` (TLS from within, where the server offers it) or ``smtps://…`` (TLS
        from the start). SettingsError, which names the place ``where`` it stands, for what can't be."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        except (ValueError, KeyError):
            host = ""
        if not host or parts.path not in ("", "/") or parts.query:
            raise SettingsError(f"{where} is no mail server. Write smtp://user:password@mail.example.com:587.")
        if "@" not in parseaddr(sender)[1] or not sender.isprintable():
            raise SettingsError("BLOCKLOOM_MAIL_FROM says from whom e-mail comes. Write Shop <shop@example.com>.")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(host, port, sender, parts.scheme == "smtps", user, password)

    def send(self, mail: Mapping[str, Any], to: Sequence[str], id: str) -> Sent:
        """Hand an e-mail ``{subject, text, html, to, cc?, each?}`` over, in one to all of these, or with ``each`` in
        one of their own to everybody. Never raises.

        ``id`` is the same each time it is tried, so that who gets it twice can tell.
        """
        if not mail.get("each"):
            return self._send(mail, to, id)
        parts = [self._send({**mail, "to": [one]}, [one], f"{id}.{mail['to'].index(one)}") for one in to]
        late, refused = ([one for part in parts for one in getattr(part, name)] for name in ("late", "refused"))
        reasons = dict.fromkeys(part.reason for part in parts if part.reason)
        return Sent(tuple(late), tuple(refused), "; ".join(reasons)[:_LONGEST])

    def _send(self, mail: Mapping[str, Any], to: Sequence[str], id: str) -> Sent:
        try:
            message = _message(mail, f"<{id}@{parseaddr(self.sender)[1].rpartition('@')[2]}>", self.sender)
            with self._connected() as server:
                told: dict[str, tuple[int, Any]] = server.send_message(message, to_addrs=list(to))
        except smtplib.SMTPRecipientsRefused as error:
            told = error.recipients
        except smtplib.SMTPResponseException as error:
            told = {one: (error.smtp_code, error.smtp_error) for one in to}
        except (smtplib.SMTPNotSupportedError, UnicodeError, ValueError) as error:
            return Sent(refused=tuple(to), reason=str(error))
        except (smtplib.SMTPException, OSError) as error:
            return Sent(late=tuple(to), reason=str(error) or type(error).__name__)
        late = tuple(one for one, (code, _) in told.items() if code < 500)
        refused = tuple(one for one in told if one not in late)
        reasons = dict.fromkeys(f"{code} {_text(why)}" for code, why in told.values())
        return Sent(late, refused, "; ".join(reasons)[:_LONGEST])

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=_SECONDS)
        try:
            server.ehlo_or_helo_if_needed()
            safe = self.tls or self.host in _OWN
            if not self.tls and server.has_extn("starttls"):
                server.starttls(context=context)
                safe = True
            if self.user:
                if not safe:
                    raise smtplib.SMTPNotSupportedError("The mail server offers no TLS, so it gets no password.")
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _message(mail: Mapping[str, Any], id: str, sender: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, ", ".join(mail["to"]) or _UNNAMED, mail["subject"]
    if mail.get("cc"):
        made["Cc"] = ", ".join(mail["cc"])
    made["Date"], made["Message-ID"] = formatdate(localtime=False), id
    if mail["text"] is not None:
        made.set_content(mail["text"])
    if mail["html"] is not None:
        (made.add_alternative if mail["text"] is not None else made.set_content)(mail["html"], subtype="html")
    return made


def _text(told: Any) -> str:
    return told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
