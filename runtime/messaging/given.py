"""Messages that were published before: what a flow's own tests are given, so that it can ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging.publication import publication
from blockloom.runtime.messaging.publishing import PREFIX, bare_id, row_of
from blockloom.runtime.messaging.texts import NOT_VALID, shown
from blockloom.runtime.store import messages
from blockloom.runtime.wording import sentence

MESSAGE_KEYS = ("messageId", "channel", "message", "status")
_KEPT = (messages.SCHEDULED, messages.PUBLISHED, messages.FAILED, messages.CANCELLED)
STATUSES = tuple(status.upper() for status in _KEPT)
"""As blocks tell them."""
_EXAMPLE = f"{PREFIX}EA8F5D2C-0000-4000-8000-000000000001"


def given_message(item: Mapping[str, Any], now: int = 0) -> dict[str, Any]:
    """The row of a message as ``given: {messages: […]}`` tells it; whatever it leaves out is usual, and one without a
    status has gone out. ``now`` is in milliseconds since 1970 UTC. FlowErrors as ``publication``, and 8008."""
    id, status = bare_id(item.get("messageId", _EXAMPLE)), item.get("status", messages.PUBLISHED.upper())
    if id is None:
        raise FlowError(
            NOT_VALID,
            sentence(
                "messageId has to be like {example}, not {value}.", example=_EXAMPLE, value=shown(item["messageId"])
            ),
        )
    if status not in STATUSES:
        raise FlowError(
            NOT_VALID,
            sentence("status has to be one of {known}, not {value}.", known=", ".join(STATUSES), value=shown(status)),
        )
    row = row_of(publication(item.get("channel"), {"message": item.get("message", "")}, now))
    return {**row, **({"message_id": id} if "messageId" in item else {}), "status": status.lower()}
