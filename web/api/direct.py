"""Registering a device, answered without the framework: what Flask does around a route was a third of the CPU time that
the server spent on a registration, the database included.

It is the plain case alone: from an app, for nobody who is logged in, on a server that counts no calls. It says nothing
of its own: the rules are the route's, and what is refused is put into words by the API's own handlers. Every other
request goes to the API untouched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from blockloom.web.api.caller import admitted, check_named, cross_origin
from blockloom.web.api.registrations import PATH, registered
from blockloom.web.guard import BODY
from blockloom.web.services import Services

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ENCODER = json.JSONEncoder(separators=(",", ":"))


def directly(api: Flask, services: Services) -> WSGIApplication:
    """The API, with registrations answered directly where that is all the same."""
    if services.settings.rate_limits:
        return api.wsgi_app

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not _plain(environ):
            return api.wsgi_app(environ, start_response)
        try:
            check_named(services.gate, environ)
            found = admitted(services.store, environ)
            data = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            told = registered(found.rights_under(services.settings.policy), data)
        except Exception as error:
            with api.request_context(environ):
                return api.finalize_request(api.handle_user_exception(error))(environ, start_response)
        services.feed.changed()
        body = f"{ENCODER.encode(told)}\n".encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response("200 OK", headers + cross_origin(environ, services))
        return [body]

    return answer


def _plain(environ: WSGIEnvironment) -> bool:
    """Whether it is an app's registration, with a body of a length that the API takes, and neither a page's nor a
    user's."""
    length = environ.get("CONTENT_LENGTH", "")
    return (
        environ["PATH_INFO"] == PATH
        and environ["REQUEST_METHOD"] == "POST"
        and "HTTP_ORIGIN" not in environ
        and "HTTP_USER_TOKEN" not in environ
        and length.isdecimal()
        and int(length) <= BODY
    )
