"""Numbers in words, for pages and command line alike."""

from __future__ import annotations

from blockloom.web.words.speaking import gettext, language


def counted(number: int, noun: str) -> str:
    """``1 step``, ``2 steps``, in English; what a page counts goes through ``ngettext``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def duration(seconds: float) -> str:
    """``8 ms``, ``2.4 s``, ``3 min 20 s``."""
    if seconds < 0.001:
        return gettext("less than 1 ms")
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{language().number(seconds, 1)} s" if seconds < 60 else f"{int(seconds) // 60} min {int(seconds) % 60} s"
