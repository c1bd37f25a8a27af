"""Delivering published messages to devices, through the services that reach them."""

from blockloom.runtime.delivery.delivery import Delivery
from blockloom.runtime.delivery.fcm import Fcm
from blockloom.runtime.delivery.provider import Outcome, Provider

__all__ = ["Delivery", "Fcm", "Outcome", "Provider"]
