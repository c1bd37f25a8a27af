"""Puts failures into words: which step it was, and what Python's own errors mean there."""

from __future__ import annotations

import ast
import logging
import traceback
from collections.abc import Iterator
from types import FrameType
from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.operations import too_deep
from blockloom.runtime.wording import sentence

_log = logging.getLogger(__name__)


class Teller:
    """Knows the addresses of one compiled flow's lines, and the slow twins of its fast expressions."""

    def __init__(
        self, filename: str, paths: list[str], twins: dict[int, ast.Expression], space: dict[str, Any]
    ) -> None:
        self._filename = filename
        self._paths = paths
        self._twins = twins
        self._space = space

    def told(self, error: Exception) -> FlowError:
        """The failure as a FlowError that knows its step."""
        frame, line = self._where(error)
        path = self._paths[line - 1] if line else ""
        if not isinstance(error, FlowError):
            error = self._worded(error, frame, line)
        error.path = error.path or path
        return error

    def path_of(self, error: BaseException) -> str:
        """The address of the step in which something was raised."""
        line = self._where(error)[1]
        return self._paths[line - 1] if line else ""

    def _where(self, error: BaseException) -> tuple[FrameType | None, int]:
        found: tuple[FrameType | None, int] = (None, 0)
        for frame, line in _frames(error):
            if frame.f_code.co_filename == self._filename:
                found = frame, line
        return found

    def _worded(self, error: Exception, frame: FrameType | None, line: int) -> FlowError:
        try:
            if isinstance(error, RecursionError):
                too_deep()
            if frame is not None and line in self._twins:
                twin = compile(self._twins[line], self._filename, "eval")
                eval(twin, self._space, dict(frame.f_locals))
        except FlowError as worded:
            return worded
        # without what the exception says: a value of the flow may stand in there, even a secret
        places = "".join(traceback.format_tb(error.__traceback__))
        _log.error("A step failed in a way that no block explains: %s\n%s", type(error).__name__, places)
        return FlowError(
            "internal", sentence("This step failed, and Blockloom can't say why. The server's log has the details.")
        )


def _frames(error: BaseException) -> Iterator[tuple[FrameType, int]]:
    traceback = error.__traceback__
    while traceback is not None:
        yield traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next
