"""The door to web servers: one request, its redirects, one answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from blockloom.runtime.context import HttpDoor
from blockloom.runtime.errors import FlowError
from blockloom.runtime.http.addresses import Reach
from blockloom.runtime.http.answers import body_of
from blockloom.runtime.http.fields import Request, request_of
from blockloom.runtime.http.patience import SECONDS, Patience
from blockloom.runtime.http.resolve import Resolver, addresses_of, system_resolver
from blockloom.runtime.wording import sentence

if TYPE_CHECKING:
    import ssl

REDIRECTS = 3
_POINTS_ON = (301, 302, 303, 307, 308)


class Http(HttpDoor):
    """Requests to the public internet and to what ``reach`` adds to it. Any number of threads may share it.

    ``seconds`` is the longest that a request takes, redirects included. ``tls`` makes the rules for certificates.
    """

    def __init__(
        self,
        reach: Reach | None = None,
        *,
        seconds: float = SECONDS,
        resolver: Resolver = system_resolver,
        tls: Callable[[], ssl.SSLContext] | None = None,
    ) -> None:
        self._reach = reach or Reach()
        self._seconds = seconds
        self._resolver = resolver
        self._tls = tls

    def request(
        self,
        method: str,
        url: str,
        query: dict[str, Any] | None = None,
        headers: dict[str, Any] | None = None,
        body: Any = None,
        body_as: str = "json",
    ) -> dict[str, Any]:
        """Ask a server; answer {status, headers, body, url}, whatever the status.

        FlowError ``address``, ``header``, ``http``, ``timeout``, ``too_large`` or ``wrong_json``.
        """
        request = request_of(method, url, query, headers, body, body_as)
        patience = Patience(self._seconds)
        for _ in range(REDIRECTS + 1):
            status, answered, content = self._asked(request, patience)
            if status not in _POINTS_ON or "location" not in answered:
                return {
                    "status": status,
                    "headers": answered,
                    "body": body_of(answered, content),
                    "url": str(request.url),
                }
            target = request.url.joined(answered["location"])
            if request.url.scheme == "https" and target.scheme == "http":
                raise FlowError(
                    "address",
                    sentence("{host} points from https to http, which anybody could read.", host=request.url.host),
                )
            request = request.redirected(status, target)
        raise FlowError(
            "http",
            sentence(
                "{host} points to yet another address after {redirects} of them.",
                host=request.url.host,
                redirects=REDIRECTS,
            ),
        )

    def _asked(self, request: Request, patience: Patience) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of one answer, from a connection to an address that was vetted for it."""
        url = request.url
        self._reach.check_port(url.host, url.port)
        addresses = addresses_of(url.host, url.port, patience, self._resolver)
        self._reach.check_addresses(url.host, url.port, addresses)
        from blockloom.runtime.http.exchange import exchange, usual_tls  # here: most runs need none of it

        return exchange(request, addresses, patience, self._tls or usual_tls)
