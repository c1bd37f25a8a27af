"""Registering a device, asking for its registration, and cancelling it."""

from __future__ import annotations

from typing import Any

from blockloom.runtime.context import ClockDoor, MessagingDoor, SystemClock
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import mails, publishing
from blockloom.runtime.messaging.channels import DEFAULT, channel_names
from blockloom.runtime.messaging.device import PROVIDERS, Device, checked
from blockloom.runtime.messaging.expiration import expiration_after
from blockloom.runtime.messaging.privacy import check_owner, shown_to
from blockloom.runtime.messaging.publishing import Announce, unannounced
from blockloom.runtime.messaging.texts import fit_to_store
from blockloom.runtime.permissions import DELETE, REGISTER, Rights
from blockloom.runtime.store import Store, devices, expiry
from blockloom.runtime.store.registrations import DeviceRow, device_row, register
from blockloom.runtime.wording import sentence

_NOT_REGISTERED, _NOT_KNOWN = 5000, 5001


class Messaging(MessagingDoor):
    """The messaging rules for one device. Without a device, what concerns one fails with 5011.

    ``rights`` are those of the user for whom it speaks, whose the device is from its registration on; without them the
    app itself speaks, and may do all. ``announce`` is told of each message that is published. Without
    ``mailing`` no mail server is set up.
    """

    def __init__(
        self,
        store: Store,
        device: Device | None,
        clock: ClockDoor | None = None,
        rights: Rights | None = None,
        announce: Announce = unannounced,
        mailing: bool = False,
    ) -> None:
        self._store = store
        self._device = device
        self._clock = clock or SystemClock()
        self._rights = rights
        self._announce = announce
        self._mailing = mailing
        self._row: DeviceRow | None = None

    def _checked(self) -> DeviceRow:
        if self._row is None:
            device = checked(self._device)
            id, os, token = device.device_id, device.os, device.device_token
            self._row = device_row(id, os, device.os_version, PROVIDERS[os], token, self._user_pk())
        return self._row

    def _user_pk(self) -> int | None:
        """Whose the device is from its registration on."""
        return self._rights.user_pk if self._rights else None

    def act_as(self, rights: Rights | None) -> None:
        """Speak for somebody else from now on."""
        self._rights, self._row = rights, None

    def register(self, channels: list[Any] | None = None, expiration: Any = None) -> dict[str, str]:
        """Register the device on these channels, or on ``default``; answer {channel: registration id} for them.

        All channels or none. A channel that is missing is made. Channels from earlier calls stay; one named again keeps
        its id while it lives, and takes the new ``expiration`` (nothing: never). FlowError 1011 for a caller who may
        not register there, 1012 for one who may not take over another user's token, 5004, 5011, 5044, 8000, 8003, 8007,
        8008.
        """
        row = self._checked()
        names = channel_names([] if channels is None else channels) or [DEFAULT]
        if self._rights is not None:
            self._rights.require(REGISTER, names)
        now = self._clock.now()
        bounds = self._rights.bounds if self._rights else None
        return register(self._store, row, names, expiration_after(expiration, now), now, bounds)

    def registrations(self) -> list[dict[str, Any]]:
        """The device's registration as a list of one record. FlowError 5000 if it has none that lives.

        ``id`` is the oldest registration's, ``channels`` are sorted, ``expiration`` is the latest in milliseconds, or
        nothing if a channel never expires; ``deviceToken`` is nothing once another device took the token.
        """
        return registration_of(self._store, self._checked().device_id, self._clock.now(), self._rights)

    def cancel(self, channels: list[Any] | None = None) -> int:
        """Leave these channels (``None``: all); answer how many the device still has.

        An empty list leaves none, and a channel that the device is not on is no error: it is left already. FlowError
        5001 if the device has no registration at all, and as in ``register`` for bad names.
        """
        return cancel_registration(self._store, self._checked().device_id, channels, self._clock.now(), self._rights)

    def channels(self) -> list[str]:
        """The names of the app's channels, sorted."""
        return devices.channels(self._store)

    def publish(self, channel: Any, options: dict[str, Any]) -> dict[str, Any]:
        """As ``publishing.publish``, now."""
        return publishing.publish(self._store, channel, options, self._clock.now(), self._announce, self._rights)

    def push_template(self, name: Any, values: Any = None) -> dict[str, Any]:
        """As ``publishing.push_template``, now."""
        return publishing.push_template(self._store, name, values, self._clock.now(), self._announce, self._rights)

    def send_mail(self, given: dict[str, Any]) -> dict[str, Any]:
        """As ``mails.send``, now."""
        return mails.send(self._store, given, self._clock.now(), self._mailing, self._announce, self._rights)

    def send_mail_template(self, given: dict[str, Any]) -> dict[str, Any]:
        """As ``mails.send_template``, now."""
        now = self._clock.now()
        return mails.send_template(self._store, given, now, self._mailing, self._announce, self._rights)

    def message_status(self, message_id: Any) -> dict[str, Any]:
        """As ``publishing.status``."""
        return publishing.status(self._store, message_id, self._rights)

    def cancel_message(self, message_id: Any) -> dict[str, Any]:
        """As ``publishing.cancel``."""
        return publishing.cancel(self._store, message_id, self._clock.now(), self._rights)


def registration_of(store: Store, device_id: str, now: int, rights: Rights | None = None) -> list[dict[str, Any]]:
    """As ``Messaging.registrations``, for whoever knows the device by its id alone. FlowError 1013 if that is not
    enough for them."""
    rows = devices.registrations(store, device_id, now) if fit_to_store(device_id) else []
    if not rows:
        raise FlowError(
            _NOT_REGISTERED, sentence('No device with the id "{device_id}" is registered.', device_id=device_id)
        )
    owner = rows[0].user and str(rows[0].user).upper()
    check_owner(rights, owner)
    ends = [row.expires_at for row in rows]
    record = {
        "id": str(rows[0].registration_id).upper(),
        "deviceToken": rows[0].token,
        "deviceId": device_id,
        "os": rows[0].os,
        "osVersion": rows[0].os_version,
        "channels": sorted(row.channel for row in rows),
        "expiration": None if None in ends else max(ends),
    }
    return [shown_to(rights, record, owner)]


def cancel_registration(
    store: Store, device_id: str, channels: list[Any] | None, now: int, rights: Rights | None = None
) -> int:
    """As ``Messaging.cancel``, for whoever knows the device by its id alone. FlowError 1014 if that is not enough."""
    names = None if channels is None else channel_names(channels)
    if rights is not None and rights.policy.private and fit_to_store(device_id):
        check_owner(rights, devices.owner(store, device_id, now), DELETE)
    remaining = devices.leave(store, device_id, names, now) if fit_to_store(device_id) else None
    if remaining is None:
        raise FlowError(
            _NOT_KNOWN,
            sentence(
                'No device with the id "{device_id}" is registered, so none can be cancelled.', device_id=device_id
            ),
        )
    return remaining


def sweep(store: Store, limit: int = 5_000, clock: ClockDoor | None = None) -> int:
    """Take up to ``limit`` expired registrations out of the table; answer how many that were."""
    now = (clock or SystemClock()).now()
    return store.write(lambda connection: expiry.sweep(connection, now, limit))
