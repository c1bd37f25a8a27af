"""What somebody wants published: every option of a publish call, read and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging.channels import DEFAULT, channel_names
from blockloom.runtime.messaging.device import LONGEST_ID
from blockloom.runtime.messaging.expiration import parse_moment
from blockloom.runtime.messaging.texts import MISSING, NOT_VALID, TOO_LONG, capitals, fit_to_store, shown, too_long
from blockloom.runtime.wording import sentence

Policy: TypeAlias = Literal["PUSH", "PUBSUB", "BOTH"]

POLICIES: tuple[Policy, ...] = ("PUSH", "PUBSUB", "BOTH")
"""By the number that some clients send instead of the word."""
BITS = {"IOS": 1, "ANDROID": 2, "WP": 4, "OSX": 8}
"""The bit of each operating system in the mask ``pushBroadcast``."""
ALL = sum(BITS.values())
EMPTY, NULL = 8005, 8006
PUBLISH_AT, REPEAT_UNTIL = 5030, 5003
LONGEST_WORD, MOST_DEVICES = 255, 1_000
LONGEST_LIFE, LONGEST_KEY = 2_419_200, 64
"""Of a push: seconds that a service keeps it for a phone that is off, and bytes of what collapses it; both Apple's and
Google's limits."""
_LATE = 60_000
_YEARS = 10 * 366 * 86_400
_SEPARATOR = re.compile(r"[|,]")


@dataclass(frozen=True, slots=True)
class Publication:
    """A message and whom it is for.

    ``systems`` are the operating systems that are pushed to, nobody if it is empty; ``devices`` are the only ones that
    are (``None``: all of the channel). ``segment`` narrows further, a where-clause over registrations. Times are
    milliseconds since 1970 UTC, ``repeat_every`` is seconds.
    """

    channel: str
    message: Any
    headers: dict[str, Any]
    publisher_id: str | None
    subtopic: str | None
    policy: Policy
    systems: frozenset[str]
    devices: tuple[str, ...] | None
    segment: str | None
    publish_at: int
    repeat_every: int | None
    repeat_until: int | None


def publication(channel: Any, options: Mapping[str, Any], now: int) -> Publication:
    """Read the options of a publish call, as SDKs and blocks spell them; what has no meaning here is ignored.

    FlowError: 5044 and 8000 for the channel's name, 8007 without a message, 8006 and 8005 for a null or empty one where
    that would mean everybody, 5030 and 5003 for times that are over, 8003 for what is no time, 8008 for the rest.
    """
    name = _channel(channel)
    if "message" not in options:
        raise FlowError(MISSING, sentence("There is no message to publish. Give it one."))
    if options["message"] is None:
        raise FlowError(NULL, sentence("The message is nothing. Give a text, a number, a list or an object."))
    devices = _devices(options)
    every, until = _repeats(options, now)
    return Publication(
        name,
        options["message"],
        _headers(options.get("headers")),
        _word("publisherId", options.get("publisherId")),
        _word("subtopic", options.get("subtopic")),
        _policy(options.get("publishPolicy")),
        _systems(options.get("pushBroadcast"), devices),
        devices,
        _segment(options),
        _publish_at(options.get("publishAt"), now),
        every,
        until,
    )


def _channel(given: Any) -> str:
    if given is not None and not isinstance(given, str):
        raise FlowError(NOT_VALID, sentence("A channel's name is a text. You gave {value}.", value=shown(given)))
    return (channel_names([given]) or [DEFAULT])[0]


def _word(name: str, given: Any) -> str | None:
    if given is None or given == "":
        return None
    if not isinstance(given, str) or not fit_to_store(given):
        raise FlowError(
            NOT_VALID,
            sentence("Property '{name}' has to be a text of one line, not {value}.", name=name, value=shown(given)),
        )
    if len(given) > LONGEST_WORD:
        raise too_long(name, LONGEST_WORD)
    return given


def _headers(given: Any) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise FlowError(
            NOT_VALID,
            sentence("headers has to be an object, for example {{ios-alert: Hi}}, not {value}.", value=shown(given)),
        )
    life, key = given.get("ttl-seconds"), given.get("collapse-key")
    if life is not None and not _whole(life, LONGEST_LIFE):
        what = sentence("a whole number of seconds from 0 to {longest:,}", longest=LONGEST_LIFE)
        raise FlowError(
            NOT_VALID, sentence("The header ttl-seconds is {what}. You gave {value}.", what=what, value=shown(life))
        )
    if key is not None and not (_text(key) and fit_to_store(key) and len(key.encode()) <= LONGEST_KEY):
        what = sentence("a text of one line, {longest} bytes at most", longest=LONGEST_KEY)
        raise FlowError(
            NOT_VALID, sentence("The header collapse-key is {what}. You gave {value}.", what=what, value=shown(key))
        )
    return given


def _whole(given: Any, most: int) -> bool:
    """Whether it is a number from 0 to ``most``, or a text of one: some clients send headers as texts only."""
    if isinstance(given, str) and given.isascii() and given.isdecimal() and len(given) < 16:
        given = int(given)
    return type(given) is int and 0 <= given <= most


def _policy(given: Any) -> Policy:
    if given is None:
        return "BOTH"
    if type(given) is int and 0 <= given < len(POLICIES):
        return POLICIES[given]
    word = capitals(given.strip()) if isinstance(given, str) else None
    if word not in POLICIES:
        raise FlowError(
            NOT_VALID,
            sentence(
                "publishPolicy is one of {policies}. You gave {value}.",
                policies=", ".join(POLICIES),
                value=shown(given),
            ),
        )
    return word


def _systems(given: Any, devices: tuple[str, ...] | None) -> frozenset[str]:
    mask = ALL if given is None else _mask(given)
    if mask == 0 and devices is not None:
        mask = ALL  # named devices are meant, whatever they run on
    return frozenset(os for os, bit in BITS.items() if mask & bit)


def _mask(given: Any) -> int:
    if type(given) is int and 0 <= given <= ALL:
        return given
    said = "|".join(given) if isinstance(given, list) and all(map(_text, given)) else given
    words = [capitals(word.strip()).removeprefix("FOR_") for word in _SEPARATOR.split(said)] if _text(said) else []
    known = {**BITS, "ALL": ALL, "NONE": 0}
    if not words or any(word not in known for word in words):
        names = ", ".join(known)
        raise FlowError(
            NOT_VALID,
            sentence(
                "pushBroadcast is a sum of 1 to 8, or words of {names}. You gave {value}.",
                names=names,
                value=shown(given),
            ),
        )
    mask = 0
    for word in words:
        mask |= known[word]
    return mask


def _text(given: Any) -> bool:
    return isinstance(given, str) and bool(given.strip())


def _devices(options: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The ids of ``pushSinglecast``. Neither nothing nor an empty list ever means everybody."""
    if "pushSinglecast" not in options:
        return None
    given = options["pushSinglecast"]
    if given is None or given == []:
        what = sentence("nothing") if given is None else sentence("an empty list")
        raise FlowError(
            NULL if given is None else EMPTY,
            sentence("pushSinglecast is {what}, so nobody is meant. Name a device, or leave it out.", what=what),
        )
    if not isinstance(given, list) or not all(map(_device, given)):
        raise FlowError(
            NOT_VALID, sentence("pushSinglecast is a list of device ids. You gave {value}.", value=shown(given))
        )
    if len(given) > MOST_DEVICES:
        raise FlowError(
            TOO_LONG,
            sentence(
                "One call takes at most {most:,} devices; these are {count:,}.",
                most=MOST_DEVICES,
                count=len(given),
            ),
        )
    return tuple(dict.fromkeys(given))


def _device(given: Any) -> bool:
    """Whether it can be a device's id."""
    return isinstance(given, str) and 0 < len(given) <= LONGEST_ID and fit_to_store(given)


def _segment(options: Mapping[str, Any]) -> str | None:
    if "segmentQuery" not in options:
        return None
    given = options["segmentQuery"]
    if isinstance(given, str) and given.strip():
        return given
    raise FlowError(
        NULL if given is None else EMPTY if isinstance(given, str) else NOT_VALID,
        sentence("segmentQuery is a where-clause, for example osVersion = '14', not {value}.", value=shown(given)),
    )


def _publish_at(given: Any, now: int) -> int:
    moment = parse_moment("publishAt", given)
    if moment is not None and moment < now - _LATE:
        raise FlowError(
            PUBLISH_AT, sentence("publishAt is over by more than a minute. Give a time to come, or leave it out.")
        )
    return now if moment is None else max(moment, now)


def _repeats(options: Mapping[str, Any], now: int) -> tuple[int | None, int | None]:
    every, until = options.get("repeatEvery"), parse_moment("repeatExpiresAt", options.get("repeatExpiresAt"))
    if every is not None and not (type(every) is int and 1 <= every <= _YEARS):
        raise FlowError(
            NOT_VALID,
            sentence("repeatEvery is a whole number of seconds, 1 or more. You gave {value}.", value=shown(every)),
        )
    if until is not None and until <= now:
        raise FlowError(REPEAT_UNTIL, sentence("repeatExpiresAt is over. Give a time to come, or leave it out."))
    return every, until if every is not None else None
