"""The rules of devices and channels, for every face that shows them."""

from blockloom.runtime.messaging.device import DEVICE_KEYS, PROVIDERS, Device, make_device, parse_device, stable_device
from blockloom.runtime.messaging.given import MESSAGE_KEYS, STATUSES, given_message
from blockloom.runtime.messaging.messaging import Messaging, cancel_registration, registration_of, sweep
from blockloom.runtime.messaging.rehearsal import Rehearsal, rehearse

__all__ = [
    "DEVICE_KEYS",
    "MESSAGE_KEYS",
    "PROVIDERS",
    "STATUSES",
    "Device",
    "Messaging",
    "Rehearsal",
    "cancel_registration",
    "given_message",
    "make_device",
    "parse_device",
    "registration_of",
    "rehearse",
    "stable_device",
    "sweep",
]
