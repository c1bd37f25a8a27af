"""A client of the API: plain HTTP against the real server, as an SDK would send it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest

from blockloom.runtime.apps import first_keys
from blockloom.runtime.store import Store
from tests.web.api.running_sdk import packages, sdk, server_sdk
from tests.web.client import Answer, Site

__all__ = ["packages", "sdk", "server_sdk"]

PHONE = {"deviceId": "phone-1", "deviceToken": "token-1", "os": "ANDROID", "osVersion": "14"}


@dataclass
class Wire:
    """A server with its default app. ``front`` is what stands before every path."""

    site: Site
    app_id: str
    keys: dict[str, str]
    front: str

    @property
    def store(self) -> Store:
        return self.site.services.store

    def at(self, front: str) -> Wire:
        return Wire(self.site, self.app_id, self.keys, front)

    def with_key(self, kind: str) -> Wire:
        return self.at(f"/{self.app_id}/{self.keys[kind]}")

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send it as the JavaScript SDK does: a content type only where there is a body. Keywords are headers."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        if data is not None:
            sent = {"Content-Type": "application/json", **sent}
        with closing(http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)) as connection:
            connection.request(method, self.front + path, data, sent)
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())

    def register(self, **changed: Any) -> Answer:
        """Register the phone; a property that is changed to ``...`` is left out."""
        body = {name: value for name, value in {**PHONE, **changed}.items() if value is not ...}
        return self.ask("POST", "/messaging/registrations", body)

    def ids(self, **changed: Any) -> dict[str, str]:
        """{channel: id} as the answer's text says it."""
        answer = self.register(**changed)
        assert answer.status == 200, answer.body
        pairs = [entry.split("::", 1) for entry in answer.json()["registrationId"].split(",")]
        return {channel: id for id, channel in pairs}

    def read(self, device_id: str = "phone-1") -> dict[str, Any]:
        answer = self.ask("GET", f"/messaging/registrations/{device_id}")
        assert answer.status == 200, answer.body
        [found] = answer.json()
        assert isinstance(found, dict)
        return found


def refusal(answer: Answer, code: int, status: int = 400) -> str:
    """Check that it says no in the API's shape with this code; answer its message."""
    said = answer.json()
    assert (answer.status, said.get("code")) == (status, code), answer.body
    assert set(said) == {"code", "message", "errorData"} and isinstance(said["errorData"], dict)
    assert answer.headers["Content-Type"] == "application/json"
    message = said["message"]
    assert isinstance(message, str) and message
    return message


def wire_of(site: Site) -> Wire:
    store = site.services.store
    keys = first_keys(store)
    return Wire(site, store.app, keys, f"/{store.app}/{keys['client']}")


@pytest.fixture
def wire(site: Site) -> Wire:
    return wire_of(site)


@pytest.fixture
def wires(serve: Callable[..., Site], database_url: str | None) -> Wire:
    """As ``wire``, once for each database."""
    return wire_of(serve(database_url=database_url))
