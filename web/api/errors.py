"""How the API says no: ``{code, message, errorData}`` with a Backendless code, whatever went wrong."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from blockloom.runtime.errors import FlowError, Unavailable
from blockloom.web.answers import TOO_LARGE, WAIT, WORDS, Refusal
from blockloom.web.counting import TOO_OFTEN

log = logging.getLogger("blockloom.web")

NO_PATH, NO_METHOD, NOT_READABLE, FAULT = 2000, 2001, 8002, 8011
STATUSES = {
    **dict.fromkeys((3009, 5007, 5008, 1011, 1012, 1013, 1014, 14008), 403),
    3003: 401,
    3033: 409,
    TOO_OFTEN: 429,
}
"""The HTTP status of each code that does not leave with 400."""
CODES = {404: NO_PATH, 405: NO_METHOD, 413: TOO_LARGE}
"""The code of each HTTP error that the framework finds by itself."""


def install_errors(app: Flask) -> None:
    """Let every error of the API leave in this module's shape."""
    app.register_error_handler(FlowError, answer_flow_error)
    app.register_error_handler(Refusal, answer_refusal)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(Exception, answer_fault)


def answer_flow_error(error: FlowError) -> Response:
    if isinstance(error, Unavailable):
        return answer_refusal(Refusal(503, error.message, FAULT, WAIT, requestId=noted(error)))
    code = error.code if isinstance(error.code, int) else FAULT
    response = refused(STATUSES.get(code, 400), code, error.message)
    if code == TOO_OFTEN:
        response.headers["Retry-After"] = "1"
    return response


def answer_refusal(refusal: Refusal) -> Response:
    code = refusal.code if isinstance(refusal.code, int) else FAULT
    response = refused(refusal.status, code, refusal.message, refusal.data)
    response.headers.update(refusal.headers)
    return response


def answer_http_error(error: HTTPException) -> Response:
    status = error.code or 500
    response = refused(status, CODES.get(status, NOT_READABLE), WORDS.get(status, WORDS[400]))
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def answer_fault(error: Exception) -> Response:
    """Our own mistake."""
    return refused(500, FAULT, WORDS[500], {"requestId": noted(error)})


def noted(error: Exception) -> str:
    """Log an error that is not the caller's; answer the id under which it is found. The log names the route and not the
    address, which holds a key."""
    request_id = secrets.token_hex(8)
    route = request.url_rule.rule if request.url_rule else "no route"
    log.error("request %s: %s API %s", request_id, request.method, route, exc_info=error)
    return request_id


def refused(status: int, code: int, message: str, data: dict[str, Any] | None = None) -> Response:
    response = jsonify(code=code, message=message, errorData=data or {})
    response.status_code = status
    return response
