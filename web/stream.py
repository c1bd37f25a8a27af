"""What a page watches, as Server-Sent Events: replayed from Last-Event-ID, kept warm, capped in number."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from flask import Response, request

from blockloom.runtime import Sentence
from blockloom.runtime.errors import Unavailable
from blockloom.runtime.store.runs import RunRecord
from blockloom.web.answers import Refusal
from blockloom.web.live import LiveRun, Mark
from blockloom.web.words import Language, gettext, language, translated

HEARTBEAT = 10.0
PACE, SHARE, SLOWEST = 0.06, 20, 2.0
WAIT = 5
MARKS = "."
"""Between the marks of what one stream tells of, in an event's id."""


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
            raise Refusal(503, gettext("Too many pages are watching. Close one, or wait a moment."), wait=WAIT)
        response = Response(messages, mimetype="text/event-stream")
        response.call_on_close(self._free.release)
        return response

    def watch(self, *watched: Watched) -> Response:
        """Stream what happens until all that is watched ended, the page was left or the server closes."""
        left = request.environ.get("waitress.client_disconnected", lambda: False)
        return self.open(watch(watched, lambda: left() or self._closing.is_set()))

    def close(self) -> None:
        """Let every stream end, each with the end of its run if that has come."""
        self._closing.set()


class Watched(Protocol):
    """Something that goes on, as one page sees it: it knows how far the page has come."""

    pace: float
    """Seconds between two looks at it."""

    @property
    def mark(self) -> str:
        """How far the page has come; when it comes back with that, it is told what it missed."""

    @property
    def ending(self) -> bool:
        """Whether its end has come and is still to be told."""

    @property
    def over(self) -> bool:
        """Whether its end was told."""

    def next(self) -> tuple[str, dict[str, Any]] | None:
        """The next message, as its kind and its data; ``None`` if there is none now."""

    def wait(self, seconds: float) -> None:
        """Wait for the next message, for so long at most."""


class Watching:
    """A run as one page sees it, in its language, from the mark that ``since`` spells on. A page that was not told of
    all events gets those that are kept, all at once, before the end."""

    pace = PACE

    def __init__(self, run: LiveRun, since: str) -> None:
        self._run = run
        self._mark = Mark.parse(since)
        self._missed = False
        self._language = language()
        self.over = False

    @property
    def mark(self) -> str:
        return str(self._mark)

    @property
    def ending(self) -> bool:
        return self._run.ended.is_set() and not self.over

    def next(self) -> tuple[str, dict[str, Any]] | None:
        ending = self.ending
        if (news := self._run.news(self._mark)) is not None:
            self._mark, told = news
            self._missed |= told["missed"] > 0
            return "news", {**told, "events": spoken(told["events"], self._language)}
        if not ending:
            return None
        if self._missed:
            self._missed = False
            return "trace", {"events": spoken(self._run.trace(), self._language)}
        self.over = True
        told = how_it_ended(self._run)
        return "end", {**told, "error": spoken_error(told["error"], self._language)}

    def wait(self, seconds: float) -> None:
        self._run.ended.wait(seconds)


def spoken(events: list[dict[str, Any]], into: Language) -> list[dict[str, Any]]:
    """Events with what the runtime says in them in a language."""
    return [{**event, "value": _spoken(event["value"], into)} if "value" in event else event for event in events]


def _spoken(value: Any, into: Language) -> Any:
    """A value in which the runtime may have put words of its own for what it cut."""
    kind = type(value)
    if kind is list:
        return [_spoken(item, into) for item in value]
    if kind is dict:
        return {key: _spoken(item, into) for key, item in value.items()}
    return into.said(value) if kind is Sentence else value


def spoken_error(error: dict[str, Any] | None, into: Language) -> dict[str, Any] | None:
    """The error of a run with its message in a language."""
    return error and {**error, "message": translated(error["message"], into)}


def watch(watched: Sequence[Watched], gone: Callable[[], bool]) -> Iterator[str]:
    """The messages of all that is watched until all of it ended, or the watcher is ``gone``; an end that has come is
    always told."""
    yield "retry: 1000\n\n"
    spoke = time.monotonic()
    while going := [each for each in watched if not each.over]:
        began, told = time.monotonic(), False
        for each in going:
            try:
                news = each.next()
            except Unavailable:
                return  # the page comes back, and so may the store
            if news is not None:
                yield message(*news, MARKS.join(one.mark for one in watched))
                told, spoke = True, time.monotonic()
        if not told and time.monotonic() - spoke > HEARTBEAT:
            yield ": still here\n\n"
            spoke = time.monotonic()
        if any(each.ending for each in going):
            continue
        if gone():
            return
        # the busier the process, the longer a message takes and the fewer there are
        soonest = min(going, key=lambda each: each.pace)
        soonest.wait(min(max(soonest.pace, SHARE * (time.monotonic() - began)), SLOWEST))


def replay(record: RunRecord) -> Iterator[str]:
    """The same messages for a run that is only in the store."""
    news = {"began": record.started, "missed": 0, "events": spoken(record.trace, language()), "lines": record.log}
    return iter([message("news", news, str(Mark())), message("end", saved_ending(record), str(Mark()))])


def message(kind: str, data: dict[str, Any], mark: str) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"event: {kind}\nid: {mark}\ndata: {text}\n\n"


def how_it_ended(run: LiveRun) -> dict[str, Any]:
    """How a live run ended, as the page shows it."""
    if run.outcome is None:
        trouble = {
            "code": "lost",
            "message": gettext("The run could not be finished. The server's log says why."),
            "line": None,
        }
        return {"status": "error", "error": trouble, "result": None, "variables": {}, "seconds": 0.0, "steps": 0}
    return run.outcome.as_dict()


def saved_ending(record: RunRecord) -> dict[str, Any]:
    """The same for a saved run, in the language of the request; its variables are the last event of its trace."""
    last = record.trace[-1] if record.trace and record.trace[-1].get("kind") == "end" else {}
    return {
        "status": record.status,
        "error": spoken_error(record.error, language()),
        "result": record.result,
        "variables": last.get("value", {}),
        "seconds": record.seconds,
        "steps": last.get("steps", 0),
    }
