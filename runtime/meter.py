"""Counts the steps of a run: a loop's turns and a function's calls draw from one C-speed iterator."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, repeat
from typing import Any, Never

from blockloom.runtime.errors import BudgetSpent

POOL = 4096
WHOLE = 512
GRACE = 1_000


class Meter:
    """``turns()`` gives one item a step and raises BudgetSpent when they are used up, each time it is asked.

    Once spent, ``finally`` steps get GRACE more.
    """

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self._left = steps
        self._spent = False
        self._pool: Any = iter(())

    def turns(self) -> Iterator[Any]:
        """The iterator to draw from; take one for the whole run."""
        return chain.from_iterable(self)

    def __iter__(self) -> Meter:
        return self

    def __next__(self) -> Iterator[Any]:
        if self._left <= 0:
            return _Refusal(self)
        self._pool = repeat(None, min(POOL, self._left))
        self._left -= min(POOL, self._left)
        return self._pool  # type: ignore[no-any-return]

    def chunks(self, numbers: range) -> Iterable[range]:
        """A range in pieces, each paid for before it is handed out."""
        if len(numbers) <= WHOLE and len(numbers) <= self._left:
            self._left -= len(numbers)
            return (numbers,)
        return self._pieces(numbers)

    def _pieces(self, numbers: range) -> Iterator[range]:
        size, start = WHOLE, 0
        while start < len(numbers):
            if self._left < size:
                self._take_back()
            chunk = numbers[start : start + min(size, max(self._left, 1))]
            if self._left < len(chunk):
                self.refuse()
            self._left -= len(chunk)
            yield chunk
            start, size = start + len(chunk), POOL

    def _take_back(self) -> None:
        """Give up what ``turns()`` has been handed and has not drawn."""
        self._left += self._pool.__length_hint__()
        deque(self._pool, maxlen=0)

    def refund(self, chunk: range, reached: Any) -> None:
        """Give back what a loop that ends early in a chunk has paid for and not used."""
        if type(reached) is int and reached in chunk:
            self._left += len(chunk) - 1 - chunk.index(reached)

    def refuse(self) -> Never:
        """Raise BudgetSpent; the first time, leave a little for cleaning up."""
        if not self._spent:
            self._spent = True
            self._left = GRACE
        raise BudgetSpent(f"The run used up its limit of {self.steps:,} steps. Does a loop never end?")

    @property
    def has_left(self) -> bool:
        return self._left > 0

    @property
    def used(self) -> int:
        """The steps taken so far."""
        unused = 0 if self._spent else self._left + self._pool.__length_hint__()
        return self.steps - unused


class _Refusal:
    """Stands in the chain when the steps are used up, and refuses each time; it makes way for what is left to clean up
    with."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter

    def __iter__(self) -> _Refusal:
        return self

    def __next__(self) -> Any:
        if self._meter.has_left:
            raise StopIteration
        self._meter.refuse()
