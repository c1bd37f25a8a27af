"""Do a transaction again when the database asked for that."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError

from blockloom.runtime.errors import Unavailable
from blockloom.runtime.wording import sentence

TRIES = 8
_SQLITE = {5, 6}  # busy, locked
_FULL = {13}
_POSTGRESQL = {"40001", "40P01", "55P03"}  # serialisation failure, deadlock, lock not available
_CROSSED = {"23503", "23505"}  # what a row belongs to has just gone; somebody else has just made the same row
_ENDED = {"25P03", "57P01"}  # PostgreSQL ended the connection, and so undid all: it froze, somebody terminated it
_MARIADB = {1020, 1205, 1213}  # changed since it was read, lock wait timeout, deadlock
_MARIADB |= {1062, 1452}  # as in _CROSSED

Answer = TypeVar("Answer")
Failures = tuple[type[BaseException], ...]


def with_retries(attempt: Callable[[], Answer], failures: Failures) -> Answer:
    """Call ``attempt`` up to eight times while it raises one of ``failures`` for a reason that passes.

    FlowError 8011 when it does not pass: the caller learns that nothing was acknowledged. A row that can't be, however
    often it is tried, is a mistake of ours and raised as it is.
    """
    try:
        return attempt()
    except failures as error:
        return tried_again(attempt, failures, error)


def tried_again(attempt: Callable[[], Answer], failures: Failures, failure: BaseException) -> Answer:
    """As ``with_retries``, after a first try that came to ``failure``."""
    for turn in range(1, TRIES):
        if not wants_again(failure):
            break
        time.sleep(random.uniform(0, 0.005 * 2**turn))
        try:
            return attempt()
        except failures as error:
            failure = error
    if _is_ours(failure):
        raise failure
    raise unavailable(failure) from failure


def _is_ours(error: BaseException) -> bool:
    """Whether a row broke a rule of its table. Every driver has an error of this name."""
    return any(kind.__name__ == "IntegrityError" for kind in type(error).__mro__)


def wants_again(error: BaseException) -> bool:
    """Whether the database gave up for a reason that passes: a deadlock, a lock, two writers crossing, a
    connection that was ended before it committed."""
    cause: Any = error.orig if isinstance(error, DBAPIError) else error
    if (number := _sqlite_code(error)) is not None:
        return number in _SQLITE
    if getattr(cause, "sqlstate", None) in _POSTGRESQL | _ENDED | _CROSSED:
        return True
    return bool(cause.args) and cause.args[0] in _MARIADB


def _sqlite_code(error: BaseException | None) -> int | None:
    """SQLite's number for the kind of an error; None for an error of another database."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    number = getattr(cause, "sqlite_errorcode", None)
    return None if number is None else number & 0xFF


def unavailable(cause: BaseException | None = None) -> Unavailable:
    """What is said of a store that did not do what it was asked to, in words that fit the ``cause``."""
    if _sqlite_code(cause) in _FULL:
        return Unavailable(
            8011, sentence("The disk that the store is on is full, so nothing was saved. Make room and try again.")
        )
    return Unavailable(
        8011, sentence("The store can't be reached or written right now, so nothing was saved. Try again.")
    )
