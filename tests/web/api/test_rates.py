"""How often an address may try."""

from __future__ import annotations

from collections.abc import Callable

from blockloom.web.api.rates import WRONG_BY_ACCOUNT as BOUND
from tests.web.api.conftest import Wire, refusal, wire_of
from tests.web.api.test_users import ADA, LOGIN
from tests.web.client import Site

ALLOWED = BOUND.amount


def test_guessing_one_users_password_ends_soon_and_others_log_in_on(wire: Wire) -> None:
    wire.ask("POST", "/users/register", ADA)
    wire.ask("POST", "/users/register", {**ADA, "email": "bob@example.com"})
    for _ in range(5):
        assert wire.ask("POST", "/users/login", LOGIN).status == 200, "right ones are not counted"
    wrong = {**LOGIN, "password": "x"}
    for _ in range(ALLOWED):
        refusal(wire.ask("POST", "/users/login", wrong), 3003, 401)
    for body in (wrong, LOGIN, {**wrong, "login": "ADA@example.com"}, {**wrong, "login": " ada@example.com\t"}):
        answer = wire.ask("POST", "/users/login", body)
        refusal(answer, 999, 429)
        assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert wire.ask("POST", "/users/login", {**LOGIN, "login": "bob@example.com"}).status == 200
    assert wire.ask("GET", "/info").status == 200


def test_a_body_that_says_nobody_is_counted_too(wire: Wire) -> None:
    for body in (b"{", b"[]", b'{"login": ["x"]}', b"[" * 9000):
        assert 400 <= wire.ask("POST", "/users/login", body).status < 500


def test_new_users_are_bounded_only_where_that_is_switched_on(serve: Callable[..., Site]) -> None:
    strict = wire_of(serve(rate_limits=True))
    statuses = [strict.ask("POST", "/users/register/guest").status for _ in range(31)]
    assert statuses == [200] * 30 + [429]


def test_they_are_free_elsewhere(wire: Wire) -> None:
    assert {wire.ask("POST", "/users/register/guest").status for _ in range(31)} == {200}
