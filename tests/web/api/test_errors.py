"""What the API says when it can't do what was asked, through no fault of the caller's."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import event

from blockloom.runtime.errors import Unavailable
from blockloom.runtime.store import Store
from tests.servers import Server
from tests.web.api.conftest import Wire, wire_of
from tests.web.client import Answer, Site


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


FLOW = """\
flow: 1
when:
- http: {method: GET, path: /channels}
do:
- list_channels: {}
  save: found
- return: =found
"""


def test_a_connection_that_is_lost_within_a_request_is_no_fault_of_ours(
    serve: Callable[..., Site], postgresql: Server
) -> None:
    site = serve(database_url=postgresql.fresh())
    wire, engine, left = wire_of(site), site.services.store._engine, [0]
    site.ask("PUT", "/calls/flows/channels", {"text": FLOW, "was": ""})
    wire.register()

    @event.listens_for(engine, "before_cursor_execute")
    def cut(connection: Any, cursor: Any, *_: Any) -> None:
        if left[0]:
            left[0] -= 1
            with suppress(Exception):  # the statement that follows finds it out
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    def away(answer: Answer) -> str:
        left[0] = 0
        assert answer.status == 503 and int(answer.headers["Retry-After"]) > 0
        assert b"Traceback" not in answer.body and b"psycopg" not in answer.body
        return answer.body.decode()

    asking: list[Callable[[], Answer]] = [
        lambda: wire.ask("GET", "/messaging/registrations/phone-1"),
        lambda: wire.ask("GET", "/services/channels"),
        lambda: wire.ask("POST", "/messaging/ads", {"message": "Hi"}),
    ]
    for ask in asking:
        left[0] = 99
        assert json.loads(away(ask()))["code"] == 8011
        assert ask().status == 200
    left[0] = 99
    assert "can't be reached" in html.unescape(away(site.ask("GET", "/runs", Accept="text/html")))
    assert site.ask("GET", "/runs", Accept="text/html").status == 200
