"""Who may talk to this server. Loopback is no boundary: any page in the user's browser can reach it.

Every request has to name this server as its Host and hold the cookie that the start-up token was exchanged for;
one that changes something has to come from our own pages, as JSON. Apps are not asked for any of that: what they call
stands beside the pages and has rules of its own, see ``web.api.mount``.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, redirect, request

from blockloom.web.answers import Refusal
from blockloom.web.words import ENDPOINT, gettext

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BODY = 256 * 1024
OPEN = (
    *("static", ENDPOINT, "manual.schema"),
    *("recovering.ask", "recovering.take", "confirming.ask", "confirming.take"),
)
"""What anybody may ask for: style sheets, scripts, the words of the scripts, the schema of flow files, and pages that
ask for a secret of their own."""
READING = ("GET", "HEAD", "OPTIONS")
HEADERS = [
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "font-src 'self'; media-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "object-src 'none'; require-trusted-types-for 'script'",
    ),
    ("X-Frame-Options", "DENY"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]


@dataclass(frozen=True)
class Gate:
    """The secrets of one server's life: ``token`` is printed with the address, ``secret`` is the cookie's value.

    ``public`` is the https address at which everybody reaches it; then it answers to no other name, and nobody comes
    in with the token alone, see ``web.login``. While a class is on, ``lan`` is this machine's address in the network,
    and ``code`` lets visitors in.
    """

    host: str
    port: int
    public: str | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    lan: str | None = None
    code: str = field(default_factory=lambda: _code(), repr=False)

    @property
    def cookie(self) -> str:
        """The cookie's name. Browsers share cookies between the ports of a host, so it holds the port."""
        return f"blockloom-{self.port}"

    @cached_property
    def names(self) -> set[str]:
        """The hosts that it answers to."""
        if self.public is not None:
            return {urlsplit(self.public).hostname or ""}
        return {self.host, "127.0.0.1", "localhost", "::1", *filter(None, [self.lan])}

    @property
    def visitor_cookie(self) -> str:
        return f"blockloom-phone-{self.port}"

    @property
    def join_address(self) -> str:
        """What a visitor of the class opens, code included."""
        return f"http://{self.lan}:{self.port}/join?code={self.code}"

    @property
    def base(self) -> str:
        """What stands in front of every path."""
        if self.public is not None:
            return self.public.rstrip("/")
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def address(self) -> str:
        """What a person opens, token included. To a public one people log in."""
        return self.public if self.public is not None else f"{self.base}/?token={self.token}"


def _code() -> str:
    """A code that can be read from a wall and typed on a phone: no letter looks like a digit."""
    return "-".join("".join(secrets.choice("ABCDEFGHJKMNPQRSTUVWXYZ23456789") for _ in range(3)) for _ in range(2))


def install_guard(app: Flask, gate: Gate, admit: Callable[[], Response | None]) -> None:
    """Put the rules of this module before every route, static files and unknown paths included.

    ``admit`` answers what visitors of a class ask for, unless one of the routes is to answer it.
    """
    app.config["MAX_CONTENT_LENGTH"] = BODY
    app.wsgi_app = with_headers(app.wsgi_app, [] if gate.public is None else [ALWAYS_TLS])  # type: ignore[assignment,method-assign]

    @app.before_request
    def guard() -> Response | None:
        check_host(gate, request.environ)
        check_origin()
        if request.endpoint in OPEN or gate.public is not None:
            return None
        if from_network(request.environ, gate):
            return admit()
        if request.method == "GET" and "token" in request.args:
            return exchange_token(gate)
        check_session(gate)
        check_form()
        return None


def with_headers(application: WSGIApplication, more: list[tuple[str, str]]) -> WSGIApplication:
    """Add the security headers, and ``more``, to all that leaves, whoever made it, but for those that it has."""
    always = [NOT_KEPT, *HEADERS, *more]

    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            own = {name for name, _ in headers}
            return start_response(status, headers + [each for each in always if each[0] not in own], *rest)

        return application(environ, start)

    return guarded


NOT_KEPT = ("Cache-Control", "no-store")
ALWAYS_TLS = ("Strict-Transport-Security", "max-age=31536000")


def check_host(gate: Gate, environ: WSGIEnvironment) -> None:
    """Refuse a request that names another host (DNS rebinding) or none at all."""
    if host_in(environ.get("HTTP_HOST", "")) not in gate.names:
        raise Refusal(400, gettext("This server only answers to the address that it printed when it started."))
    if gate.public is not None and environ["wsgi.url_scheme"] != "https":
        raise Refusal(
            400, gettext("Come by https: {address}. (The proxy has to send X-Forwarded-Proto.)", address=gate.public)
        )


@lru_cache(maxsize=64)
def host_in(named: str) -> str | None:
    """The host's name in a Host header, without its port; ``None`` if there is none, or more than that.

    Two headers arrive as one, with a comma: in the name no host of ours has it, and no port is a number with it.
    """
    try:
        told = urlsplit(f"//{named}")
        return None if "@" in named or "/" in named or told.port == 0 else told.hostname
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    """Whether the name or address means this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def from_network(environ: WSGIEnvironment, gate: Gate) -> bool:
    """Whether a class is on and this is a visitor's request: it does not come from this machine to one of its loopback
    names."""
    if gate.lan is None:
        return False
    named = host_in(environ.get("HTTP_HOST", ""))
    return not (is_loopback(environ.get("REMOTE_ADDR", "")) and named != gate.lan)


def check_origin() -> None:
    """Refuse what another site's page sends: any change, and any read that is not a person opening an address."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    own = request.host_url.rstrip("/")
    if origin == "null" and site == "same-origin" and request.headers.get("Sec-Fetch-Mode") == "navigate":
        origin = own  # a form of ours: browsers that are to tell no Referer tell no origin either
    if request.method in READING:
        foreign = site in ("cross-site", "same-site") and request.headers.get("Sec-Fetch-Mode") != "navigate"
    else:
        foreign = site not in (None, "same-origin") or (origin is not None and origin != own) or not (site or origin)
    if foreign or (origin is not None and origin != own):
        raise Refusal(403, gettext("Only Blockloom's own pages can do that."))


def exchange_token(gate: Gate) -> Response:
    """Trade the start-up token for the session's cookie and take it out of the address."""
    if not secrets.compare_digest(request.args["token"].encode(), gate.token.encode()):
        raise Refusal(
            403, gettext("That token is not this server's. Open the address that it printed when it started.")
        )
    rest = urlencode([(name, value) for name, value in request.args.items(multi=True) if name != "token"])
    response = redirect(f"{request.path}?{rest}" if rest else request.path, 303)
    response.set_cookie(gate.cookie, gate.secret, httponly=True, samesite="Strict", path="/")
    return response  # type: ignore[return-value]


def check_session(gate: Gate) -> None:
    held = request.cookies.get(gate.cookie, "")
    if not secrets.compare_digest(held.encode(), gate.secret.encode()):
        raise Refusal(
            403, gettext("Open the address that Blockloom printed when it started: it holds the key to this page.")
        )


def check_form() -> None:
    """A change is JSON. The three types that a foreign page's form can send are refused with all the others."""
    if request.method not in READING and request.mimetype != "application/json":
        raise Refusal(415, gettext("Send this as application/json."))
