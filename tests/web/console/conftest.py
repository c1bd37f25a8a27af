"""The console's client: an administrator of the default app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.web.api.conftest import Wire, wire, wires
from tests.web.client import Answer

__all__ = ["wire", "wires"]


@dataclass
class Console:
    """An administrator of the app that ``wire`` calls; ``token`` is the admin token."""

    wire: Wire

    def ask(self, method: str, path: str, body: Any = None, token: str | None = None, **headers: str) -> Answer:
        shown = self.wire.keys["admin"] if token is None else token
        front = f"/{self.wire.app_id}/console"
        return self.wire.at(front).ask(method, path, body, **{"auth_key": shown, **headers})

    def value(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.ask(method, path, body)
        assert answer.status == 200, answer.body
        return answer.json()


@pytest.fixture
def console(wires: Wire) -> Console:
    return Console(wires)
