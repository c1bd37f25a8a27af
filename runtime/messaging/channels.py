"""Which names a channel can have."""

from __future__ import annotations

import re
from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging.texts import CONTROLS, NOT_VALID, TOO_LONG, shown, too_long

DEFAULT = "default"
LONGEST, MOST = 100, 100
NOT_ALLOWED = 5044
RESERVED = frozenset({"registrations", "push", "pushtemplates", "channels", "email"})
_plain = re.compile(f"[^/,:{CONTROLS}]{{1,{LONGEST}}}").fullmatch
_wrong = re.compile(f"/|,|::|[{CONTROLS}]").search


def channel_names(given: Any) -> list[str]:
    """The names in ``given``, each once, in their order; entries that are nothing or empty are skipped.

    FlowError: 8008 for what is no list of texts, 8000 for a name beyond 100 characters or more than 100 names, 5044 for
    a name that no channel can have.
    """
    if not isinstance(given, list | tuple):
        raise FlowError(NOT_VALID, f"channels needs a list, for example [ads, discount]. You gave {shown(given)}.")
    names = [name for name in dict.fromkeys(map(_channel_name, given)) if name]
    if len(names) > MOST:
        raise FlowError(TOO_LONG, f"One call takes at most {MOST} channels; these are {len(names)}.")
    return names


def _channel_name(name: Any) -> str | None:
    if name is None or name == "":
        return None
    if not isinstance(name, str):
        raise FlowError(NOT_VALID, f"A channel's name is a text. You gave {shown(name)}.")
    if _plain(name) and name not in RESERVED and name not in (".", "..") and not name.isspace():
        return name
    if len(name) > LONGEST:
        raise too_long("channels", LONGEST)
    if wrong := _wrong(name):
        raise FlowError(NOT_ALLOWED, f"The channel name {shown_name(name)} holds {_called(wrong[0])}, which it can't.")
    if name in RESERVED or name in (".", "..") or name.isspace():
        why = "is blank" if name.isspace() else "is a reserved word"
        raise FlowError(NOT_ALLOWED, f"No channel can be called {shown_name(name)}: that {why}.")
    return name


def shown_name(name: str) -> str:
    return f'"{name.encode("unicode_escape").decode() if _wrong(name) else name}"'


def _called(wrong: str) -> str:
    return f'"{wrong}"' if wrong in ("/", ",", "::") else "a control character"
