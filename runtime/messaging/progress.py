"""Whom a push would reach before it is published, and how far it has come afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from blockloom.runtime.messaging.publication import publication
from blockloom.runtime.messaging.publishing import PREFIX, audience_of, bare_id, meant
from blockloom.runtime.store import Store, deliveries, messages
from blockloom.runtime.store.audience import count_devices

FURTHEST = 100_000
"""Messages that can be paged through."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of a message's audience of ``devices`` so far.

    ``failed`` could not be delivered to, ``gone`` had no token any more, ``waiting`` are still to be sent to. ``over``
    tells that nothing of it will change.
    """

    status: str
    devices: int
    sent: int
    failed: int
    gone: int
    waiting: int
    over: bool


def size(store: Store, channel: Any, options: Mapping[str, Any], now: int) -> int:
    """How many devices a message published so would be pushed to. FlowErrors as ``publish``."""
    return count_devices(store, meant(publication(channel, options, now)), now)


class Going:
    """A message on its way, whose audience is counted once."""

    def __init__(self, store: Store, row: Any, now: int) -> None:
        self._store = store
        self._pk = row.pk
        self._through = messages.is_through(store, row.pk)
        self._devices = 0 if self._through else count_devices(store, audience_of(row), now)

    def now(self) -> Progress:
        """How far it has come."""
        over = messages.is_through(self._store, self._pk)  # asked before the counts, which are whole then
        row, counts = messages.get(self._store, self._pk), deliveries.totals(self._store, self._pk)
        done = counts.sent + counts.failed + counts.skipped
        devices = done if over else max(self._devices, done)
        status = messages.CANCELLED if row is None else row.status
        return Progress(status, devices, counts.sent, counts.failed, counts.skipped, devices - done, over)


def going(store: Store, message_id: Any, now: int) -> Going | None:
    """The app's push with this id, its prefix or not; ``None`` if there is none."""
    bare = bare_id(message_id)
    row = messages.find(store, bare) if bare is not None else None
    return None if row is None or "systems" not in row.options else Going(store, row, now)


def newest(store: Store, limit: int, offset: int) -> list[dict[str, Any]]:
    """What the app published, the latest first: {messageId, channel, message, title, status, publish_at, sent}."""
    return [
        {
            "messageId": f"{PREFIX}{str(row.message_id).upper()}",
            "channel": row.channel,
            "message": row.body["message"],
            "title": row.body["headers"].get("android-content-title", ""),
            "status": row.status,
            "at": row.publish_at,
            "sent": int(row.sent),
        }
        for row in messages.newest(store, limit, min(offset, FURTHEST))
    ]
