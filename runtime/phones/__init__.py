"""Simulated phones: their states, what pushes do to them, what they show."""

from blockloom.runtime.phones.phones import FIRST, LONGEST, MOST, STATES, UNINSTALLED, VERSIONS, Phone, Phones
from blockloom.runtime.phones.receiving import Received, receive
from blockloom.runtime.phones.showing import Shown, shown, shown_pushes

__all__ = [
    "FIRST",
    "LONGEST",
    "MOST",
    "STATES",
    "UNINSTALLED",
    "VERSIONS",
    "Phone",
    "Phones",
    "Received",
    "Shown",
    "receive",
    "shown",
    "shown_pushes",
]
