"""Keeps Python's search for garbage in circles from looking at a big flow again and again while it is being made."""

from __future__ import annotations

import functools
import gc
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

_lock = threading.Lock()
_making = 0
_was_on = False


def without_collecting(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """The function, during which no search starts: for bounded work that makes much and throws little away.

    Whatever other threads leave behind meanwhile is found right afterwards.
    """

    @functools.wraps(function)
    def quietly(*args: Given.args, **named: Given.kwargs) -> Answer:
        _begin()
        try:
            return function(*args, **named)
        finally:
            _end()

    return quietly


def _begin() -> None:
    global _making, _was_on
    with _lock:
        if _making == 0:
            _was_on = gc.isenabled()
            gc.disable()
        _making += 1


def _end() -> None:
    global _making
    with _lock:
        _making -= 1
        if _making == 0 and _was_on:
            gc.enable()
