"""Which names a channel can have."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging.texts import CONTROLS, NOT_VALID, TOO_LONG, shown, too_long
from blockloom.runtime.wording import sentence

DEFAULT = "default"
LONGEST, MOST = 100, 100
NOT_ALLOWED = 5044
RESERVED = frozenset({"registrations", "push", "pushtemplates", "channels", "email", ".", ".."})
_wrong = re.compile(f"/|,|::|[{CONTROLS}]").search


def channel_names(given: Any) -> list[str]:
    """The names in ``given``, each once, in their order; entries that are nothing or empty are skipped.

    FlowError: 8008 for what is no list of texts, 8000 for a name beyond 100 characters or more than 100 names, 5044 for
    a name that no channel can have.
    """
    if not isinstance(given, list | tuple):
        raise FlowError(
            NOT_VALID,
            sentence("channels needs a list, for example [ads, discount]. You gave {value}.", value=shown(given)),
        )
    for entry in given:
        if not (entry is None or isinstance(entry, str)):
            raise FlowError(NOT_VALID, sentence("A channel's name is a text. You gave {value}.", value=shown(entry)))
    names = list(map(_checked, filter(None, dict.fromkeys(given))))
    if len(names) > MOST:
        raise FlowError(
            TOO_LONG,
            sentence("One call takes at most {most} channels; these are {count}.", most=MOST, count=len(names)),
        )
    return names


@lru_cache(maxsize=4096)
def _checked(name: str) -> str:
    """The name. The same few come again and again, and asking whether one came before is cheaper than reading it."""
    if len(name) > LONGEST:
        raise too_long("channels", LONGEST)
    if wrong := _wrong(name):
        raise FlowError(
            NOT_ALLOWED,
            sentence(
                "The channel name {name} holds {sign}, which it can't.",
                name=_shown_name(name),
                sign=_called(wrong[0]),
            ),
        )
    if name in RESERVED or name.isspace():
        why = sentence("is blank") if name.isspace() else sentence("is a reserved word")
        raise FlowError(
            NOT_ALLOWED,
            sentence("No channel can be called {name}: that {why}.", name=_shown_name(name), why=why),
        )
    return name


def _shown_name(name: str) -> str:
    return f'"{name.encode("unicode_escape").decode() if _wrong(name) else name}"'


def _called(wrong: str) -> str:
    return f'"{wrong}"' if wrong in ("/", ",", "::") else sentence("a control character")
