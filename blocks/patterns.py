"""Patterns: look for regular expressions in a text."""

from __future__ import annotations

from typing import Any

import re2  # type: ignore[import-untyped]

from blockloom.runtime import ITEM_LIMIT, FlowError, joined, sentence, too_large

HUE = 150

_LONGEST = 1024
_QUIET = re2.Options()
_QUIET.log_errors = False


def matches_pattern(text: str, /, pattern: str) -> bool:
    """{text} matches {pattern}.

    The pattern may match anywhere; ^ is the start of the text, $ its end. Look-around and back-references do not exist.

    >>> matches_pattern("order 66", "^order [0-9]+$")
    True
    """
    return bool(_compiled(pattern).search(text))


def find_all(text: str, /, pattern: str) -> list[str]:
    """All matches of {pattern} in {text}.

    >>> find_all("tea 3, milk 12", "[0-9]+")
    ['3', '12']
    """
    return [match.group() for match in _matches(text, pattern)]


def find_groups(text: str, /, pattern: str) -> list[Any] | None:
    """Groups of the first match of {pattern} in {text}.

    A list of what each group in round brackets matched; nothing if the pattern does not match.

    >>> find_groups("2025-11-25", "([0-9]+)-([0-9]+)")
    ['2025', '11']
    """
    match = _compiled(pattern).search(text)
    return list(match.groups()) if match else None


def replace_pattern(text: str, /, pattern: str, with_: str) -> str:
    """In {text} replace each match of {pattern} with {with}.

    >>> replace_pattern("tea 3, milk 12", "[0-9]+", "#")
    'tea #, milk #'
    """
    parts, end = [], 0
    for match in _matches(text, pattern):
        parts += [text[end : match.start()], with_]
        end = match.end()
    return joined([*parts, text[end:]])


def _matches(text: str, pattern: str) -> list[Any]:
    found: list[Any] = []
    for match in _compiled(pattern).finditer(text):
        found.append(match)
        if len(found) > ITEM_LIMIT:
            too_large("The number of matches", ITEM_LIMIT, "items")
    return found


def _compiled(pattern: str) -> Any:
    if len(pattern.encode()) > _LONGEST:
        too_large("The pattern", _LONGEST, "bytes")
    try:
        return re2.compile(pattern, _QUIET)
    except re2.error as error:
        reason = error.args[0].decode(errors="replace") if error.args else sentence("it can't be read")
        raise FlowError(
            "wrong_pattern",
            sentence(
                'The pattern "{pattern}" is wrong: {reason}. Look-around and back-references do not exist here.',
                pattern=pattern[:60],
                reason=reason,
            ),
        ) from None
