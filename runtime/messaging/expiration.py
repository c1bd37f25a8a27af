"""When a registration ends: clients send seconds, milliseconds or ISO 8601, and all mean a moment."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging.texts import shown
from blockloom.runtime.wording import sentence

PAST, UNREADABLE = 5004, 8003
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS_BELOW = 1e11
_LAST = 253_402_300_800_000  # the year 10000, where ISO 8601 text ends


def parse_moment(name: str, given: Any) -> int | None:
    """A moment in milliseconds since 1970 UTC, or ``None`` for nothing.

    A number below 1e11 counts seconds, any other milliseconds; a text is ISO 8601, in UTC where it names no offset.
    FlowError 8003 for anything else.
    """
    if given is None or given == "":
        return None
    moment = None
    if isinstance(given, str):
        moment = _from_text(given.strip())
    elif isinstance(given, int | float) and not isinstance(given, bool) and abs(given) < _LAST and math.isfinite(given):
        moment = round(given * 1000) if abs(given) < _SECONDS_BELOW else round(given)
    if moment is None or abs(moment) >= _LAST:
        raise FlowError(
            UNREADABLE,
            sentence(
                "{name} has to be a time: ISO 8601, for example 2030-01-31T09:00:00Z, or seconds or "
                "milliseconds since 1970. You gave {value}.",
                name=name,
                value=shown(given),
            ),
        )
    return moment


def expiration_after(given: Any, now: int) -> int | None:
    """As ``parse_moment``, for an expiration. FlowError 5004 at or before ``now``."""
    moment = parse_moment("expiration", given)
    if moment is not None and moment <= now:
        raise FlowError(PAST, sentence("Invalid expiration date. The expiration date must be after the current time."))
    return moment


def _from_text(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(milliseconds=1)
