"""The web blocks in a flow, against a real server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from blockloom import Doors, Outcome, catalog, read_flow, run_flow
from tests.runtime.http.support import Server, Visit, door, serving, url


def run(server: Server, *steps: dict[str, Any]) -> Outcome:
    flow = {"flow": 1, "inputs": {"base": {"type": "text"}}, "do": list(steps)}
    program = read_flow(json.dumps(flow), catalog(), "test.flow.json")
    assert program.ok, program.findings
    return run_flow(program, {"base": url(server)}, doors=Doors(http=door(server), say=lambda line: None))


def shop(visit: Visit) -> None:
    path = visit.path.partition("?")[0]
    if path == "/orders":
        visit.answer(201, visit.request.partition(b"\r\n\r\n")[2], Content_Type="application/json", X_Id="7")
    elif path == "/price":
        visit.answer(200, b'{"price": 3.5}', Content_Type="application/json")
    else:
        visit.answer(404, b'{"why": "sold out"}' if path == "/json" else b"sold out", Content_Type="text/plain")


def test_a_request_answers_an_object() -> None:
    request = {"url": "${base}orders", "method": "POST", "body": {"object": {"pieces": 2}}}
    with serving(shop) as server:
        outcome = run(server, {"http_request": request, "save": "answer"}, {"return": "=answer"})
    assert outcome.error is None
    assert (outcome.result["status"], outcome.result["body"]) == (201, {"pieces": 2})
    assert outcome.result["headers"]["x-id"] == "7" and outcome.result["url"] == url(server, "/orders")


def test_json_in_a_formula() -> None:
    with serving(shop) as server:
        outcome = run(server, {"return": '=get_json(base + "price", query=from_json(\'{"of": "tea"}\')).price * 2'})
    assert outcome.result == 7 and server.requests[0].startswith(b"GET /price?of=tea ")
    assert b"accept: application/json" in server.requests[0]


def test_a_refusal_is_an_error_with_the_status_as_its_code() -> None:
    with serving(shop) as server:
        outcome = run(server, {"print": '=get_json(base + "gone?key=1")'})
    assert outcome.error is not None and outcome.error["code"] == 404
    assert outcome.error["message"] == (
        f'GET {url(server, "/gone")} was answered 404 Not Found. It says: the text "sold out".'
    )


@pytest.mark.parametrize("accepts", [True, False])
def test_errors_can_be_taken_as_answers(accepts: bool) -> None:
    request = {"url": "${base}gone", "accept_errors": accepts}
    with serving(shop) as server:
        outcome = run(server, {"http_request": request, "save": "answer"}, {"return": "=answer.status"})
    assert outcome.result == (404 if accepts else None)


def test_it_can_be_caught() -> None:
    steps = {"try": [{"http_request": {"url": "${base}gone"}}], "catch": [{"return": "=error.code"}]}
    with serving(shop) as server:
        assert run(server, steps).result == 404
