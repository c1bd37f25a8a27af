"""Where the API stands beside the pages. The address alone says which of the two a request is for.

The pages are for a person: they trust a cookie, and refuse whatever another site's page sends. The API is for apps: it
trusts the key in the address (or, under ``/api``, the host and the Origin) and the header ``user-token``, and never
reads a cookie. So neither guard has a hole for the other's clients: a page's address never reaches the API, an API
address never reaches the pages, and no request is ever judged by both.

What stands in front of an API path, ``/<appId>/<apiKey>`` or ``/api``, is taken off here, so the API has one set of
routes for both forms. Its description is at ``/openapi.json``, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

APP_ID, API_KEY, CONSOLE = "blockloom.app_id", "blockloom.api_key", "blockloom.console"
DOMAIN, DOCUMENT = "api", "openapi.json"
ADMINISTRATION = "console"


def beside(
    pages: WSGIApplication, api: WSGIApplication, console: WSGIApplication, taken: Collection[str]
) -> WSGIApplication:
    """An application that hands each request to the pages, to the API or to the console's (``/<appId>/console/…``).

    ``taken`` are the first words of the pages' addresses. Any other word with something behind it is an app's id, known
    or not: the API is the one to say that it isn't.
    """

    def choose(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        first, *rest = path.removeprefix("/").split("/", 2)
        if first == DOMAIN:
            front, key = f"/{first}", None
        elif first == DOCUMENT and not rest:
            front, key = "", None
        elif rest and first not in taken:
            front, key = f"/{first}/{rest[0]}", rest[0]
        else:
            return pages(environ, start_response)
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = front, path[len(front) :]
        if key is not None:
            environ[APP_ID], environ[API_KEY] = first, key
        if key != ADMINISTRATION:
            return api(environ, start_response)
        environ[CONSOLE] = True
        return console(environ, start_response)

    return choose


def under(word: str, service: WSGIApplication, others: WSGIApplication) -> WSGIApplication:
    """An application that hands requests whose addresses begin with ``word`` to a service, and all else to others."""

    def choose(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        chosen = service if environ.get("PATH_INFO", "").startswith(f"/{word}/") else others
        return chosen(environ, start_response)

    return choose
