"""How often an address may try. Wrong passwords are bounded always, the rest where ``rate_limits`` is on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request
from flask_limiter import Limiter

from blockloom.runtime.errors import FlowError
from blockloom.web.api.caller import caller
from blockloom.web.api.values import json_value
from blockloom.web.services import services

REFUSED = 401
WRONG_BY_ACCOUNT, WRONG_BY_ADDRESS = "20 per minute", "200 per minute"
NEW_USERS, NEW_DEVICES = "30 per hour", "300 per minute"


def address() -> str:
    """Whose tries are counted together: one address's with one app."""
    return f"{request.remote_addr} {caller().store.app}"


def account() -> str:
    """One address's tries to be one user."""
    try:
        body = json_value()
    except FlowError:
        body = None
    login = body.get("login") if isinstance(body, dict) else None
    return f"{address()} {str(login)[:200].casefold()}"


limiter = Limiter(address, storage_uri="memory://")


def bounded(rate: str) -> Callable[[Any], Any]:
    """Bound the calls of a route by address, where rate limits are on."""
    return limiter.limit(rate, exempt_when=lambda: not services().settings.rate_limits)


def bounded_failures(route: Any) -> Any:
    """Bound the calls of a route that were refused with 401, by account and by address."""

    def failed(response: Response) -> bool:
        return response.status_code == REFUSED

    by_account = limiter.limit(WRONG_BY_ACCOUNT, key_func=account, deduct_when=failed)
    return by_account(limiter.limit(WRONG_BY_ADDRESS, deduct_when=failed)(route))
