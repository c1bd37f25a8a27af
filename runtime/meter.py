"""Counts the steps of a run at C speed: a loop's turns, and the steps that call functions, draw from iterators.

There is one iterator for each depth of calls. What it gives is the one for the functions that are called from there, so
that drawing counts the depth, too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, repeat
from typing import Any, Never

from blockloom.runtime.errors import BudgetSpent
from blockloom.runtime.limits import DEPTH
from blockloom.runtime.operations import too_deep
from blockloom.runtime.wording import plural

POOL = 4096
WHOLE = 512
GRACE = 1_000


class Meter:
    """``turns()`` gives one item a step and raises BudgetSpent when they are used up, each time it is asked.

    Once spent, ``finally`` steps get GRACE more.
    """

    __slots__ = ("steps", "_left", "_spent", "_levels")

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self._left = steps
        self._spent = False
        self._levels: list[_Level] = []

    def turns(self) -> Iterator[Any]:
        """The iterator that the flow's own steps, and all loops, draw from; take one for the whole run."""
        return self.level(0)

    def level(self, depth: int) -> Iterator[Any]:
        """The iterator that steps draw from which call functions, inside so many calls."""
        level = _Level(self, depth)
        self._levels.append(level)
        return chain.from_iterable(level)

    def pool(self, item: Any) -> Iterator[Any]:
        """POOL steps, or as many as there are, paid for before they are handed out."""
        if self._left < POOL:
            self._take_back()
        if self._left <= 0:
            return _Refusal(self)
        size = min(POOL, self._left)
        self._left -= size
        return repeat(item, size)

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
        """Give up what has been handed out and not been drawn."""
        for level in self._levels:
            self._left += level.pool.__length_hint__()
            deque(level.pool, maxlen=0)

    def refund(self, chunk: range, reached: Any) -> None:
        """Give back what a loop that ends early in a chunk has paid for and not used."""
        if type(reached) is int and reached in chunk:
            self._left += len(chunk) - 1 - chunk.index(reached)

    def refuse(self) -> Never:
        """Raise BudgetSpent; the first time, leave a little for cleaning up."""
        if not self._spent:
            self._spent = True
            self._left = GRACE
        raise BudgetSpent(
            plural(
                "The run used up its limit of {count:,} step. Does a loop never end?",
                "The run used up its limit of {count:,} steps. Does a loop never end?",
                self.steps,
            )
        )

    @property
    def has_left(self) -> bool:
        return self._left > 0

    @property
    def used(self) -> int:
        """The steps taken so far."""
        if self._spent:
            return self.steps
        unused = self._left
        for level in self._levels:
            unused += level.pool.__length_hint__()
        return self.steps - unused

    def end(self) -> int:
        """The steps taken in all. Nothing is counted from now on, and no cycle is left of a run that has ended."""
        used = self.used
        self._levels.clear()
        return used


class _Level:
    """Hands out the pools of one depth of calls."""

    __slots__ = ("_depth", "_inner", "_meter", "pool")

    def __init__(self, meter: Meter, depth: int) -> None:
        self._meter, self._depth = meter, depth
        self._inner: Iterator[Any] | None = None
        self.pool: Any = _NOTHING

    def __iter__(self) -> _Level:
        return self

    def __next__(self) -> Iterator[Any]:
        """Never raises: what chains the pools would be at its end for ever."""
        if self._depth == DEPTH:
            return _TOO_DEEP
        if self._inner is None:
            self._inner = self._meter.level(self._depth + 1)
        pool = self._meter.pool(self._inner)
        if isinstance(pool, repeat):
            self.pool = pool
        return pool


_NOTHING = repeat(None, 0)


class _TooDeep:
    """Stands in the chain of the deepest level, and refuses each time."""

    def __iter__(self) -> _TooDeep:
        return self

    def __next__(self) -> Any:
        too_deep()


_TOO_DEEP = _TooDeep()


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
