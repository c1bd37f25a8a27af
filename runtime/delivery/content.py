"""What a push says on each system: the message and its headers as FCM's HTTP v1 API wants them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

HOURS = 4
"""How long a push is worth delivering to a phone that is off, unless its header ``ttl-seconds`` says otherwise."""
_TITLES = {"ANDROID": "android-content-title", "IOS": "ios-alert-title", "OSX": "ios-alert-title", "WP": "wp-title"}
_TEXTS = {"ANDROID": "android-content-text", "IOS": "ios-alert", "OSX": "ios-alert", "WP": "wp-subtitle"}
_APPLE = ("IOS", "OSX")
_BADGE = re.compile(r"\d{1,9}", re.ASCII)


def life(body: Mapping[str, Any]) -> int:
    """How many milliseconds a message's pushes are worth delivering, from the time at which it is published."""
    told = body["headers"].get("ttl-seconds")
    return HOURS * 3_600_000 if told is None else int(told) * 1000


def content(
    os: str, message_id: str, body: Mapping[str, Any], options: Mapping[str, Any], left: int, now: int
) -> dict[str, Any]:
    """The push of a message for devices with this system, without its token. It is worth ``left`` milliseconds from
    ``now`` on.

    A text header is what is shown; without one a message that is a text is. Anything else goes as data alone. The
    header ``collapse-key``, else the message's id, collapses what is sent again, as after a crash.
    """
    headers = {name: _plain(value) for name, value in body["headers"].items() if value is not None}
    if os == "OSX":  # what is for a Mac goes before what is for every system of Apple's
        headers |= {f"ios-{name[4:]}": value for name, value in headers.items() if name.startswith("osx-")}
    shown = _shown(os, headers, body["message"])
    data = {**headers, "message": _plain(body["message"]), "messageId": message_id}
    data |= {name: options[name] for name in ("publisherId", "subtopic") if options.get(name)}
    push: dict[str, Any] = {"data": data, **({"notification": shown} if shown else {})}
    key = headers.get("collapse-key") or message_id
    if os in _APPLE:
        push["apns"] = _apns(headers, shown, key, (now + left) // 1000 if left else 0)
    else:
        push["android"] = _android(headers, key, left // 1000)
    return push


def _shown(os: str, headers: Mapping[str, str], message: Any) -> dict[str, str]:
    text = headers.get(_TEXTS[os]) or headers.get("message") or (message if isinstance(message, str) else None)
    title = headers.get(_TITLES[os])
    return {name: value for name, value in (("title", title), ("body", text)) if value}


def _android(headers: Mapping[str, str], key: str, seconds: int) -> dict[str, Any]:
    look = {"ticker": headers.get("android-ticker-text"), "sound": headers.get("android-content-sound")}
    shown = {"tag": key, **{name: value for name, value in look.items() if value}}
    return {"collapse_key": key, "ttl": f"{seconds}s", "priority": "HIGH", "notification": shown}


def _apns(headers: Mapping[str, str], shown: Mapping[str, str], key: str, end: int) -> dict[str, Any]:
    aps: dict[str, Any] = {}
    if shown:
        aps["alert"] = {
            **shown,
            **({"subtitle": headers["ios-alert-subtitle"]} if "ios-alert-subtitle" in headers else {}),
        }
    if _BADGE.fullmatch(headers.get("ios-badge", "")):
        aps["badge"] = int(headers["ios-badge"])
    if headers.get("ios-sound"):
        aps["sound"] = headers["ios-sound"]
    if headers.get("ios-content-available") == "1":
        aps["content-available"] = 1
    return {"headers": {"apns-collapse-id": key, "apns-expiration": str(end)}, "payload": {"aps": aps}}


def _plain(value: Any) -> str:
    """FCM's data holds texts only."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
