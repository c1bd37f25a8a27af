"""What the API says when it can't do what was asked, through no fault of the caller's."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom.runtime.errors import Unavailable
from blockloom.runtime.store import Store
from tests.web.api.conftest import Wire


def test_a_store_that_is_away_is_told_with_an_id_that_the_log_has(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(store: Store, work: Any) -> Any:
        raise Unavailable(8011, "The store can't be reached right now.")

    monkeypatch.setattr(Store, "write", away)
    answer = wire.ask("POST", "/messaging/ads", {"message": "Hi"})
    said = answer.json()
    assert (answer.status, said["code"]) == (503, 8011)
    assert said["errorData"]["requestId"] in caplog.text and wire.keys["client"] not in caplog.text
