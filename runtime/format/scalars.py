"""Plain YAML scalars: the core words and numbers of YAML 1.2, and a refusal of what readers disagree about."""

from __future__ import annotations

import re

from blockloom.runtime.format.tree import Unreadable
from blockloom.runtime.limits import LARGEST
from blockloom.runtime.wording import sentence

_WORDS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", "")),
}
_WHOLE = re.compile(r"[-+]?[0-9]+\Z")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_DOUBTFUL = re.compile(
    r"""([-+]?0[0-9]+|[-+]?0[xX][0-9a-fA-F_]+|[-+]?0[oO][0-7]+|[-+]?0[bB][01_]+|[-+]?[0-9][0-9_]*_[0-9_]*(\.[0-9_]*)?
    |[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|=)\Z""",
    re.VERBOSE,
)


def plain_scalar(text: str, line: int, column: int) -> str | int | float | bool | None:
    """The value of a scalar without quotes; raises Unreadable where other readers would take it for another value."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "0123456789+-.=<":
        return text
    if text == "<<":
        message = sentence("Merge keys (<<) are not part of a flow file.")
        raise Unreadable(line, column, "merge_key", message, sentence("write the keys out"))
    if _DOUBTFUL.match(text):
        message = sentence(
            "Other readers take {text} for something else. Put it in quotes, or write the number plainly.",
            text=text[:40],
        )
        mend = '{text: "="}' if text == "=" else f'"{text}"'
        raise Unreadable(line, column, "doubtful", message, mend if len(text) <= 40 else None)
    if _WHOLE.match(text):
        return _within(int(text) if len(text) < 20 else LARGEST + 1, text, line, column)
    if _NUMBER.match(text):
        return _within(float(text), text, line, column)
    return text


def _within(number: int | float, text: str, line: int, column: int) -> int | float:
    if not -LARGEST <= number <= LARGEST:
        mend = f'"{text}"' if len(text) <= 40 else None
        message = sentence(
            "Numbers go from -{largest} to {largest}. A longer row of digits is a text.", largest=LARGEST
        )
        raise Unreadable(line, column, "number_too_large", message, mend)
    return number
