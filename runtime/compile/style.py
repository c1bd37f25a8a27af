"""The ways in which one translation is written down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """``metered`` code counts steps and can be stopped, ``traced`` code tells which step begins, ``valued`` code what
    variables become, too, ``readable`` code is for people: plain names, imports, no hooks."""

    metered: bool = True
    traced: bool = False
    valued: bool = False
    readable: bool = False


PLAIN = Style()
STEPS = Style(traced=True)
TRACED = Style(traced=True, valued=True)
READABLE = Style(metered=False, readable=True)
