"""The door of a flow's own tests: answers what the test gives, and reaches no server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.http.fields import METHODS, Request, request_of
from blockloom.runtime.http.urls import parse_url
from blockloom.runtime.values import copied, shown
from blockloom.runtime.wording import sentence

ANSWER_KEYS = ("method", "url", "status", "headers", "body")


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What a test lets a server answer. ``method`` None fits any; ``url`` without a query fits any query."""

    method: str | None
    url: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None

    def fits(self, request: Request) -> bool:
        asked = str(request.url)
        return self.method in (None, request.method) and self.url in (asked, asked.partition("?")[0])


class GivenHttp:
    """Answers each request with the first given answer that fits and was not used yet, then with the last again.

    ``asked`` holds what was requested, as {method, url, headers, body}, the body as it was given.
    """

    def __init__(self, answers: list[GivenAnswer] | None = None) -> None:
        self._answers = answers or []
        self._used: set[int] = set()
        self.asked: list[dict[str, Any]] = []

    def request(
        self,
        method: str,
        url: str,
        query: dict[str, Any] | None = None,
        headers: dict[str, Any] | None = None,
        body: Any = None,
        body_as: str = "json",
    ) -> dict[str, Any]:
        """The given answer; FlowError ``http`` if none fits."""
        request = request_of(method, url, query, headers, body, body_as)
        asked = {"method": request.method, "url": str(request.url), "headers": request.headers, "body": copied(body)}
        self.asked.append(asked)
        fitting = [number for number, answer in enumerate(self._answers) if answer.fits(request)]
        if not fitting:
            raise FlowError(
                "http",
                sentence(
                    "The test gives no answer to {method} {url}. Add one to its given: http.",
                    method=request.method,
                    url=request.url,
                ),
            )
        number = next((number for number in fitting if number not in self._used), fitting[-1])
        self._used.add(number)
        answer = self._answers[number]
        return {
            "status": answer.status,
            "headers": dict(answer.headers),
            "body": copied(answer.body),
            "url": str(request.url),
        }


def given_answers(given: Any) -> list[GivenAnswer]:
    """What ``given: {http: …}`` says: a list of {method, url, status, headers, body}, of which only url is needed.

    FlowError ``http`` names the item and what is wrong with it.
    """
    if not isinstance(given, list):
        raise FlowError(
            "http",
            sentence(
                "The http of a test is a list of answers, for example [{{url: https://example.com/price, body: 5}}]. "
                "You gave {value}.",
                value=shown(given),
            ),
        )
    return [
        given_answer(item, sentence("Answer {number} in the http of a test", number=number))
        for number, item in enumerate(given, 1)
    ]


def given_answer(item: Any, what: str) -> GivenAnswer:
    """One of them; FlowError ``http`` says of ``what`` is meant what is wrong."""
    if not isinstance(item, dict) or not isinstance(item.get("url"), str):
        raise FlowError(
            "http", sentence("{what} needs a url, for example {{url: https://example.com/price, body: 5}}.", what=what)
        )
    if unknown := [key for key in item if key not in ANSWER_KEYS]:
        raise FlowError(
            "http",
            sentence(
                '{what} has "{key}". It can have {keys}.',
                what=what,
                key=unknown[0],
                keys=", ".join(ANSWER_KEYS),
            ),
        )
    method, status, headers = item.get("method"), item.get("status", 200), item.get("headers", {})
    if method is not None and method not in METHODS:
        raise FlowError(
            "http", sentence("{what} has a method that is none of {methods}.", what=what, methods=", ".join(METHODS))
        )
    if type(status) is not int or not 100 <= status <= 599:
        raise FlowError(
            "http", sentence("{what} needs a status from 100 to 599. You gave {value}.", what=what, value=shown(status))
        )
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise FlowError(
            "http",
            sentence("{what} needs headers as a map of texts, for example {{content-type: text/plain}}.", what=what),
        )
    lower = {name.lower(): value for name, value in headers.items()}
    return GivenAnswer(method, str(parse_url(item["url"])), status, lower, item.get("body"))
