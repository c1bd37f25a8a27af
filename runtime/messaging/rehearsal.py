"""A dry run: the real rules on a copy, and the effects told instead of done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from blockloom.runtime.context import ClockDoor
from blockloom.runtime.messaging.channels import DEFAULT
from blockloom.runtime.messaging.device import Device
from blockloom.runtime.messaging.expiration import parse_moment
from blockloom.runtime.messaging.given import given_message
from blockloom.runtime.messaging.messaging import Messaging
from blockloom.runtime.messaging.texts import shown
from blockloom.runtime.store import Store, messages
from blockloom.runtime.store.copy import copied


class Rehearsal(Messaging):
    """Messaging whose effects end with the rehearsal. ``effects`` tells in sentences what would have been done.

    ``sent`` holds each message that would have been published: its channel, the message, and the other options given.
    """

    def __init__(self, store: Store, device: Device | None, clock: ClockDoor | None = None) -> None:
        super().__init__(store, device, clock, mailing=True)
        self.effects: list[str] = []
        self.sent: list[dict[str, Any]] = []

    def give(self, known: list[dict[str, Any]]) -> None:
        """Have these messages published before, as ``given_message`` reads them."""
        now = self._clock.now()
        for item in known:
            messages.add(self._store, given_message(item, now), now)

    def register(self, channels: list[Any] | None = None, expiration: Any = None) -> dict[str, str]:
        known = self.channels()
        ids = super().register(channels, expiration)
        for name in ids:
            if name not in known:
                self.effects.append(f'Would create the channel "{name}".')
        self.effects.append(f"Would register {self._phone()} on {_listed(ids)}{_until(expiration)}.")
        return ids

    def cancel(self, channels: list[Any] | None = None) -> int:
        left = super().cancel(channels)
        named = "all its channels" if channels is None else _listed(filter(None, channels))
        if named:
            self.effects.append(f"Would take {self._phone()} off {named}; {left} would remain.")
        return left

    def publish(self, channel: Any, options: dict[str, Any]) -> dict[str, Any]:
        answer = super().publish(channel, options)
        given = {name: value for name, value in options.items() if value is not None}
        self.sent.append({"channel": channel or DEFAULT, **given})
        self.effects.append(f'Would publish {shown(options["message"])} on "{channel or DEFAULT}".')
        return answer

    def push_template(self, name: Any, values: Any = None) -> dict[str, Any]:
        answer = super().push_template(name, values)
        self.effects.append(f"Would push by the template {shown(name).removeprefix('the text ')}.")
        return answer

    def send_mail(self, given: dict[str, Any]) -> dict[str, Any]:
        answer = super().send_mail(given)
        self.effects.append(f"Would send the e-mail {shown(given['subject']).removeprefix('the text ')}.")
        return answer

    def send_mail_template(self, given: dict[str, Any]) -> dict[str, Any]:
        answer = super().send_mail_template(given)
        self.effects.append(
            f"Would send an e-mail by the template {shown(given['template-name']).removeprefix('the text ')}."
        )
        return answer

    def cancel_message(self, message_id: Any) -> dict[str, Any]:
        answer = super().cancel_message(message_id)
        self.effects.append(f"Would cancel {answer['messageId']}.")
        return answer

    def _user_pk(self) -> None:
        """The copy holds no users."""

    def _phone(self) -> str:
        row = self._checked()
        return f"the {row.os} {row.os_version} device {row.device_id}"


@contextmanager
def rehearse(store: Store, device: Device | None, clock: ClockDoor | None = None) -> Iterator[Rehearsal]:
    """A door whose registrations are seen through it only, and are gone when the ``with`` block ends.

    It works on a copy in memory: whoever uses the store meanwhile neither waits nor sees anything.
    """
    copy = copied(store, device.device_id if device else None)
    try:
        yield Rehearsal(copy, device, clock)
    finally:
        copy.close()


def _listed(names: Any) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _until(expiration: Any) -> str:
    moment = parse_moment("expiration", expiration)
    return (
        "" if moment is None else f" until {datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec='seconds')}"
    )
