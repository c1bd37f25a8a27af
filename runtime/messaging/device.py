"""The device that a run stands for."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging.texts import NOT_VALID, capitals, required_text, shown
from blockloom.runtime.store import Store
from blockloom.runtime.wording import sentence

PROVIDERS = {"IOS": "apns", "ANDROID": "fcm", "WP": "wns", "OSX": "apns"}
_FIELDS = {"deviceId": "device_id", "deviceToken": "device_token", "os": "os", "osVersion": "os_version"}
DEVICE_KEYS = tuple(_FIELDS)
LONGEST_ID, LONGEST_TOKEN, LONGEST_VERSION = 255, 4096, 64
_ANY_LENGTH = 2**31
"""Of a property that is one of a few words: any other one is not valid, however long it is."""
_NO_DEVICE = 5011


@dataclass(frozen=True, slots=True)
class Device:
    """A phone, tablet or computer that messages can be pushed to. ``os`` is IOS, ANDROID, WP or OSX."""

    device_id: str
    device_token: str
    os: str
    os_version: str


def checked(device: Device | None) -> Device:
    """The device with its ``os`` in capitals.

    FlowError: 5011 without a device or its id, 8007 for another missing property, 8008 for one that can't be, 8000 for
    one that is too long.
    """
    if device is None:
        raise FlowError(
            _NO_DEVICE,
            sentence(
                "This run has no device to register. Name one: --device os=ANDROID,osVersion=14 on the command line, "
                "or a phone in the page."
            ),
        )
    required_text("deviceId", device.device_id, LONGEST_ID, missing=_NO_DEVICE)
    required_text("deviceToken", device.device_token, LONGEST_TOKEN)
    os = capitals(required_text("os", device.os, _ANY_LENGTH))
    if os not in PROVIDERS:
        raise FlowError(
            NOT_VALID,
            sentence(
                "Property 'os' has to be one of {providers}, not {value}.",
                providers=", ".join(PROVIDERS),
                value=shown(device.os),
            ),
        )
    required_text("osVersion", device.os_version, LONGEST_VERSION)
    return device if os == device.os else replace(device, os=os)


def stable_device(store: Store, name: str = "this computer") -> Device:
    """A phone to try things with. The same name is the same device in this store, for ever, and in no other store."""
    return make_device({"os": "ANDROID", "osVersion": "14"}, store, name)


def parse_device(text: str, store: Store) -> Device:
    """Read ``os=ANDROID,osVersion=14,deviceId=…,deviceToken=…``; a missing id or token is made, the same each time.

    FlowError says what is missing, unknown or too long.
    """
    fields: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or key not in _FIELDS:
            raise FlowError(
                NOT_VALID,
                sentence(
                    'A device is written os=ANDROID,osVersion=14 with {fields}, not "{part}".',
                    fields=", ".join(_FIELDS),
                    part=part[:80],
                ),
            )
        if key in fields:
            raise FlowError(NOT_VALID, sentence("The device names its {key} twice. Leave one.", key=key))
        fields[key] = value
    return make_device(fields, store)


def make_device(fields: Mapping[str, Any], store: Store, name: str | None = None) -> Device:
    """A checked device from ``os``, ``osVersion``, ``deviceId`` and ``deviceToken``.

    A missing id is made from ``name`` (else from the os) and a missing token from the id; both are the same each time
    in this store, and tell nothing about the machine.
    """
    os = fields.get("os")
    seed = f"{store.app} {name or str(os).upper()}"
    device_id = fields.get("deviceId") or str(uuid.UUID(bytes=_digest(seed)[:16], version=4)).upper()
    token = fields.get("deviceToken") or _digest(f"{store.app} {device_id}").hex()
    return checked(Device(device_id, token, os or "", fields.get("osVersion") or ""))


def _digest(text: str) -> bytes:
    return sha256(text.encode("utf-8", "replace")).digest()
