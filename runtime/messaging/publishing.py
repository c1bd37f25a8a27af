"""Publishing a message, asking what became of it, calling it off. Delivering it is ``runtime.delivery``'s."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from blockloom.runtime.errors import FlowError
from blockloom.runtime.limits import LARGEST
from blockloom.runtime.messaging.publication import BITS, Policy, Publication, publication
from blockloom.runtime.messaging.search import condition
from blockloom.runtime.messaging.templates import Templates, publishing_of
from blockloom.runtime.messaging.texts import NOT_VALID, shown
from blockloom.runtime.permissions import APP_ITSELF, PUBSUB, PUSH, STATUS, Rights
from blockloom.runtime.store import Store, deliveries, messages
from blockloom.runtime.store.audience import Audience, count_devices
from blockloom.runtime.store.deliveries import Counts
from blockloom.runtime.wording import sentence

NOTHING_LEFT = 5040
_NAP = 0.02
PREFIX = "message:"
_ID = re.compile("[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}")

Announce: TypeAlias = Callable[[int, int, int], None]
"""Is told of a message that was kept, by key, turn and time (milliseconds since 1970 UTC), so that it need not be
looked for."""


def unannounced(pk: int, turn: int, at: int) -> None:
    """The message is found by the worker's next look at what is due."""


def publish(
    store: Store,
    channel: Any,
    options: Mapping[str, Any],
    now: int,
    announce: Announce = unannounced,
    rights: Rights | None = None,
    values: Mapping[str, Any] | None = None,
    most: int | None = None,
) -> dict[str, Any]:
    """Keep a message and say so at once: {errorMessage, messageId, status: "scheduled"}. FlowErrors as ``publication``,
    and 1017 for a segment that can't be asked for; 5007 for a caller whose ``rights`` don't go so far. ``values`` are
    those for the places in a template's segment. TooMany, and nothing is kept, if it would be pushed to more than
    ``most`` devices.

    The answer means that it is on disk; it goes out when its time has come, also after a crash.
    """
    wanted = publication(channel, options, now)
    if rights is not None:
        _check_rights(rights, wanted.policy, wanted.channel)
    condition(wanted.segment, values)
    row = row_of(wanted, values)
    if most is not None and wanted.policy != "PUBSUB":
        _check_size(count_devices(store, _audience(wanted.channel, row["options"]), now), most)
    pk, message_id = messages.add(store, row, now)
    store.note("publish", who_of(rights), message=f"{PREFIX}{message_id}", channel=wanted.channel)
    announce(pk, 1, wanted.publish_at)
    return _record(message_id, messages.SCHEDULED)


def push_template(
    store: Store,
    name: str,
    values: Any,
    now: int,
    announce: Announce = unannounced,
    rights: Rights | None = None,
) -> dict[str, Any]:
    """Push by the app's template of this name, with values in its places; answers as ``publish``.

    FlowError 8011 for an unknown template, 8007 for a value that is missing, 8008 for values that are no object.
    """
    template = Templates(store).get(name)
    return push_by(store, template, values, now, announce, rights)


def push_by(
    store: Store,
    template: dict[str, Any],
    values: Any,
    now: int,
    announce: Announce = unannounced,
    rights: Rights | None = None,
    most: int | None = None,
) -> dict[str, Any]:
    """As ``push_template``, by a template that nobody keeps. TooMany as in ``publish``."""
    if values is not None and not isinstance(values, dict):
        raise FlowError(NOT_VALID, sentence("templateValues has to be an object, not {value}.", value=shown(values)))
    channel, options, given = publishing_of(store, template, values or {})
    return publish(store, channel, options, now, announce, rights, given, most)


def counted(store: Store, message_id: str, patience: float) -> Counts:
    """What became of a message's devices so far; waits up to ``patience`` seconds until all have been sent to."""
    row, end = messages.find(store, bare_id(message_id) or ""), time.monotonic() + patience
    while row is not None and not messages.is_through(store, row.pk) and time.monotonic() < end:
        time.sleep(_NAP)
    return Counts() if row is None else deliveries.totals(store, row.pk)


def status(store: Store, message_id: Any, rights: Rights | None = None) -> dict[str, Any]:
    """{errorMessage, messageId, status}; the status of a message that nobody knows is "unknown". FlowError 1013."""
    bare = bare_id(message_id)
    row = messages.find(store, bare) if bare is not None else None
    if row is None:
        return {"errorMessage": None, "messageId": message_id, "status": "unknown"}
    if rights is not None:
        rights.require(STATUS, [row.channel])
    return _record(str(row.message_id).upper(), row.status, row.error)


def cancel(store: Store, message_id: Any, now: int, rights: Rights | None = None) -> dict[str, Any]:
    """Call a message off before it goes out, or before its next turn. FlowError 5040 if nothing is left to call off,
    5007 for who could not have published it."""
    bare = bare_id(message_id)
    row = messages.find(store, bare) if rights is not None and bare is not None else None
    if rights is not None and row is not None:
        _check_rights(rights, row.options["policy"], row.channel)
    if bare is None or not messages.cancel(store, bare, now):
        raise FlowError(
            NOTHING_LEFT, sentence("There is no such message that is still to go out, so none can be cancelled.")
        )
    store.note("cancel", who_of(rights), message=f"{PREFIX}{bare}")
    return _record(bare, messages.CANCELLED)


def who_of(rights: Rights | None) -> str:
    """Who publishes, for the audit log."""
    return APP_ITSELF if rights is None else rights.who


class TooMany(FlowError):
    """A message would be pushed to more devices than whoever publishes it may have meant: to so many ``devices``."""

    def __init__(self, devices: int) -> None:
        super().__init__(
            8011, sentence("This would be pushed to {devices:,} devices. It is not published yet.", devices=devices)
        )
        self.devices = devices


ASKED_ABOVE = 100
"""Devices up to which a console publishes without asking once more."""


def confirmed(devices: Any) -> int:
    """To how many devices somebody may publish who was asked, and answered that so many are right; nobody was asked of
    few. Some may join meanwhile. FlowError 8008 for what is no number."""
    if devices is None:
        return ASKED_ABOVE
    if isinstance(devices, bool) or not isinstance(devices, int) or not 0 <= devices <= LARGEST:
        raise FlowError(
            NOT_VALID, sentence("confirmed is the number of devices that is right, not {value}.", value=shown(devices))
        )
    return max(ASKED_ABOVE, devices + devices // 10)


def _check_size(devices: int, most: int) -> None:
    if devices > most:
        raise TooMany(devices)


def _check_rights(rights: Rights, policy: Policy, channel: str) -> None:
    if policy != "PUBSUB":
        rights.require(PUSH, [channel])
    if policy in ("PUBSUB", "BOTH"):
        rights.require(PUBSUB, [channel])


def audience_of(row: Any) -> Audience:
    """Whom a kept message is pushed to."""
    return _audience(row.channel, row.options)


def meant(wanted: Publication) -> Audience:
    """Whom it would be pushed to."""
    return _audience(wanted.channel, row_of(wanted)["options"])


def _audience(channel: str, options: Mapping[str, Any]) -> Audience:
    devices, segment = options["devices"], options["segment"]
    return Audience(
        channel,
        None if set(options["systems"]) == BITS.keys() else frozenset(options["systems"]),
        None if devices is None else tuple(devices),
        None if segment is None else condition(segment, options.get("values")),
    )


def row_of(wanted: Publication, values: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What is kept of a message."""
    return {
        "channel": wanted.channel,
        "body": {"message": wanted.message, "headers": wanted.headers},
        "options": {
            "publisherId": wanted.publisher_id,
            "subtopic": wanted.subtopic,
            "policy": wanted.policy,
            "systems": sorted(wanted.systems),
            "devices": None if wanted.devices is None else list(wanted.devices),
            "segment": wanted.segment,
            "values": None if values is None else dict(values),
        },
        "publish_at": wanted.publish_at,
        "repeat_every": wanted.repeat_every,
        "repeat_until": wanted.repeat_until,
    }


def _record(message_id: str, status: str, error: str | None = None) -> dict[str, Any]:
    return {"errorMessage": error, "messageId": f"{PREFIX}{message_id}", "status": status}


def bare_id(message_id: Any) -> str | None:
    """The id without its prefix, in capitals; ``None`` if it can't be one."""
    bare = message_id.removeprefix(PREFIX).upper() if isinstance(message_id, str) else ""
    return bare if _ID.fullmatch(bare) else None
