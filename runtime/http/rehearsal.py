"""The door of a dry run: it asks for real, since asking changes nothing, and only tells what it would send."""

from __future__ import annotations

from typing import Any

from blockloom.runtime.context import HttpDoor
from blockloom.runtime.http.fields import request_of

_ASKING = ("GET", "HEAD", "OPTIONS")


class RehearsedHttp:
    """Adds a sentence to ``effects`` for each request that could change something, and answers it with an empty 200."""

    def __init__(self, http: HttpDoor, effects: list[str]) -> None:
        self._http = http
        self._effects = effects

    def request(
        self,
        method: str,
        url: str,
        query: dict[str, Any] | None = None,
        headers: dict[str, Any] | None = None,
        body: Any = None,
        body_as: str = "json",
    ) -> dict[str, Any]:
        """As the real door, for methods that only ask."""
        request = request_of(method, url, query, headers, body, body_as)
        if request.method in _ASKING:
            return self._http.request(method, url, query, headers, body, body_as)
        size = f" with {len(request.body):,} bytes" if request.body else ""
        self._effects.append(f"Would send {request.method} to {request.url}{size}.")
        return {"status": 200, "headers": {}, "body": None, "url": str(request.url)}
