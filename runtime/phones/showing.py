"""What a page shows of phones and channels: states first, pushes by their numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from blockloom.runtime.phones.phones import ONLINE, Phones
from blockloom.runtime.store import Store, arrivals
from blockloom.runtime.store import phones as rows

OTHERS = 30
"""Devices that registered by themselves, the newest."""
CHANNELS, COUNTED = 50, 1_000


@dataclass(frozen=True, slots=True)
class Shown:
    """``phones`` by device id, in their order; ``channels`` by name, each with its number of devices (COUNTED at most).

    A phone is ``{id, name, os, version, token, state, retryAfter, own, registered, channels: {name: expiry or nothing},
    waiting, read, tray}``; ``tray`` are the numbers of its pushes, oldest first, ``own`` tells a phone that somebody
    added from a device that registered by itself.
    """

    phones: dict[str, dict[str, Any]]
    channels: dict[str, int]


def shown(store: Store, now: int) -> Shown:
    """All that is to be seen now."""
    phones: dict[str, dict[str, Any]] = {}
    for phone in Phones(store).list():
        device, told = phone.device, {"state": phone.state, "retryAfter": phone.retry_after, "read": phone.read}
        phones[device.device_id] = {
            **_named(device.device_id, phone.name, device.os, device.os_version),
            **told,
            "token": device.device_token,
            "own": True,
        }
    for row in rows.newest_devices(store, OTHERS):
        named = _named(row.device_id, row.device_id, row.os, row.os_version)
        phones.setdefault(
            row.device_id, {**named, "state": ONLINE, "retryAfter": 0, "read": 0, "token": "", "own": False}
        )
    for id, kept in rows.kept(store, list(phones), now).items():
        registered = kept.pop("token")
        phones[id] |= {**kept, "registered": registered}
    return Shown(phones, dict(rows.audiences(store, now, CHANNELS, COUNTED)))


def shown_pushes(store: Store, numbers: Iterable[int]) -> list[dict[str, Any]]:
    """What phones show of these pushes, oldest first: ``{id, phone, at, title, text, data}``.

    ``data`` is what a push without a text brings for the app.
    """
    return [
        {"id": row.pk, "phone": row.device_id, "at": row.at, **_face(row.push)}
        for row in arrivals.pushes(store, numbers)
    ]


def _named(id: str, name: str, os: str, version: str) -> dict[str, Any]:
    return {"id": id, "name": name, "os": os, "version": version}


def _face(push: dict[str, Any]) -> dict[str, str]:
    notification, data = _object(push, "notification"), _object(push, "data")
    title, text = str(notification.get("title", "")), str(notification.get("body", ""))
    return {"title": title, "text": text, "data": "" if title or text else str(data.get("message", ""))}


def _object(push: dict[str, Any], name: str) -> dict[str, Any]:
    part = push.get(name)
    return part if isinstance(part, dict) else {}
