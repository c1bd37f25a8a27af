"""Devices: register, read, cancel."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from blockloom.runtime.context import SystemClock
from blockloom.runtime.messaging import Device, Messaging, cancel_registration, registration_of
from blockloom.runtime.permissions import REGISTER, Rights
from blockloom.web.api import shapes
from blockloom.web.api.caller import caller
from blockloom.web.api.speaks import Link, speaks
from blockloom.web.api.values import object_in

registrations = Blueprint("registrations", __name__)
clock = SystemClock()
PATH = "/messaging/registrations"

WRONG_SHAPE, EMPTY = 5005, 5006
DEVICE = {"device_id": "$request.body#/deviceId"}
FURTHER = (Link("registrations.read", DEVICE), Link("registrations.cancel", DEVICE))


@registrations.post(PATH)
@speaks(shapes.record("registrationId", False, registrationId={"type": "string"}), shapes.DEVICE, *FURTHER)
def register() -> dict[str, str]:
    """Register a device: ``{deviceId, deviceToken, os, osVersion, channels?, expiration?}``.

    Answers ``{registrationId: "<id>::<channel>,…"}``, which no channel's name can break: none holds ``,`` or ``::``.
    """
    return registered(caller().rights, request.get_data())


def registered(rights: Rights, data: bytes) -> dict[str, str]:
    """What ``register`` answers to whoever has these rights and sends this body."""
    rights.require_any([REGISTER])
    body = object_in(data, EMPTY, WRONG_SHAPE)
    device = Device(*(body.get(name) for name in ("deviceId", "deviceToken", "os", "osVersion")))  # type: ignore[arg-type]
    ids = Messaging(rights.store, device, clock, rights).register(body.get("channels"), body.get("expiration"))
    return {"registrationId": ",".join([f"{id}::{channel}" for channel, id in ids.items()])}


@registrations.get(f"{PATH}/<anything:device_id>")
@speaks(shapes.several(shapes.named("Registration"), minItems=1, maxItems=1))
def read(device_id: str) -> Response:
    """The device's registration, as a list of one."""
    return jsonify(registration_of(caller().store, device_id, clock.now(), caller().rights))


@registrations.delete(f"{PATH}/<anything:device_id>")
@speaks(shapes.DONE, query={"channels": shapes.text(1, 100, "^[a-z]+$")})
def cancel(device_id: str) -> Response:
    """Take the device off all channels, or off those that ``?channels=ads,discount`` names (ours, no SDK's).

    Answers ``{result: true}``; for named channels also ``remaining``, how many the device still has.
    """
    named = request.args.get("channels")
    if named is None:
        cancel_registration(caller().store, device_id, None, clock.now(), caller().rights)
        return jsonify(result=True)
    remaining = cancel_registration(caller().store, device_id, named.split(","), clock.now(), caller().rights)
    return jsonify(result=True, remaining=remaining)
