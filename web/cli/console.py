"""The two streams: what was asked for goes to stdout, everything about it to stderr.

Text from a flow may hold control characters that would steer a terminal; there they are shown, not obeyed.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from rich.console import Console
from rich.text import Text

out = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
err = Console(soft_wrap=True, highlight=False, markup=False, emoji=False, stderr=True)

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def prepare_streams() -> None:
    """Let no character be the reason why a line can't be printed."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def harmless(text: str) -> str:
    """The text with its control characters spelled out."""
    return _CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def answer(text: str) -> None:
    """A line of what was asked for: to the letter into a pipe or a file, harmless on a terminal."""
    print(harmless(text) if out.is_terminal else text, flush=True)


def answer_json(value: Any) -> None:
    """The one JSON document of a command that was given ``--json``."""
    print(json.dumps(value, ensure_ascii=False, indent=2), flush=True)


def note(text: str, style: str = "") -> None:
    """A line about the work, for people."""
    err.print(Text(harmless(text), style=style))


def trace_line(text: str) -> None:
    """A line among many about the work, without the price of a style."""
    print(harmless(text) if err.is_terminal else text, file=sys.stderr)
