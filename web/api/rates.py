"""How often an address may try. Wrong passwords are bounded always, the rest where ``rate_limits`` is on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from blockloom.runtime.errors import FlowError
from blockloom.web.answers import Refusal
from blockloom.web.api.caller import caller
from blockloom.web.api.errors import TOO_OFTEN
from blockloom.web.api.values import json_value
from blockloom.web.services import services

WRONG_LOGIN = 3003
WRONG_BY_ACCOUNT, WRONG_BY_ADDRESS = parse("20 per minute"), parse("200 per minute")
NEW_USERS, NEW_DEVICES = parse("30 per hour"), parse("300 per minute")

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

counters = FixedWindowRateLimiter(MemoryStorage())


def bounded(rate: RateLimitItem) -> Callable[[Callable[Given, Answer]], Callable[Given, Answer]]:
    """Bound the calls of a route by address, where rate limits are on."""

    def bind(route: Callable[Given, Answer]) -> Callable[Given, Answer]:
        @wraps(route)
        def counted(*args: Given.args, **named: Given.kwargs) -> Answer:
            if services().settings.rate_limits and not counters.hit(rate, route.__name__, address()):
                raise too_often(rate)
            return route(*args, **named)

        return counted

    return bind


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


def too_often(rate: RateLimitItem) -> Refusal:
    return Refusal(429, "That was tried too often. Wait a little.", TOO_OFTEN, wait=rate.get_expiry())
