"""The rules of devices and channels, for every face that shows them."""

from blockloom.runtime.messaging.device import Device, make_device, parse_device, stable_device
from blockloom.runtime.messaging.messaging import Messaging, sweep
from blockloom.runtime.messaging.rehearsal import Rehearsal, rehearse

__all__ = ["Device", "Messaging", "Rehearsal", "make_device", "parse_device", "rehearse", "stable_device", "sweep"]
