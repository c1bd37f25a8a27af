"""A run's events as Server-Sent Events: replayed from Last-Event-ID, kept warm by a heartbeat, capped in number."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from flask import Response, request

from blockloom.runtime.store.runs import RunRecord
from blockloom.web.answers import Refusal
from blockloom.web.live import LiveRun, Mark

HEARTBEAT = 10.0
PACE, SHARE, SLOWEST = 0.06, 20, 2.0
WAIT = 5


class Streams:
    """A hard cap on the streams of one server: each of them holds a thread."""

    def __init__(self, most: int) -> None:
        self._free = threading.BoundedSemaphore(most)
        self._closing = threading.Event()

    def open(self, messages: Iterator[str]) -> Response:
        """A response that streams these messages; Refusal 503 if there are too many streams."""
        if request.method == "HEAD":
            return Response(mimetype="text/event-stream")
        if not self._free.acquire(blocking=False):
            raise Refusal(503, "Too many pages are watching runs. Close one, or wait a moment.", wait=WAIT)
        response = Response(messages, mimetype="text/event-stream")
        response.call_on_close(self._free.release)
        return response

    def watch(self, run: LiveRun, since: Mark, left: Callable[[], bool]) -> Response:
        """Stream a live run until it ended, its watcher left or the server closes."""
        return self.open(watch(run, since, lambda: left() or self._closing.is_set()))

    def close(self) -> None:
        """Let every stream end, each with the end of its run if that has come."""
        self._closing.set()


def watch(run: LiveRun, since: Mark, gone: Callable[[], bool]) -> Iterator[str]:
    """The messages of a live run after ``since``, until it ended, which is always told, or the watcher is ``gone``."""
    yield "retry: 1000\n\n"
    mark, spoke = since, time.monotonic()
    while True:
        ended, began = run.ended.is_set(), time.monotonic()
        news = run.news(mark)
        if news:
            mark, told = news
            yield message("news", told, mark)
            spoke = time.monotonic()
        elif ended:
            yield message("end", ending(run), mark)
            return
        elif time.monotonic() - spoke > HEARTBEAT:
            yield ": still here\n\n"
            spoke = time.monotonic()
        if gone() and not run.ended.is_set():
            return
        # the busier the process, the longer a message takes and the fewer there are
        run.ended.wait(min(max(PACE, SHARE * (time.monotonic() - began)), SLOWEST))


def replay(record: RunRecord) -> Iterator[str]:
    """The same messages for a run that is only in the store."""
    yield message("news", {"missed": 0, "events": record.trace, "lines": record.log}, Mark())
    yield message("end", saved_ending(record), Mark())


def message(kind: str, data: dict[str, Any], mark: Mark) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"event: {kind}\nid: {mark}\ndata: {text}\n\n"


def ending(run: LiveRun) -> dict[str, Any]:
    """How a live run ended, as the page shows it."""
    if run.outcome is None:
        trouble = {"code": "lost", "message": "The run could not be finished. The server's log says why.", "line": None}
        return {"status": "error", "error": trouble, "result": None, "variables": {}, "seconds": 0.0, "steps": 0}
    return run.outcome.as_dict()


def saved_ending(record: RunRecord) -> dict[str, Any]:
    """The same for a saved run, whose variables are the last event of its trace."""
    last = record.trace[-1] if record.trace and record.trace[-1].get("kind") == "end" else {}
    return {
        "status": record.status,
        "error": record.error,
        "result": record.result,
        "variables": last.get("value", {}),
        "seconds": record.seconds,
        "steps": last.get("steps", 0),
    }
