"""The three ways in which one translation is written down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """``metered`` code counts steps and can be stopped, ``traced`` code tells what it does, ``readable`` code is for
    people: plain names, imports, no hooks."""

    metered: bool = True
    traced: bool = False
    readable: bool = False


PLAIN = Style()
TRACED = Style(traced=True)
READABLE = Style(metered=False, readable=True)
