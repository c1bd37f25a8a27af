"""Counting who tried what how often, in memory."""

from __future__ import annotations

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from blockloom.web.answers import Refusal
from blockloom.web.words import gettext

TOO_OFTEN = 999
counters = FixedWindowRateLimiter(MemoryStorage())


def too_often(rate: RateLimitItem) -> Refusal:
    return Refusal(429, gettext("That was tried too often. Wait a little."), TOO_OFTEN, wait=rate.get_expiry())
