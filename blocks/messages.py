"""Messages: publish to channels, now, later or again and again; ask what became of a message, call it off."""

from __future__ import annotations

from typing import Any, Literal

from blockloom.runtime import here

HUE = 340


def publish(
    channel: str,
    message: Any,
    headers: dict[str, Any] | None = None,
    subtopic: str | None = None,
    publisher: str | None = None,
    devices: list[Any] | None = None,
    systems: list[Any] | None = None,
    segment: str | None = None,
    policy: Literal["both", "push", "pubsub"] = "both",
    at: Any = None,
    repeat_every: int | None = None,
    repeat_until: Any = None,
) -> dict[str, Any]:
    """Publish {message} on {channel}.

    Every device on the channel gets it as a push: a text is shown, and headers such as android-content-title or
    ios-alert say how; anything else goes to the app as data. Devices (ids), systems (IOS, ANDROID, WP, OSX) and a
    segment (a condition on registrations, such as "osVersion = '14'") narrow that down; pubsub pushes to nobody. With a
    time it goes out then, and it is repeated every so many seconds until it is cancelled or repeat_until. Answers at
    once, as an object: messageId, status and errorMessage.

    >>> publish("ads", "Tea is ready")["status"]
    'SCHEDULED'
    """
    options = {
        "message": message,
        "headers": headers,
        "subtopic": subtopic,
        "publisherId": publisher,
        "publishPolicy": policy,
        "publishAt": at,
        "repeatEvery": repeat_every,
        "repeatExpiresAt": repeat_until,
    }
    narrowed = {"pushSinglecast": devices, "pushBroadcast": systems, "segmentQuery": segment}
    options.update((name, given) for name, given in narrowed.items() if given is not None)
    return _told(here().messaging.publish(channel, options))


def push_template(template: str, /, values: dict[str, Any] | None = None) -> dict[str, Any]:
    """Push by the template {template} with {values}.

    The template says what is pushed, on which channel and to which systems; the values go into its {places}, and none
    may be missing. Answers at once, as publish does.

    >>> push_template("tea", {"name": "Ada"})["status"]
    'SCHEDULED'
    """
    return _told(here().messaging.push_template(template, values))


def send_email(subject: str, to: list[Any], text: str | None = None, html: str | None = None) -> dict[str, Any]:
    """Send the e-mail {subject} to {to}: {text} or {html}.

    It takes a text, an HTML text, or both, of which the recipient's program shows one. Answers at once, as publish
    does; it is handed to the mail server within moments, and again while that asks for time. Message status tells when
    it was: PUBLISHED, or FAILED if nobody could be reached. A server without a mail server says so with error 5045.

    >>> send_email("Tea", ["ada@example.com"], "It is ready")["status"]
    'SCHEDULED'
    """
    bodyparts = {name: part for name, part in (("textmessage", text), ("htmlmessage", html)) if part is not None}
    return _told(here().messaging.send_mail({"subject": subject, "bodyparts": bodyparts, "to": to}))


def send_email_template(template: str, /, to: list[Any], values: dict[str, Any] | None = None) -> dict[str, Any]:
    """Send the e-mail template {template} to {to} with {values}.

    The template says subject and text; the values go into its {{places}}, and none may be missing. Everybody gets an
    e-mail of their own and sees nobody else's address. Answers at once, as send email does.

    >>> send_email_template("welcome", ["ada@example.com"], {"name": "Ada"})["status"]
    'SCHEDULED'
    """
    given = {"template-name": template, "addresses": to, "uniqueEmails": True, "template-values": values}
    return _told(here().messaging.send_mail_template(given))


def message_status(message_id: str, /) -> dict[str, Any]:
    """Status of the message {message_id}.

    An object: messageId, errorMessage and status, which is SCHEDULED, PUBLISHED, FAILED, CANCELLED or UNKNOWN.

    >>> message_status(publish("ads", "Tea is ready")["messageId"])["status"]
    'SCHEDULED'
    """
    return _told(here().messaging.message_status(message_id))


def cancel_message(message_id: str, /) -> dict[str, Any]:
    """Cancel the message {message_id}.

    It must not have gone out yet, or be one that is repeated. Answers its status, as message status does.

    >>> cancel_message(publish("ads", "Tea is ready", at="2030-01-31T09:00:00Z")["messageId"])["status"]
    'CANCELLED'
    """
    return _told(here().messaging.cancel_message(message_id))


def _told(record: dict[str, Any]) -> dict[str, Any]:
    return {**record, "status": record["status"].upper()}
