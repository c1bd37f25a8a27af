"""How often an address may call. Wrong passwords are bounded always, the rest where ``rate_limits`` is on."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, request
from flask_limiter import Limiter, RequestLimit
from limits import RateLimitItem, parse

from blockloom.runtime.errors import FlowError
from blockloom.runtime.users.properties import identity_of
from blockloom.web.answers import Refusal
from blockloom.web.api.caller import caller
from blockloom.web.api.values import json_value
from blockloom.web.counting import TOO_OFTEN, counters, too_often

WRONG_LOGIN = 3003
WRONG_BY_ACCOUNT, WRONG_BY_ADDRESS = parse("10 per minute"), parse("200 per minute")
ANY = "1200 per minute"
RATES = {
    "registrations.register": "300 per minute",
    "sessions.register": "30 per hour",
    "sessions.register_guest": "30 per hour",
    "users.recover": "30 per hour",
    "users.resend_confirmation": "30 per hour",
}
"""The routes that may be called less often than any other, by one address with one key."""

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def install_rates(app: Flask) -> None:
    """Bound the calls of each address with each key. To be installed behind the question who calls."""
    limiter = Limiter(address, app=app, default_limits=[ANY], storage_uri="memory://", on_breach=refuse)
    for endpoint in RATES.keys() & app.view_functions.keys():
        rate = RATES[endpoint]
        app.view_functions[endpoint] = limiter.limit(rate)(app.view_functions[endpoint])  # type: ignore[assignment]


def refuse(limit: RequestLimit) -> Any:
    wait = min(max(1, math.ceil(limit.reset_at - time.time())), limit.limit.get_expiry())
    raise Refusal(429, "That was called too often. Wait a little.", TOO_OFTEN, wait=wait)


def bounded_failures(route: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Bound how often a route may refuse a password, by account and by address. What succeeds is not counted."""

    @wraps(route)
    def counted(*args: Given.args, **named: Given.kwargs) -> Answer:
        tries = ((WRONG_BY_ACCOUNT, account()), (WRONG_BY_ADDRESS, address()))
        for rate, who in tries:
            if not counters.test(rate, who):
                raise too_often(rate)
        try:
            return route(*args, **named)
        except FlowError as error:
            if error.code == WRONG_LOGIN:
                for rate, who in tries:
                    counters.hit(rate, who)
            raise

    return counted


def bounded(rate: RateLimitItem, who: str) -> None:
    """Count a try, and refuse it when there were too many."""
    if not counters.hit(rate, who):
        raise too_often(rate)


def address() -> str:
    """Whose tries are counted together: one address's with one app's key of one kind."""
    known = caller()
    return f"{request.remote_addr} {known.store.app} {known.kind}"


def account() -> str:
    """One address's tries to be one user."""
    try:
        body = json_value()
    except FlowError:
        body = None
    login = body.get("login") if isinstance(body, dict) else None
    return f"{address()} {identity_of(str(login))}"
