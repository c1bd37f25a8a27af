"""What a push does to a simulated phone, by the phone's state and what the push says of itself.

A phone that is off keeps nothing: the service keeps the push until its time to live is over or a newer one with the
same collapse key comes. What a tag names takes the place of what it named before in the phone's tray.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any, Literal

from blockloom.runtime.phones.phones import OFFLINE, THROTTLED, UNINSTALLED
from blockloom.runtime.store import Store, arrivals

LONGEST_LIFE = 2_419_200
"""Seconds: the four weeks that a push can be kept, and is unless it says otherwise."""
_APPLE = ("IOS", "OSX")
_DURATION = re.compile(r"(\d{1,12})(\.\d{1,9})?s")
_LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a push: it ``arrived``, is ``kept`` for a phone that is off, was worth nothing then (``missed``),
    nobody has the token (``unknown``), or the phone wants peace for ``wait`` seconds (``throttled``)."""

    kind: Literal["arrived", "kept", "missed", "unknown", "throttled"]
    wait: int = 0


def receive(store: Store, token: str, push: dict[str, Any], now: int) -> Received:
    """Let a push, ``{data?, notification?, android?, apns?}``, come to whoever has the token.

    ValueError, in words for its sender, if what the push says of itself has no meaning.
    """
    found = arrivals.receiver(store, token)
    if found is None or found.state == UNINSTALLED:
        return Received("unknown")
    collapse_key, tag, until = _terms(found.os in _APPLE, push, now)
    if found.state == THROTTLED:
        return Received("throttled", found.retry_after or 0)
    if found.state != OFFLINE:
        arrivals.put(store, found.device_pk, tag, push, now)
        return Received("arrived")
    if until <= now:
        return Received("missed")
    arrivals.wait(store, found.device_pk, collapse_key, tag, push, until)
    return Received("kept")


def _terms(apple: bool, push: dict[str, Any], now: int) -> tuple[str, str, int]:
    """The push's collapse key and tag, each one that nothing else has if it names none, and the end of its life."""
    own = uuid.uuid4().hex
    if apple:
        headers = _part(_part(push, "apns"), "headers")
        key = _text(headers, "apns-collapse-id") or own
        return key, key, _apple_end(headers.get("apns-expiration"), now)
    android = _part(push, "android")
    tag = _text(_part(android, "notification"), "tag")
    key = _text(android, "collapse_key") or own
    return key, tag or own, now + _life(android.get("ttl"))


def _part(whole: dict[str, Any], name: str) -> dict[str, Any]:
    part = whole.get(name, {})
    if not isinstance(part, dict):
        raise ValueError(f"{name} has to be an object.")
    return part


def _text(part: dict[str, Any], name: str) -> str:
    text = part.get(name, "")
    if not isinstance(text, str) or len(text) > _LONGEST_KEY:
        raise ValueError(f"{name} has to be a text of at most {_LONGEST_KEY} characters.")
    return text


def _life(ttl: Any) -> int:
    """Milliseconds."""
    if ttl is None:
        return LONGEST_LIFE * 1000
    match = _DURATION.fullmatch(ttl) if isinstance(ttl, str) else None
    if match is None or int(match[1]) > LONGEST_LIFE:
        raise ValueError(f'ttl is a duration of 0 to {LONGEST_LIFE} seconds, for example "3.5s".')
    return round(float(ttl[:-1]) * 1000)


def _apple_end(expiration: Any, now: int) -> int:
    if expiration is None:
        return now + LONGEST_LIFE * 1000
    if not (isinstance(expiration, str) and expiration.isascii() and expiration.isdecimal() and len(expiration) < 14):
        raise ValueError("apns-expiration is a text of digits: seconds since 1970, or 0 for now or never.")
    return int(expiration) * 1000
