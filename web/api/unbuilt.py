"""What Backendless has and this server has not: said honestly with 501, so that nobody looks for a typing mistake."""

from __future__ import annotations

from flask import Blueprint, Response, request

from blockloom.web.api.errors import NO_PATH, refused

unbuilt = Blueprint("unbuilt", __name__)

SERVICES = (
    "automation cache commerce console counters data emailtemplate files hive log management servercode "
    "transaction users"
).split()
METHODS = ("GET", "POST", "PUT", "DELETE")


def service(rest: str = "") -> Response:
    """A whole service."""
    return not_here()


for root in SERVICES:
    unbuilt.add_url_rule(f"/{root}", root, service, methods=METHODS)
    unbuilt.add_url_rule(f"/{root}/<path:rest>", f"{root}/", service, methods=METHODS)


def not_here() -> Response:
    return refused(501, NO_PATH, f"{request.method} {request.path} is known, but this server does not have it yet.")
