"""Delivering published messages to devices, through the services that reach them."""

from blockloom.runtime.delivery.delivery import Delivery
from blockloom.runtime.delivery.fcm import Fcm
from blockloom.runtime.delivery.fcm_auth import ServiceAccount
from blockloom.runtime.delivery.provider import NoToken, Outcome, Provider
from blockloom.runtime.delivery.routes import Routes

__all__ = ["Delivery", "Fcm", "NoToken", "Outcome", "Provider", "Routes", "ServiceAccount"]
