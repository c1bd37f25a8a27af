"""The runs that go on, as pages show them."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable
from typing import Any

from flask import request

from blockloom.runtime.store.running import Running
from blockloom.runtime.store.runs import newest_run
from blockloom.web.board import LOOK
from blockloom.web.callers import called
from blockloom.web.services import Services, services
from blockloom.web.words import Language, language, marked

A_PERSON = marked("a person")


class GoingWatch:
    """The runs of one flow that go on, as one page sees them: all of them, each time they are others."""

    pace = LOOK
    mark = ""
    ending = over = False

    def __init__(self, going: Callable[[], list[Running]], flow: str) -> None:
        self._going = going
        self._flow = flow
        self._language = language()
        self._last: list[dict[str, Any]] | None = None

    def next(self) -> tuple[str, dict[str, Any]] | None:
        """``{runs: [what shown says]}``"""
        now = shown((run for run in self._going() if run.flow == self._flow), self._language)
        if now == self._last:
            return None
        self._last = now
        return "going", {"runs": now}

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)


class RunsWatch:
    """All runs, as their page sees them: it is told each time others go on or have ended than at the mark ``since``."""

    pace = 1.0
    ending = over = False

    def __init__(self, services: Services, since: str) -> None:
        self._services = services
        self.mark = since

    def next(self) -> tuple[str, dict[str, Any]] | None:
        """An empty message: the page asks anew for what it shows."""
        before, self.mark = self.mark, runs_mark(self._services)
        return None if self.mark == before else ("runs", {})

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)


def runs_mark(services: Services) -> str:
    """What tells one state of all runs from the next: the newest that ended, and which go on."""
    going = ",".join(run.id for run in services.runs.going())
    return f"{newest_run(services.store)}-{zlib.crc32(going.encode())}"


def going() -> list[GoingWatch]:
    """What the page of a flow watches beside all else: that flow's runs that go on. The address names the flow."""
    flow = request.args.get("flow")
    return [] if flow is None else [GoingWatch(services().runs.going, flow)]


def shown(runs: Iterable[Running], into: Language) -> list[dict[str, Any]]:
    """Runs that go on as a page's script has them: ``{id, started, by, watchable}``, ``by`` in words."""
    return [
        {
            "id": run.id,
            "started": run.started,
            "by": called(run.caller, into) if run.caller else into.gettext(A_PERSON),
            "watchable": run.watchable,
        }
        for run in runs
    ]
