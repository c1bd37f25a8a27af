"""A value of a row in one line, for tables on the page and on the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from blockloom.runtime.values import text_of


def cell(value: Any, column: str, most: int) -> str:
    """The value as text of at most ``most`` characters; times of the store as dates, nothing as an empty text."""
    if column in ("created", "updated"):
        return datetime.fromtimestamp(value / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
    text = " ".join(text_of(value).split())
    return text if len(text) <= most or column == "objectId" else f"{text[: most - 1]}…"
