"""A service account of Google's: who may push to a project, and the tokens by which FCM knows it.

A token is asked for when there is none, and again some minutes before its end, by one thread while the others go on
with the old one.
"""

from __future__ import annotations

import json
import logging
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpcore
from google.auth.credentials import TokenState
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.auth.transport import Request
from google.oauth2.service_account import Credentials

from blockloom.runtime.delivery.provider import NoToken
from blockloom.runtime.errors import SettingsError

log = logging.getLogger("blockloom.delivery")
SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
_NEEDED = ("project_id", "client_email", "private_key", "token_uri")
_SECONDS = {"connect": 5.0, "read": 10.0, "write": 10.0, "pool": 10.0}
_SOON, _LATER = 10.0, 60.0
"""Seconds until it is worth asking again: a service that can't be reached, one that refuses the account."""


class ServiceAccount:
    """Calling it answers a token that is good now; it raises NoToken where there is none. Any number of threads may."""

    def __init__(self, project: str, credentials: Any, trust: ssl.SSLContext) -> None:
        self.project = project
        self._credentials = credentials
        self._request = _Http(httpcore.ConnectionPool(ssl_context=trust, max_connections=1))
        self._asking = threading.Lock()
        self._got = 0.0

    @classmethod
    def read(cls, text: str, where: str, trust: ssl.SSLContext | None = None) -> ServiceAccount:
        """From the key that Firebase's console gives out, as JSON. SettingsError says what is wrong ``where``."""
        mend = "Firebase's console makes one: Project settings, Service accounts, Generate new private key."
        try:
            info = json.loads(text)
        except ValueError:
            raise SettingsError(f"{where} is no JSON, so it is no key of a service account. {mend}") from None
        missing = [name for name in _NEEDED if not (isinstance(info, dict) and isinstance(info.get(name), str))]
        if missing:
            raise SettingsError(f"{where} is no key of a service account: it has no {missing[0]}. {mend}")
        if not info["token_uri"].startswith("https://"):
            raise SettingsError(f"{where} has a token_uri that is not https, so the key would be sent in the open.")
        try:
            credentials = Credentials.from_service_account_info(info, scopes=[SCOPE])  # type: ignore[no-untyped-call]
        except (ValueError, TypeError, GoogleAuthError):
            raise SettingsError(f"The private_key of {where} can't be read. {mend}") from None
        return cls(info["project_id"], credentials, trust or ssl.create_default_context())

    def __call__(self) -> str:
        state = self._credentials.token_state
        if state != TokenState.FRESH and self._asking.acquire(blocking=state == TokenState.INVALID):
            try:
                if self._credentials.token_state != TokenState.FRESH:
                    self._ask(required=state == TokenState.INVALID)
            finally:
                self._asking.release()
        return str(self._credentials.token)

    def spoiled(self, token: str) -> None:
        """The service did not take this token, so ask for another one next time, unless it is new."""
        with self._asking:
            if self._credentials.token == token and time.monotonic() - self._got > _LATER:
                self._credentials.token = None

    def close(self) -> None:
        self._request.pool.close()

    def _ask(self, required: bool) -> None:
        try:
            self._credentials.refresh(self._request)
            self._got = time.monotonic()
        except GoogleAuthError as error:
            refused = isinstance(error, RefreshError) and not error.retryable
            reason = "refuses the service account" if refused else "can't be asked for a token"
            log.error("Google %s of %s: %s", reason, self.project, error.args[0] if error.args else error)
            if required:
                raise NoToken(f"Google {reason}", _LATER if refused else _SOON) from error


@dataclass
class _Answer:
    status: int
    headers: Mapping[str, str]
    data: bytes


class _Http(Request):
    """What google-auth asks for tokens with."""

    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self.pool = pool

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **_: Any,
    ) -> _Answer:
        try:
            given = list((headers or {}).items())
            response = self.pool.request(method, url, headers=given, content=body, extensions={"timeout": _SECONDS})
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise TransportError(str(error)) from error  # type: ignore[no-untyped-call]
        found = {name.decode("latin-1"): value.decode("latin-1") for name, value in response.headers}
        return _Answer(response.status, found, response.content)
