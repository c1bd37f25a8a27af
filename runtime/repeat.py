"""A run that goes on from a moment of an earlier one, wherever that was: in a loop, a function, a handler.

Until then the flow goes the same way again, and each door answers as it did then: nothing is sent, saved or waited for
twice.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

from blockloom.runtime.context import Doors
from blockloom.runtime.errors import FlowError, StepTimeout, Stopped
from blockloom.runtime.run import Outcome
from blockloom.runtime.trace import Event
from blockloom.runtime.values import copied
from blockloom.runtime.wording import sentence

MOST, LETTERS = 5_000, 2_000_000
"""How many answers are kept of a run, and of how many letters all together."""
_AGAIN = ("users.login", "users.logout")
"""What the run has to do again to be the one it was: it acts for somebody."""
_ELSEWHERE = sentence(
    "The flow went another way than in that run, so it never came here with the same values. It was changed before this"
    " step, or something it reads was. Run it from its beginning."
)


class Elsewhere(Stopped):
    """The run did not come to the moment from which it was to go on."""

    code = "not_from_here"


class Answer(NamedTuple):
    """``failed`` makes the error that came in the place of a value."""

    asked: tuple[str, int]
    value: Any = None
    failed: Callable[[], BaseException] | None = None


@dataclass
class Tape:
    """What the world answered one run, in this order, as far as there is room.

    ``seeds`` says how chance was seeded, by the number of steps that had begun.
    """

    seeds: dict[int, int] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    _room: int = LETTERS

    def add(self, answer: Answer) -> None:
        self._room -= len(repr(answer.value))
        if self._room >= 0 and len(self.answers) < MOST:
            self.answers.append(answer)
        else:
            self._room = -1


@dataclass(frozen=True, slots=True)
class Moment:
    """The step at ``path`` as it began after ``steps`` others, in the run of which ``tape`` is kept."""

    tape: Tape
    steps: int
    path: str


class Repeat:
    """The doors of a run that are taped and, up to ``moment`` if there is one, answered from an earlier run's tape.

    ``arrived`` hears where the run goes on anew.
    """

    def __init__(self, moment: Moment | None = None, arrived: Callable[[Event], None] = lambda event: None) -> None:
        self._moment, self._arrived = moment, arrived
        self._steps = self._heard = 0
        self._lost = False
        self.tape = Tape()
        self.random = random.Random()
        self._seed(moment.tape.seeds[0] if moment else secrets.randbelow(2**53))

    def around(self, doors: Doors) -> Doors:
        """The same doors, taped; for those that are made later there is ``door``."""
        names = ("http", "data", "clock")
        taped = {name: self.door(name, getattr(doors, name)) for name in names}
        return replace(doors, random=self.random, **taped)

    def door(self, name: str, door: Any) -> Any:
        """A door, taped."""
        return _Taped(door, partial(self._ask, name))

    def met(self, event: Event) -> bool:
        """Called in the run's own thread before each of its events: whether the run does things anew."""
        if self._moment is not None and event.kind == "step":
            self._came(self._moment, event)
            self._steps += 1
        return self._moment is None

    def ended(self, outcome: Outcome) -> Outcome:
        """How the run ended, which is no success if it never came to its moment."""
        if self._moment is None or outcome.status == "stopped":
            return outcome
        error = {"code": Elsewhere.code, "message": _ELSEWHERE, "path": "", "line": None}
        return replace(outcome, status="stopped", result=None, error=error)

    def _came(self, moment: Moment, event: Event) -> None:
        if self._steps < moment.steps:
            if self._steps in moment.tape.seeds:
                self._seed(moment.tape.seeds[self._steps])
            return
        if self._lost or event.path != moment.path:
            raise self._elsewhere(_ELSEWHERE)
        self._moment = None
        self._seed(secrets.randbelow(2**53))
        self._arrived(Event("anew", event.path, event.at))

    def _seed(self, seed: int) -> None:
        self.tape.seeds[self._steps] = seed
        self.random.seed(seed)

    def _ask(self, door: str, name: str, act: Callable[..., Any], *values: Any, **named: Any) -> Any:
        what = f"{door}.{name}"
        asked = what, hash(repr((values, named)))
        answer = (
            _taken(asked, lambda: act(*values, **named)) if self._moment is None else self._next(self._moment, asked)
        )
        self.tape.add(answer)
        if answer.failed is not None:
            raise answer.failed() from None
        if self._moment is not None and what in _AGAIN:
            self._do_again(lambda: act(*values, **named))
        return copied(answer.value)

    def _next(self, moment: Moment, asked: tuple[str, int]) -> Answer:
        answers = moment.tape.answers
        if self._heard == len(answers):
            raise self._elsewhere(
                sentence("That run was answered more than is kept of it, so it can't be repeated up to here.")
            )
        answer = answers[self._heard]
        if self._lost or answer.asked != asked:
            raise self._elsewhere(_ELSEWHERE)
        self._heard += 1
        return answer

    def _do_again(self, act: Callable[[], Any]) -> None:
        try:
            act()
        except FlowError as error:
            why = sentence("The user for whom that run acted can't be logged in again. {reason}", reason=error.message)
            raise self._elsewhere(why) from None

    def _elsewhere(self, why: str) -> Elsewhere:
        """What ends the run. Steps that clean up on the way out may still begin: they do nothing anew either."""
        self._lost = True
        return Elsewhere(why)


class _Taped:
    """A door of which every answer goes through ``ask``."""

    def __init__(self, door: Any, ask: Callable[..., Any]) -> None:
        self._door, self._ask = door, ask

    def __getattr__(self, name: str) -> Any:
        return partial(self._ask, name, getattr(self._door, name))


def _taken(asked: tuple[str, int], act: Callable[[], Any]) -> Answer:
    try:
        return Answer(asked, copied(act()))
    except FlowError as error:
        return Answer(asked, failed=partial(type(error), error.code, error.message))
    except StepTimeout:
        return Answer(asked, failed=StepTimeout)
