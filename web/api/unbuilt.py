"""What Backendless has and this server has not: said honestly with 501, so that nobody looks for a typing mistake."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from blockloom.web.api.errors import NO_PATH, refused

unbuilt = Blueprint("unbuilt", __name__)

SERVICES = (
    "automation cache commerce console counters data emailtemplate files hive log management servercode "
    "transaction users"
).split()
METHODS = ("GET", "POST", "PUT", "DELETE")


def service(rest: str = "") -> Response:
    """A whole service, or what is missing of one. An address that is here to the letter says with which methods."""
    here = [method for method in METHODS if is_here(method)]
    if here:
        raise MethodNotAllowed(here)
    return not_here()


def is_here(method: str) -> bool:
    """Whether just this address is here with this method."""
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None
    try:
        rule, _ = adapter.match(method=method, return_rule=True)
    except HTTPException:
        return False
    return not rule.arguments and not rule.endpoint.startswith(f"{unbuilt.name}.")


for root in SERVICES:
    unbuilt.add_url_rule(f"/{root}", root, service, methods=METHODS)
    unbuilt.add_url_rule(f"/{root}/<path:rest>", f"{root}/", service, methods=METHODS)


def not_here() -> Response:
    return refused(501, NO_PATH, f"{request.method} {request.path} is known, but this server does not have it yet.")
