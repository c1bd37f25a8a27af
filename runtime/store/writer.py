"""SQLite's one writer. Callers that come while it is at work are committed together, with one sync for all of them.

Whoever finds the writer free works on its own thread and hands over to one of those who came meanwhile; that one takes
all who wait along in its transaction. When the commit is on disk, it wakes one of them, who wakes the next: woken all
at once they would only wait again, for the interpreter. After a transaction of several, who leads the next one waits a
moment for as many. Works with the same ``together`` are done by one call of it: it takes the cursor and several works,
and answers a list. If one of them fails, the transaction is begun again with a savepoint for each, so that only that
one is undone. A lone caller pays for nothing of this.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy.engine.interfaces import DBAPICursor

from blockloom.runtime.store.retry import unavailable

Answer = TypeVar("Answer")
Work = Callable[[DBAPICursor], Any]
MOST = 64
"""Calls in one transaction: enough to share a sync, few enough that none waits long for the others."""

GATHERING = 0.005
"""Seconds: as long as a sync of a slow disk, and enough for several to be answered and to come again."""


class _Call:
    """A call that waits. ``wake`` is released when it is ``done``, or when it has to lead the next transaction; by then
    who waited may have ``left``."""

    __slots__ = ("answer", "done", "error", "leads", "left", "wake", "work")

    def __init__(self, work: Work) -> None:
        self.work = work
        self.wake = threading.Lock()
        self.wake.acquire()
        self.done = self.leads = self.left = False
        self.answer: Any = None
        self.error: Exception | None = None

    def lead(self) -> None:
        self.leads = True
        self.wake.release()


class _Failure(Exception):
    """One of several calls failed; the transaction they share still stands."""


class Writer:
    """One connection for any number of threads. ``turn`` is held while it writes."""

    def __init__(self, cursor: DBAPICursor, turn: AbstractContextManager[Any]) -> None:
        self._cursor: Any = cursor
        self._turn = turn
        self._gate = threading.Lock()
        self._complete = threading.Condition(self._gate)  # as many wait as the last time
        self._waiting: list[_Call] = []
        self._answered: deque[_Call] = deque()  # who is done and sleeps
        self._busy = False
        self._crowd = 0  # how many waited when the last of those who waited began to lead

    def write(self, work: Callable[[DBAPICursor], Answer]) -> Answer:
        """Do ``work`` in a transaction, alone or with others. What it answers is on disk; what it raises was undone."""
        call = self._queued(work)
        if call is None:
            try:
                return self._alone(work)
            finally:
                self._hand_over()
        try:
            call.wake.acquire()
            if call.leads:
                self._gather()
            else:
                self._wake_next()
        except BaseException:  # Ctrl-C, while waiting
            self._leave(call)
            raise
        if not call.done:
            try:
                self._lead(call)
            finally:
                self._hand_over()
        if call.error is not None:
            raise call.error
        answer: Answer = call.answer
        return answer

    def _queued(self, work: Work) -> _Call | None:
        """The call among those that wait; ``None`` for one that is alone, whose turn it is at once."""
        with self._gate:
            free, self._busy = not self._busy, True
            if free and self._crowd < 2:
                return None
            call = _Call(work)
            self._waiting.append(call)
            if free:
                call.lead()
            elif len(self._waiting) == self._crowd:
                self._complete.notify()
            return call

    def _hand_over(self) -> None:
        """Let the one who has waited longest go on; if nobody waits, the writer is free."""
        with self._gate:
            self._busy = bool(self._waiting)
            following = self._waiting[0] if self._waiting else None
            if following is not None:
                following.lead()

    def _gather(self) -> None:
        """Wait a moment until as many are here as the last time: those who were answered just now may be on their way
        back, and one sync for all is cheaper than two."""
        with self._gate:
            if len(self._waiting) < self._crowd:
                self._complete.wait(GATHERING)
            self._crowd = min(len(self._waiting), MOST)

    def _leave(self, call: _Call) -> None:
        with self._gate:
            if call in self._waiting:
                self._waiting.remove(call)
        call.left = True
        if call.leads:
            self._hand_over()
        while self._answered:  # it may have been woken, and has to wake the next
            self._wake_next()

    def _lead(self, own: _Call) -> None:
        with self._gate:
            calls, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        try:
            self._together(calls)
        finally:
            for call in calls:
                if not call.done:
                    call.error, call.done = unavailable(), True
            self._answered.extend([call for call in calls if call is not own])
            self._wake_next()

    def _wake_next(self) -> None:
        """Wake one of those who are answered. Each of them does the same when it is awake."""
        with suppress(IndexError):
            call = self._answered.popleft()
            call.wake.release()
            while call.left:
                call = self._answered.popleft()
                call.wake.release()

    def _alone(self, work: Callable[[DBAPICursor], Answer]) -> Answer:
        cursor = self._cursor
        with self._turn:
            try:
                cursor.execute("BEGIN IMMEDIATE")
                answer = work(cursor)
                cursor.execute("COMMIT")
                return answer
            except BaseException:
                if cursor.connection.in_transaction:
                    cursor.execute("ROLLBACK")
                raise

    def _together(self, calls: list[_Call]) -> None:
        try:
            try:
                self._alone(lambda _: self._one_after_another(calls))
            except _Failure:  # one of them; only now each pays for being undone alone
                self._alone(lambda _: self._each_undone_alone(calls))
        except Exception as error:
            for call in calls:
                call.error = error
        for call in calls:
            call.done = True

    def _one_after_another(self, calls: list[_Call]) -> None:
        for together, some in groupby(calls, lambda call: getattr(call.work, "together", None)):
            try:
                if together is None:
                    for call in some:
                        call.answer = call.work(self._cursor)
                else:
                    group = list(some)
                    answers = together(self._cursor, [call.work for call in group])
                    for call, answer in zip(group, answers, strict=True):
                        call.answer = answer
            except Exception as error:
                if self._cursor.connection.in_transaction:
                    raise _Failure from error
                raise  # SQLite has given up the whole transaction

    def _each_undone_alone(self, calls: list[_Call]) -> None:
        for call in calls:
            self._within(call)

    def _within(self, call: _Call) -> None:
        """Do one call's work so that its failure undoes nothing of the others'."""
        cursor = self._cursor
        cursor.execute("SAVEPOINT one")
        try:
            call.answer = call.work(cursor)
        except Exception as error:
            if not cursor.connection.in_transaction:
                raise  # SQLite has given up the whole transaction
            cursor.execute("ROLLBACK TO one")
            call.error = error
        cursor.execute("RELEASE one")
