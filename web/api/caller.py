"""Who calls the API: the app, the kind of its key, and the store as that app sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from blockloom.runtime import apps
from blockloom.runtime.errors import FlowError
from blockloom.runtime.permissions import Policy, Rights
from blockloom.runtime.store import Store
from blockloom.runtime.users import Roles, Session, Sessions, User, Users
from blockloom.web.answers import Refusal
from blockloom.web.api.mount import API_KEY, APP_ID, CONSOLE
from blockloom.web.guard import Gate, check_host, is_loopback
from blockloom.web.services import Services, services

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

WRONG_DOMAIN = 2009
WITHOUT_SESSION = frozenset({"/users/login", "/users/register", "/users/register/guest"})
CHECKS_TOKEN = "/users/isvalidusertoken/"
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
    "Access-Control-Allow-Headers": "content-type, user-token, bl-execution-type",
    "Access-Control-Max-Age": "600",
}


@dataclass(frozen=True, slots=True)
class Caller:
    """``store`` holds what belongs to the app; ``kind`` is ``client`` or ``server``; ``session`` is the user's."""

    store: Store
    kind: str
    session: Session | None = None

    @property
    def trusted(self) -> bool:
        """Whether the app's own server calls, which may act for any user."""
        return self.kind == apps.SERVER

    @property
    def user(self) -> User | None:
        return self.session.user if self.session else None

    def is_user(self, id: str) -> bool:
        """Whether the user with this id calls."""
        return self.user is not None and self.user.id == id.upper()

    @property
    def rights(self) -> Rights:
        """What the call may do with messages and devices."""
        return self.rights_under(services().settings.policy)

    def rights_under(self, policy: Policy) -> Rights:
        """The same where this policy holds."""
        return Rights(self.store, self.kind, self.user, policy)

    @property
    def users(self) -> Users:
        confirming = services().confirming
        return Users(
            self.store, services().passwords, confirm=confirming.ask(self.store) if confirming is not None else None
        )

    @property
    def sessions(self) -> Sessions:
        return Sessions(self.store, services().passwords, services().settings.sessions)

    @property
    def roles(self) -> Roles:
        return Roles(self.store)

    def held_roles(self) -> list[str]:
        """The roles that the call runs with."""
        return self.roles.held(self.user, self.kind)


def caller() -> Caller:
    """Who makes the current request."""
    found = g.caller
    assert isinstance(found, Caller)
    return found


def install_caller(app: Flask, services: Services, who: Callable[[], Caller]) -> None:
    """Find out ``who`` calls before any route is looked for: of an unknown caller nothing else is answered."""
    gate = services.gate

    @app.before_request
    def meet() -> Response | None:
        environ = request.environ
        check_named(gate, environ)
        check_origin(environ)
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return preflight()
        g.caller = with_session(who(), environ)
        return None

    @app.after_request
    def admit_pages(response: Response) -> Response:
        for name, value in cross_origin(request.environ, services):
            response.headers.add(name, value)
        return response


def cross_origin(environ: WSGIEnvironment, services: Services) -> list[tuple[str, str]]:
    """The headers that say which site's pages may read the answer."""
    if by_key(environ) and services.settings.public is None:
        return [("Access-Control-Allow-Origin", "*")]
    origin = environ.get("HTTP_ORIGIN")
    if origin is None or not origin_is_known(origin):
        return [("Vary", "Origin")]
    return [("Vary", "Origin"), ("Access-Control-Allow-Origin", origin)]


def preflight() -> Response:
    """What a page of another site may send; to the console also the administrator's token."""
    response = Response(status=204, headers=PREFLIGHT)
    if CONSOLE in request.environ:
        response.headers["Access-Control-Allow-Headers"] += ", auth-key"
    return response


def by_key(environ: WSGIEnvironment) -> bool:
    """Whether the address names an app and its key. Without them (``/api``) it means the default app."""
    return APP_ID in environ


def known_caller() -> Caller:
    """Who makes the current request. FlowError 2002 for an app or a key that nobody knows."""
    return admitted(services().store, request.environ)


def admitted(store: Store, environ: WSGIEnvironment) -> Caller:
    """Whose app and key stand in the address, if any. FlowError 2002 if nobody knows them."""
    if not by_key(environ):
        return Caller(store, apps.CLIENT)
    return Caller(*apps.admit(store, environ[APP_ID], environ[API_KEY]))


def administrator() -> Caller:
    """An app's administrator, who shows the admin token as ``auth-key``; that one may do all that its server may.

    FlowError 2002 for an app or a token that nobody knows.
    """
    id, token = request.environ[APP_ID], request.headers.get("auth-key", "")
    store, _ = apps.admit(services().store, id, token, (apps.ADMIN,))
    return Caller(store, apps.SERVER)


def check_named(gate: Gate, environ: WSGIEnvironment) -> None:
    """As ``check_host``, with the code for a wrong domain."""
    try:
        check_host(gate, environ)
    except Refusal as refusal:
        raise FlowError(WRONG_DOMAIN, refusal.message) from None


def check_origin(environ: WSGIEnvironment) -> None:
    """Refuse a foreign site's page where no key is asked for: it would need nothing but the address."""
    origin = environ.get("HTTP_ORIGIN")
    if origin is not None and not by_key(environ) and not origin_is_known(origin):
        raise FlowError(WRONG_DOMAIN, "That site's pages can't call /api. Use the address with the app's id and key.")


def check_embedded() -> None:
    """As ``check_origin``, for a GET that does something: what a page shows or leads to (a picture, a link) is asked
    for without an Origin."""
    foreign = request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
    if foreign and "Origin" not in request.headers and not by_key(request.environ):
        raise FlowError(WRONG_DOMAIN, "That site's pages can't call /api. Use the address with the app's id and key.")


def origin_is_known(origin: str) -> bool:
    """Whether a page from there is ours, this machine's (of a server for this machine), or one that was listed."""
    settings = services().settings
    if origin in settings.origins or origin == request.host_url.rstrip("/"):
        return True
    if settings.public is not None:
        return False
    try:
        parts = urlsplit(origin)
        return parts.scheme in ("http", "https") and is_loopback(parts.hostname or "")
    except ValueError:
        return False


def with_session(found: Caller, environ: WSGIEnvironment) -> Caller:
    """The caller with the session that the header ``user-token`` names.

    FlowError 3064 for a token that opens none: passed over, the caller would be taken for a guest.
    """
    token = environ.get("HTTP_USER_TOKEN", "")
    if not token or request.path in WITHOUT_SESSION or request.path.startswith(CHECKS_TOKEN):
        return found
    return replace(found, session=found.sessions.require(token))
