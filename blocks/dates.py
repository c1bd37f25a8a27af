"""Dates: what time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from blockloom.runtime import here

HUE = 60


def now() -> str:
    """Now.

    The date and time as ISO 8601 text in UTC, to the millisecond.

    >>> now()[10], now()[-6:]
    ('T', '+00:00')
    """
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=here().clock.now())
    return moment.isoformat(timespec="milliseconds")
