"""Pushing as a service account: through TLS, with tokens that are asked for once and before their end."""

from __future__ import annotations

import datetime
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from google.auth import _helpers

from blockloom.runtime.delivery import Fcm, Outcome, ServiceAccount
from blockloom.runtime.delivery.provider import SENT
from blockloom.runtime.errors import SettingsError
from tests.runtime.delivery.google import PROJECT, Google, google


@pytest.fixture(scope="module")
def _service() -> Iterator[Google]:
    with google() as service:
        yield service


@pytest.fixture
def service(_service: Google) -> Google:
    _service.life = 3600
    for told in (_service.token_answers, _service.push_answers, _service.tokens, _service.pushes):
        told.clear()
    return _service


@contextmanager
def sender(service: Google, trust: ssl.SSLContext | None = None, **key: Any) -> Iterator[tuple[Fcm, ServiceAccount]]:
    trust = trust or service.trust
    account = ServiceAccount.read(service.key(**key), "the key", trust)
    fcm = Fcm(account.project, account, service.base, 16, account.spoiled, trust)
    yield fcm, account
    fcm.close()
    account.close()


def pushed(fcm: Fcm, count: int = 1) -> list[Outcome]:
    return fcm.send([{"token": f"t{number}"} for number in range(count)])


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let google-auth think that so much time has passed."""
    moved = datetime.timedelta(seconds=seconds)
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    monkeypatch.setattr(_helpers, "utcnow", lambda: now + moved)


def test_many_pushes_at_once_need_one_token(service: Google) -> None:
    with sender(service) as (fcm, _):
        assert pushed(fcm, 60) == [SENT] * 60
    assert service.tokens == ["token 1"]
    assert {push["auth"] for push in service.pushes} == {"Bearer token 1"}
    assert {push["path"] for push in service.pushes} == {f"/v1/projects/{PROJECT}/messages:send"}


def test_who_can_not_prove_to_be_google_gets_neither_key_nor_push(service: Google) -> None:
    with sender(service, ssl.create_default_context()) as (fcm, _):
        (outcome,) = pushed(fcm)
    assert (outcome.kind, "can't be asked for a token" in outcome.reason) == ("later", True)
    assert (service.tokens, service.pushes) == ([], [])


def test_a_token_is_asked_for_again_shortly_before_its_end(service: Google, monkeypatch: pytest.MonkeyPatch) -> None:
    with sender(service) as (fcm, _):
        for seconds, tokens in ((0, 1), (3_000, 1), (3_500, 2)):
            later(monkeypatch, seconds)
            assert (pushed(fcm), len(service.tokens)) == ([SENT], tokens)


def test_the_old_token_serves_while_there_is_no_new_one(
    service: Google, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with sender(service) as (fcm, _):
        assert pushed(fcm) == [SENT]
        service.token_answers = [(403, {"error": "access_denied"})]
        later(monkeypatch, 3_500)
        assert pushed(fcm) == [SENT]
        assert "Google refuses the service account of shop: " in caplog.text
        later(monkeypatch, 3_700)
        service.token_answers = [(403, {"error": "access_denied"})]
        assert pushed(fcm)[0].kind == "later"
        assert pushed(fcm) == [SENT]


def test_wrong_credentials_are_said_and_lose_nothing(service: Google, caplog: pytest.LogCaptureFixture) -> None:
    why = {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
    service.token_answers = [(400, why)] * 9
    with caplog.at_level(logging.ERROR), sender(service) as (fcm, _):
        outcomes = pushed(fcm, 3)
    assert outcomes == [Outcome("later", "Google refuses the service account", 60)] * 3
    assert "Google refuses the service account of shop: invalid_grant: Invalid JWT Signature." in caplog.text
    assert service.pushes == []


def test_a_token_that_is_refused_is_replaced(service: Google) -> None:
    refused = (401, {"error": {"status": "UNAUTHENTICATED"}})
    with sender(service) as (fcm, account):
        assert pushed(fcm) == [SENT]
        account._got -= 100
        service.push_answers = [refused]
        assert pushed(fcm) == [SENT]
        assert [push["auth"] for push in service.pushes] == ["Bearer token 1"] * 2 + ["Bearer token 2"]
        service.push_answers = [refused] * 9
        assert pushed(fcm) == [Outcome("later", "UNAUTHENTICATED", 60)]
    assert len(service.tokens) == 2, "a new token that is refused is not the token's fault"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("{", "the key is no JSON"),
        ("[]", "has no project_id"),
        ({"private_key": None}, "has no private_key"),
        (
            {"private_key": "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"},
            "The private_key of the key",
        ),
        ({"token_uri": "http://localhost/token"}, "is not https"),
    ],
)
def test_what_is_no_key_is_refused_at_once(service: Google, key: Any, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        ServiceAccount.read(key if isinstance(key, str) else service.key(**key), "the key")
    assert "MIIE" not in str(caught.value)
