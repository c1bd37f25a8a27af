"""Devices: register this device on messaging channels, look the registration up, cancel it."""

from __future__ import annotations

from typing import Annotated, Any

from blockloom.runtime import Empty, here

HUE = 0


def register_device(
    channels: Annotated[list[Any] | None, Empty("default")] = None, expiration: Any = None
) -> dict[str, Any]:
    """Register this device on {channels}, until {expiration}.

    Messages published to the channels reach the device. No channels at all means the channel "default"; a channel that
    does not exist yet is made. The expiration is a time as ISO 8601 text or as milliseconds since 1970; the
    registration ends then. Answers an object with the property registrationId: a map from channel to registration id.

    >>> register_device(["ads", "discount"])["registrationId"]["ads"]
    'EA8F5D2C-0000-4000-8000-000000000001'
    """
    return {"registrationId": here().messaging.register(channels or [], expiration)}


def get_device_registrations() -> list[dict[str, Any]]:
    """Registrations of this device.

    Answers a list with one object: id, deviceToken, deviceId, os, osVersion, channels, expiration.

    >>> get_device_registrations()[0]["channels"]
    ['ads', 'discount']
    """
    return here().messaging.registrations()


def cancel_device_registration(channels: Annotated[list[Any] | None, Empty("all channels")] = None) -> int:
    """Cancel the registration of this device on {channels}.

    Without channels it leaves all of them. Answers how many channels the device still has.

    >>> cancel_device_registration(["ads"])
    1
    """
    return here().messaging.cancel(channels)


def list_channels() -> list[str]:
    """Channels of the app.

    >>> list_channels()
    ['ads', 'default', 'discount']
    """
    return here().messaging.channels()
