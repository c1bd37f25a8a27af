"""How the server says no: one shape for every error, and never a word about its insides."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from typing import Any

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from blockloom.runtime.errors import FlowError, Unavailable
from blockloom.runtime.findings import guess
from blockloom.web.words import gettext, marked, translated

log = logging.getLogger("blockloom.web")

TOO_LARGE = 8000
WAIT = 2
"""Seconds after which it is worth a try whether the store is back."""
WORDS = {
    400: marked("The server did not understand that request."),
    404: marked("There is nothing at this address."),
    405: marked("This address can't be used that way."),
    413: marked("That is more than this address takes."),
    500: marked("Something went wrong in here. The server's log has the details under this request id."),
}


class Refusal(Exception):
    """A request that is answered with an HTTP ``status`` and a sentence for people.

    ``code`` is a Backendless code where that API has one, else the status; ``data`` goes into ``errorData``. ``wait``
    says for how many seconds, ``allow`` with which methods to come instead.
    """

    def __init__(
        self,
        status: int,
        message: str,
        code: int | str | None = None,
        wait: int | None = None,
        allow: tuple[str, ...] = (),
        **data: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = status if code is None else code
        self.headers = {} if wait is None else {"Retry-After": str(wait)}
        if allow:
            self.headers["Allow"] = ", ".join(allow)
        self.data = data


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence to append to a message (with a space before it), or nothing."""
    meant = guess(word, known)
    return " " + gettext('Did you mean "{name}"?', name=meant) if meant else ""


def install_answers(app: Flask) -> None:
    """Let every error of the app leave in this module's shape."""
    app.register_error_handler(Refusal, answer_refusal)
    app.register_error_handler(FlowError, answer_flow_error)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(Exception, answer_fault)


def answer_refusal(refusal: Refusal) -> Response:
    response = error_response(refusal.status, refusal.code, refusal.message, refusal.data)
    response.headers.update(refusal.headers)
    return response


def answer_flow_error(error: FlowError) -> Response:
    data: dict[str, Any] = {"path": error.path} if error.path else {}
    if isinstance(error, Unavailable):
        return answer_refusal(Refusal(503, error.message, error.code, WAIT, **data))
    return error_response(400, error.code, error.message, data)


def answer_http_error(error: HTTPException) -> Response:
    status = error.code or 500
    code = TOO_LARGE if status == 413 else status
    response = error_response(status, code, gettext(WORDS.get(status, WORDS[400])), {})
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def answer_fault(error: Exception) -> Response:
    request_id = secrets.token_hex(8)
    route = request.url_rule.rule if request.url_rule else "no route"
    log.error("request %s: %s %s", request_id, request.method, route, exc_info=error)
    return error_response(500, 500, gettext(WORDS[500]), {"requestId": request_id})


def by_person() -> bool:
    """Whether a person opened the address, who is to see a page."""
    return request.headers.get("Sec-Fetch-Mode") == "navigate" or "text/html" in request.headers.get("Accept", "")


def error_response(status: int, code: int | str, message: str, data: dict[str, Any]) -> Response:
    """A page for a person who opened an address, else ``{code, message, errorData}``."""
    message = translated(message)
    if by_person():
        return make_response(
            render_template("error.html", status=status, message=message, request_id=data.get("requestId")), status
        )
    return make_response(jsonify(code=code, message=message, errorData=data), status)
