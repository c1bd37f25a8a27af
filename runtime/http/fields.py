"""What a request consists of besides its address, checked before anything is built."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from blockloom.runtime.errors import FlowError
from blockloom.runtime.http.urls import Url, parse_url
from blockloom.runtime.operations import need, need_choice
from blockloom.runtime.values import json_text, shown, text_of
from blockloom.runtime.wording import sentence

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
BODY_FORMS = ("json", "form")
MOST_HEADERS, LONGEST_HEADER = 100, 8_000
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_VALUE = re.compile(r"[\x20-\x7e]*")
_OURS = frozenset(
    "accept-encoding connection content-length expect host keep-alive te trailer transfer-encoding upgrade".split()
)
_HARMLESS = frozenset(("accept", "accept-language", "user-agent", "content-type"))
_OF_BODY = frozenset(("content-type", "content-language", "content-encoding", "content-location"))


@dataclass(frozen=True, slots=True)
class Request:
    """One request that may be sent: header names are in lower case, the body is in the form in which it travels."""

    method: str
    url: Url
    headers: dict[str, str]
    body: bytes = b""

    def redirected(self, status: int, url: Url) -> Request:
        """What is asked next when the answer points to ``url``.

        As browsers do it: 303, and 301 and 302 after a POST, become a GET without a body. Another server is told
        neither credentials nor headers of the flow's own.
        """
        method, headers, body = self.method, self.headers, self.body
        if status == 303 and method != "HEAD" or status in (301, 302) and method == "POST":
            method, body = "GET", b""
            headers = {name: value for name, value in headers.items() if name not in _OF_BODY}
        if url.origin != self.url.origin:
            headers = {name: value for name, value in headers.items() if name in _HARMLESS}
        return Request(method, url, headers, body)

    def on_the_wire(self) -> list[tuple[bytes, bytes]]:
        """All headers as they are sent."""
        ours = {"host": self.url.authority, "accept-encoding": "identity", "connection": "close"}
        if self.body or self.method in ("POST", "PUT", "PATCH"):
            ours["content-length"] = str(len(self.body))
        return [(name.encode(), value.encode()) for name, value in {**ours, **self.headers}.items()]


def request_of(
    method: str, url: str, query: dict[str, Any] | None, headers: dict[str, Any] | None, body: Any, body_as: str
) -> Request:
    """The request that these slots ask for; a FlowError names the slot that is wrong.

    A text is sent as it is, nothing not at all, any other value as JSON or as the fields of a form.
    """
    block = "http_request"
    method = need_choice(method, METHODS, "method", block)
    content, kind = _body(body, need_choice(body_as, BODY_FORMS, "body_as", block))
    named = _headers(need(headers, "object or nothing", "headers", block) or {})
    standard = {"accept": "*/*", "user-agent": "Blockloom", **({"content-type": kind} if kind else {})}
    address = parse_url(need(url, "text", "url", block), need(query, "object or nothing", "query", block))
    return Request(method, address, {**standard, **named}, content)


def _body(body: Any, body_as: str) -> tuple[bytes, str]:
    if body is None:
        return b"", ""
    if body_as == "json":
        return (
            (body.encode(), "text/plain; charset=utf-8")
            if type(body) is str
            else (
                json_text(body).encode(),
                "application/json",
            )
        )
    return _form(body).encode(), "application/x-www-form-urlencoded"


def _form(body: Any) -> str:
    if type(body) is str:
        return body
    if type(body) is not dict or any(type(value) in (list, dict) for value in body.values()):
        raise FlowError(
            "wrong_kind", sentence("A form needs an object of texts and numbers. You gave {value}.", value=shown(body))
        )
    return urlencode({name: text_of(value) for name, value in body.items()})


def _headers(headers: dict[str, Any]) -> dict[str, str]:
    if len(headers) > MOST_HEADERS:
        raise FlowError(
            "too_large",
            sentence(
                "A request has at most {most} headers. You gave {count}.",
                most=MOST_HEADERS,
                count=len(headers),
            ),
        )
    checked: dict[str, str] = {}
    for name, value in headers.items():
        if not _NAME.fullmatch(name):
            raise FlowError(
                "header",
                sentence('"{name}" is no name of a header. Names are like X-Api-Key.', name=_visible(name)),
            )
        if name.lower() in _OURS or name.lower().startswith("proxy-"):
            raise FlowError(
                "header", sentence("The header {name} is set by the request itself. Leave it out.", name=name)
            )
        if value is not None:
            checked[name.lower()] = _value(name, value)
    return checked


def _value(name: str, value: Any) -> str:
    text = text_of(value)
    if type(value) in (list, dict) or not _VALUE.fullmatch(text) or len(text) > LONGEST_HEADER:
        raise FlowError(
            "header",
            sentence(
                "The header {name} needs one line of at most {longest:,} plain letters, digits and signs (ASCII). "
                "Use url_encode or base64_encode for others.",
                name=name,
                longest=LONGEST_HEADER,
            ),
        )
    return text.strip()


def _visible(name: str) -> str:
    return name[:60].encode("unicode_escape").decode()
