"""What is said where one request or event would start several flows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from pathlib import PurePath
from typing import TYPE_CHECKING

from blockloom.runtime import Program
from blockloom.runtime.findings import Finding
from blockloom.runtime.flowfiles import stem_of
from blockloom.runtime.rivals import Rivals, is_called, rivals
from blockloom.web.words import gettext

if TYPE_CHECKING:  # the command line speaks of files alone, and is there at once without the server
    from blockloom.web.services import Services

SHARED = "shared_trigger"


def told(rival: Rivals) -> str:
    """One of the findings as a sentence."""
    names = [program.filename for program, _ in rival.flows]
    return gettext(
        "{what} starts several flows: {flows}. Only the first of them answers, {first}.",
        what=rival.what,
        flows=", ".join(names),
        first=names[0],
    )


def rivals_of(shared: Services) -> list[Rivals]:
    """The findings about a server's flows, but for those from elsewhere, which nothing starts yet."""
    called = (file for file in shared.library.list() if is_called(file.program))
    return rivals(file.program for file in called if not shared.history.is_foreign(file.key))


def with_rivals(programs: list[Program]) -> list[Program]:
    """The same programs; those that lie in one folder and have a trigger in common have a warning that says so."""
    more: dict[int, list[Finding]] = {}
    for _, together in groupby(sorted(programs, key=_place), lambda program: _place(program)[0]):
        for rival in rivals(together):
            for program, place in rival.flows:
                more.setdefault(id(program), []).append(Finding(place, SHARED, told(rival), severity="warning"))
    return [replace(program, findings=_sorted([*program.findings, *more.get(id(program), [])])) for program in programs]


def _place(program: Program) -> tuple[str, str]:
    path = PurePath(program.filename)
    return str(path.parent), stem_of(path.name)


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: (finding.line, finding.column))
