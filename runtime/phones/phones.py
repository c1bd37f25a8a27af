"""The phones of an app: added by a person, each a device that flows run as and pushes arrive on."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal, TypeAlias, get_args

from blockloom.runtime.context import ClockDoor, SystemClock
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import Device, stable_device
from blockloom.runtime.store import Store, arrivals
from blockloom.runtime.store import phones as rows
from blockloom.runtime.wording import sentence

State: TypeAlias = Literal["online", "offline", "throttled", "uninstalled"]
STATES: tuple[State, ...] = get_args(State)
ONLINE, OFFLINE, THROTTLED, UNINSTALLED = STATES
VERSIONS = {"ANDROID": "14", "IOS": "17", "WP": "10"}
"""The systems that a phone can have, and the version that it then says it runs."""
FIRST = "this computer"
LONGEST = 60
MOST = 200
RETRY_AFTER = 15
_LONGEST_WAIT = 3_600
_PREFIX = "APA91b"


@dataclass(frozen=True, slots=True)
class Phone:
    """``retry_after`` is how many seconds of peace it wants while it is throttled. Its pushes were read up to the one
    numbered ``read``."""

    name: str
    device: Device
    state: State
    retry_after: int
    read: int


class Phones:
    """The phones of one app. Any number of threads may share it."""

    def __init__(self, store: Store, clock: ClockDoor | None = None) -> None:
        self._store = store
        self._clock = clock or SystemClock()

    def list(self) -> list[Phone]:
        """The phones in the order in which they were added. There is always one, which is called FIRST."""
        found = [_phone(row) for row in rows.rows(self._store)]
        if any(phone.name == FIRST for phone in found):
            return found
        self._keep(FIRST, stable_device(self._store, FIRST))
        return [_phone(row) for row in rows.rows(self._store)]

    def add(self, name: str, os: str = "ANDROID", secret: str | None = None) -> Phone:
        """Add a phone, which is not registered yet; whoever holds ``secret`` is its visitor.

        FlowError ``phone_name`` for a name that can't be shown in a line or is taken, ``phone_os`` for another system.
        """
        name = " ".join(name.split())
        if not name or len(name) > LONGEST or not name.isprintable():
            raise FlowError("phone_name", sentence("Give the phone a name of 1 to {longest} letters.", longest=LONGEST))
        if os not in VERSIONS:
            raise FlowError("phone_os", sentence("A phone runs one of {versions}.", versions=", ".join(VERSIONS)))
        known = self.list()
        if len(known) >= MOST:
            raise FlowError("phone_name", sentence("There can be {most} phones at most. Remove one first.", most=MOST))
        made = Device(str(uuid.uuid4()).upper(), _new_token(), os, VERSIONS[os])
        self._keep(name, made, _digest(secret) if secret else None)
        phone = self.find(made.device_id)
        if phone is None:
            raise FlowError(
                "phone_name", sentence('There is a phone called "{name}" already. Choose another name.', name=name)
            )
        return phone

    def _keep(self, name: str, device: Device, visitor: bytes | None = None) -> None:
        values = {
            "device_id": device.device_id,
            "name": name,
            "os": device.os,
            "os_version": device.os_version,
            "token": device.device_token,
            "state": ONLINE,
            "retry_after": RETRY_AFTER,
            "read_upto": 0,
            "visitor": visitor,
        }
        rows.add(self._store, values, self._clock.now())

    def named(self, name: str) -> Phone:
        """The phone of this name. FlowError ``phone_name`` if there is none."""
        for phone in self.list():
            if phone.name == name:
                return phone
        raise FlowError("phone_name", sentence('There is no phone called "{name}". Add it first.', name=name[:LONGEST]))

    def find(self, device_id: str) -> Phone | None:
        """The phone with this device id."""
        row = rows.find(self._store, device_id)
        return _phone(row) if row else None

    def of_visitor(self, secret: str) -> Phone | None:
        """The phone whose visitor holds this secret."""
        row = rows.of_visitor(self._store, _digest(secret)) if secret else None
        return _phone(row) if row else None

    def turn(self, device_id: str, state: str, retry_after: Any = RETRY_AFTER) -> Phone:
        """Put a phone into a state.

        On again, it gets what waited for it. Uninstalled, it loses its tray and answers to no token; installed again it
        has a new one, with which it has to register. FlowError ``phone`` if there is none, ``phone_state`` for a state
        that it can't be in.
        """
        if state not in STATES:
            raise FlowError("phone_state", sentence("A phone is one of {states}.", states=", ".join(STATES)))
        if type(retry_after) is not int or not 1 <= retry_after <= _LONGEST_WAIT:
            raise FlowError(
                "phone_state",
                sentence("retryAfter is a number of seconds from 1 to {most:,}.", most=_LONGEST_WAIT),
            )
        phone, now = self._known(device_id), self._clock.now()
        values: dict[str, Any] = {"state": state, "retry_after": retry_after}
        if phone.state == UNINSTALLED != state:
            values["token"] = _new_token()
        if state == UNINSTALLED:
            rows.change(self._store, device_id, values, arrivals.forget)
        elif state == OFFLINE:
            rows.change(self._store, device_id, values)
        else:
            rows.change(self._store, device_id, values, lambda connection, key: arrivals.flush(connection, key, now))
        return self._known(device_id)

    def read(self, device_id: str, upto: Any) -> None:
        """Mark the pushes up to this number as read; what was read stays so. FlowError ``phone``, ``phone_push``."""
        phone = self._known(device_id)
        rows.change(self._store, device_id, {"read_upto": max(phone.read, _number(upto))})

    def clear(self, device_id: str, push: Any = None) -> None:
        """Take a push off the tray, or all of them. FlowError ``phone``, ``phone_push``."""
        self._known(device_id)
        number = None if push is None else _number(push)
        rows.change(self._store, device_id, {}, lambda connection, key: arrivals.empty(connection, key, number))

    def remove(self, device_id: str) -> None:
        """Forget a phone and its registrations. FlowError ``phone`` if there is none or it is FIRST."""
        if self._known(device_id).name == FIRST:
            raise FlowError(
                "phone",
                sentence('The phone "{first}" stays. It can be offline or have the app uninstalled.', first=FIRST),
            )
        rows.remove(self._store, device_id)

    def _known(self, device_id: str) -> Phone:
        """The phone; a device that registered by itself becomes one when it is first treated as such."""
        if (phone := self.find(device_id)) is not None:
            return phone
        device = rows.device_of(self._store, device_id)
        if device is None:
            raise FlowError("phone", sentence("There is no such phone any more."))
        self._keep(device_id, Device(device_id, _new_token(), device.os, device.os_version))
        return self._known(device_id)


def _phone(row: Any) -> Phone:
    device = Device(row.device_id, row.token, row.os, row.os_version)
    return Phone(row.name, device, row.state, row.retry_after, row.read_upto)


def _digest(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "replace")).digest()


def _new_token() -> str:
    """A token that looks as FCM's do."""
    return f"{secrets.token_urlsafe(16)}:{_PREFIX}{secrets.token_urlsafe(96)}"


def _number(given: Any) -> int:
    if type(given) is not int or not 0 <= given < 2**53:
        raise FlowError("phone_push", sentence("A push is named by its number."))
    return given
