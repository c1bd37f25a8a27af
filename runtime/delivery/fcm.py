"""Firebase Cloud Messaging, HTTP v1: one request a push, many at a time over kept connections."""

from __future__ import annotations

import json
import random
import ssl
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpcore

from blockloom.runtime.delivery.provider import SENT, NoToken, Outcome

GOOGLE = "https://fcm.googleapis.com"
_AT_ONCE = 16
_TRIES = 4
_SECONDS = {"connect": 5.0, "read": 10.0, "write": 10.0, "pool": 30.0}
_DEFAULT_WAIT, _LONGEST_WAIT = 60.0, 3_600.0
"""After a 429, in seconds."""
_MOST = 64 * 1024


class Fcm:
    """A sender for one project. ``token`` answers an OAuth 2 access token that is good now, or raises NoToken, and
    ``spoiled`` is told of one that the service did not take. ``base`` is the service's address, Google's or that of
    whatever speaks the same; it has to prove that it is it by what is in ``trust``."""

    def __init__(
        self,
        project: str,
        token: Callable[[], str],
        base: str = GOOGLE,
        at_once: int = _AT_ONCE,
        spoiled: Callable[[str], object] = len,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._url = f"{base}/v1/projects/{project}/messages:send"
        self._token = token
        self._spoiled = spoiled
        self._peace = (0.0, "")
        trust = trust or ssl.create_default_context()
        self._pool = httpcore.ConnectionPool(ssl_context=trust, max_connections=at_once, retries=0)
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="blockloom-push")

    def send(self, pushes: Sequence[dict[str, Any]]) -> list[Outcome]:
        """As ``Provider.send``.

        What fails for a moment is tried again within seconds, with growing pauses. A service that has enough of all of
        us is not asked again before it said: what is sent meanwhile comes later, and no thread waits.
        """
        return list(self._threads.map(self._send, pushes))

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
        self._pool.close()

    def _send(self, push: dict[str, Any]) -> Outcome:
        body = json.dumps({"message": push}, ensure_ascii=False).encode()
        outcome = Outcome("failed", "not tried")
        for turn in range(_TRIES):
            if turn:
                time.sleep(random.uniform(0, 0.25 * 2**turn))
            until, why = self._peace
            if (rest := until - time.monotonic()) > 0:
                return Outcome("later", why, rest)
            outcome, passes = self._tried(body)
            if not passes:
                break
        return outcome

    def _tried(self, body: bytes) -> tuple[Outcome, bool]:
        """The outcome of one request, and whether another one soon might have a better one."""
        try:
            token = self._token()
            headers = [
                ("Authorization", f"Bearer {token}"),
                ("Content-Type", "application/json; charset=utf-8"),
            ]
            with self._pool.stream(
                "POST", self._url, headers=headers, content=body, extensions={"timeout": _SECONDS}
            ) as response:
                said = b""
                for part in response.iter_stream():
                    said += part
                    if len(said) > _MOST:
                        break
        except NoToken as error:
            return Outcome("later", str(error), error.wait), False
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            return Outcome("later", f"unreachable ({type(error).__name__})"), True
        outcome, passes = _outcome(response.status, dict(response.headers), said)
        if response.status == 401:
            self._spoiled(token)
        if response.status == 429 and not _of_device(said):
            self._peace = (time.monotonic() + outcome.wait, outcome.reason)
        return outcome, passes


def _outcome(status: int, headers: dict[bytes, bytes], said: bytes) -> tuple[Outcome, bool]:
    if 200 <= status < 300:
        return SENT, False
    code = _code(said)
    if code == "UNREGISTERED":
        return Outcome("gone", code), False
    if status == 401 and code == "UNAUTHENTICATED":
        return Outcome("later", code, _DEFAULT_WAIT), True
    if status == 429:
        return Outcome("later", code or "429", _wait(headers, _DEFAULT_WAIT)), False
    if status >= 500:
        wait = _wait(headers, 0)
        return Outcome("later", code or str(status), wait), not wait
    return Outcome("failed", code or str(status)), False


def _of_device(said: bytes) -> bool:
    """Whether a quota is that of the one device, which is no reason to leave the others waiting."""
    try:
        details = json.loads(said)["error"]["details"]
        return any(each["subject"].startswith("device") for detail in details for each in detail.get("violations", []))
    except (ValueError, LookupError, TypeError, AttributeError):
        return False


def _code(said: bytes) -> str:
    """FCM's own code of an error, else the general status."""
    try:
        error = json.loads(said)["error"]
        own = [detail["errorCode"] for detail in error.get("details", []) if "errorCode" in detail]
        return str((own or [error["status"]])[0])[:60]
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""


def _wait(headers: dict[bytes, bytes], otherwise: float) -> float:
    told = next((value for name, value in headers.items() if name.lower() == b"retry-after"), b"")
    return min(float(told), _LONGEST_WAIT) if told.isdigit() else otherwise
