"""Web: ask other servers for data and send it to them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Literal

from blockloom.runtime import FlowError, here, sentence, shown

HUE = 140


def http_request(
    url: str,
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] = "GET",
    query: dict[str, Any] | None = None,
    headers: dict[str, Any] | None = None,
    body: Any = None,
    body_as: Literal["json", "form"] = "json",
    accept_errors: bool = False,
) -> dict[str, Any]:
    """Request {url} by {method} with {query}, {headers}, {body} as {body_as}.

    Answers an object: status (a number such as 200), headers (names in lower case), body, and url, where the answer
    came from in the end. A body of JSON is its value, other text is text, anything else is Base64. A status of 400 or
    more is an error whose code is the status, unless accept_errors is true. A text is sent as it is, other values as
    JSON or as the fields of a form. A request takes at most 20 seconds, follows 3 redirects, brings back 1 MiB, and
    reaches the public internet only, unless the administrator allows more. It may be done and yet fail: when the answer
    is lost, nobody can tell, so retry only what can be done twice. In the flow's own tests no server is asked: a test
    gives the answers, as in given: {http: [{url: https://api.example.com/orders, status: 201, body: {id: 7}}]}.

    >>> answer = http_request("https://api.example.com/orders", "POST", body={"pieces": 2})
    >>> answer["status"], answer["body"]["id"]
    (201, 7)
    """
    answer = here().http.request(method, url, query, headers, body, body_as)
    if answer["status"] >= 400 and not accept_errors:
        raise FlowError(answer["status"], _refusal(method, answer))
    return answer


def get_json(url: str, /, query: dict[str, Any] | None = None, headers: dict[str, Any] | None = None) -> Any:
    """JSON at {url} with {query}, {headers}.

    Asks by GET and answers the value of the body. As with http_request, a status of 400 or more is an error.

    >>> get_json("https://api.example.com/price", {"of": "tea"})["price"]
    3.5
    """
    asked = {"Accept": "application/json", **(headers or {})}
    return http_request(url, query=query, headers=asked)["body"]


def _refusal(method: str, answer: dict[str, Any]) -> str:
    status, body = answer["status"], answer["body"]
    phrase = f" {HTTPStatus(status).phrase}" if status in HTTPStatus._value2member_map_ else ""
    said = "" if body is None else sentence(" It says: {value}.", value=shown(body, 200))
    return sentence(
        "{method} {url} was answered {status}{phrase}.{said}",
        method=method,
        url=answer["url"].partition("?")[0],
        status=status,
        phrase=phrase,
        said=said,
    )
