"""What a person or a script gets to see of a run: the lines it prints, its trace, and how it ended."""

from __future__ import annotations

import json
from typing import Any

from blockloom.runtime import Event, Outcome
from blockloom.runtime.errors import Cancelled
from blockloom.web.cli.console import answer, answer_json, note, trace_line
from blockloom.web.cli.waiting import Waiting
from blockloom.web.live import LiveRun
from blockloom.web.words import duration


def as_text(value: Any) -> str:
    """A value on one line: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class Report:
    """Follows one run; ``quiet`` keeps everything for the JSON document at the end.

    When nobody takes the output any more it presses the run's Stop, and ``lost`` says what happened.
    """

    def __init__(self, run: LiveRun, spinner: Waiting, *, quiet: bool) -> None:
        self._run = run
        self._spinner = spinner
        self._quiet = quiet
        self.lost: OSError | None = None

    def say(self, line: str) -> None:
        """A line that the flow prints."""
        if not self._quiet:
            self._spinner.make_room(lambda: self._answer(line))

    def hear(self, event: Event) -> None:
        """An event of the run's trace."""
        self._run.hear(event)
        if not self._quiet:
            self._spinner.make_room(lambda: trace_line(self._told(event)))

    def finish(self, outcome: Outcome, effects: list[str] | None, *, with_trace: bool) -> None:
        """How it ended; ``effects`` is what a dry run would have done."""
        if self._quiet:
            document = {"id": self._run.id, **outcome.as_dict()}
            document |= {} if effects is None else {"effects": effects}
            document |= {"trace": self._run.trace()} if with_trace else {}
            self._spinner.make_room(lambda: answer_json(document))
        else:
            self._spinner.make_room(lambda: self._told_end(outcome, effects))

    def _told_end(self, outcome: Outcome, effects: list[str] | None) -> None:
        if outcome.result is not None:
            self._answer(as_text(outcome.result))
        for sentence in [] if effects is None else effects or ["Nothing would have been changed."]:
            self._answer(sentence)
        if self.lost:
            return
        if outcome.error and outcome.error["code"] != Cancelled.code:
            note(self._failure(outcome.error), "bold red")
        ending = {"ok": "Done in", "error": "Failed after", "stopped": "Stopped after"}[outcome.status]
        # of a quick run nobody wonders what it was at
        turns = f", {outcome.steps:,} steps counted" if outcome.steps and outcome.seconds >= 1 else ""
        note(f"{ending} {duration(outcome.seconds)}{turns}", "dim")

    def _answer(self, line: str) -> None:
        if self.lost:
            return
        try:
            answer(line)
        except OSError as error:
            self.lost = error
            self._run.stop.stop()

    def _told(self, event: Event) -> str:
        line = f"line {self._run.program.line_of(event.path)}" if event.path else ""
        name = f"{event.name} = " if event.name else ""
        value = "" if event.value is None and not event.name else as_text(event.value)
        return f"{event.at:9.4f} s  {line:<9} {event.path:<20} {event.kind:<6} {name}{value}".rstrip()

    def _failure(self, error: dict[str, Any]) -> str:
        place = f"{self._run.program.filename}:{error['line']}  " if error.get("line") else ""
        return f"{place}{error['message']}   code: {error['code']}"
