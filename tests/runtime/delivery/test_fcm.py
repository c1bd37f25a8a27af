"""The sender against a server on loopback that answers as FCM does."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from blockloom.runtime.delivery import Fcm, Outcome
from blockloom.runtime.delivery.provider import SENT

Answer = tuple[int, dict[str, Any], dict[str, str]]


def error(status: str, code: str | None = None) -> dict[str, Any]:
    kind = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
    return {"error": {"status": status, "details": [{"@type": kind, "errorCode": code}] if code else []}}


@contextmanager
def serving(answers: dict[str, list[Answer]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The address of a service that gives each token its answers in turn (200 after that), and what it was asked."""
    asked: list[dict[str, Any]] = []
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            token = body["message"]["token"]
            with lock:
                asked.append({"path": self.path, "auth": self.headers["Authorization"], **body})
                left = answers.get(token, [])
                status, said, headers = left.pop(0) if left else (200, {"name": "projects/p/messages/1"}, {})
            if status == 0:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            data = json.dumps(said).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def sent(answers: dict[str, list[Answer]], *tokens: str) -> tuple[list[Outcome], list[dict[str, Any]]]:
    with serving(answers) as (base, asked):
        fcm = Fcm("p", lambda: "secret", base)
        try:
            return fcm.send([{"token": token, "data": {"x": "ü"}} for token in tokens]), asked
        finally:
            fcm.close()


def test_each_push_is_a_request_as_fcm_has_it() -> None:
    outcomes, asked = sent({}, "a", "b")
    assert outcomes == [SENT, SENT]
    assert {one["path"] for one in asked} == {"/v1/projects/p/messages:send"}
    assert {one["auth"] for one in asked} == {"Bearer secret"}
    assert sorted(one["message"]["token"] for one in asked) == ["a", "b"]
    assert asked[0]["message"]["data"] == {"x": "ü"}


def test_outcomes_keep_the_order_of_the_pushes() -> None:
    gone: Answer = (404, error("NOT_FOUND", "UNREGISTERED"), {})
    tokens = [f"t{number}" for number in range(40)]
    outcomes, asked = sent({token: [gone] for token in tokens[::2]}, *tokens)
    assert [outcome.kind for outcome in outcomes] == ["gone", "sent"] * 20
    assert len(asked) == 40


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((404, error("NOT_FOUND"), {}), Outcome("failed", "NOT_FOUND")),
        ((403, error("PERMISSION_DENIED", "SENDER_ID_MISMATCH"), {}), Outcome("failed", "SENDER_ID_MISMATCH")),
        ((400, error("INVALID_ARGUMENT"), {}), Outcome("failed", "INVALID_ARGUMENT")),
        ((401, {"unexpected": True}, {}), Outcome("failed", "401")),
        (
            (429, error("RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"), {"Retry-After": "7"}),
            Outcome("later", "QUOTA_EXCEEDED", 7),
        ),
        ((429, {}, {}), Outcome("later", "429", 60)),
    ],
)
def test_what_is_not_tried_again(answer: Answer, outcome: Outcome) -> None:
    outcomes, asked = sent({"a": [answer]}, "a")
    assert (outcomes, len(asked)) == ([outcome], 1)


@pytest.mark.parametrize("fault", [(503, error("UNAVAILABLE"), {}), (500, error("INTERNAL"), {}), (0, {}, {})])
def test_what_fails_for_a_moment_is_tried_again(fault: Answer) -> None:
    outcomes, asked = sent({"a": [fault, fault]}, "a")
    assert (outcomes, len(asked)) == ([SENT], 3)


def test_trying_has_an_end() -> None:
    outcomes, asked = sent({"a": [(503, error("UNAVAILABLE"), {})] * 9}, "a")
    assert (outcomes, len(asked)) == ([Outcome("later", "UNAVAILABLE")], 4)


def test_a_service_that_is_down_and_says_for_how_long_is_not_asked_again_before() -> None:
    outcomes, asked = sent({"a": [(503, error("UNAVAILABLE"), {"Retry-After": "90"})]}, "a")
    assert (outcomes, len(asked)) == ([Outcome("later", "UNAVAILABLE", 90)], 1)


def test_pauses_between_tries_grow_and_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("blockloom.runtime.delivery.fcm.time.sleep", pauses.append)
    tokens = [f"t{number}" for number in range(8)]
    sent({token: [(500, error("INTERNAL"), {})] * 9 for token in tokens}, *tokens)
    assert len(pauses) == 24 and len(set(pauses)) == 24
    assert max(pauses) <= 2.0 and sorted(pauses)[-1] > 0.5


def test_when_the_service_has_enough_of_all_nobody_else_is_tried_and_no_thread_waits() -> None:
    too_many: Answer = (429, error("RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"), {"Retry-After": "40"})
    with serving({"a": [too_many]}) as (base, asked):
        fcm = Fcm("p", lambda: "secret", base)
        (first,) = fcm.send([{"token": "a"}])
        began = time.monotonic()
        others = fcm.send([{"token": f"t{number}"} for number in range(100)])
        took = time.monotonic() - began
        fcm.close()
    assert first == Outcome("later", "QUOTA_EXCEEDED", 40)
    assert {outcome.kind for outcome in others} == {"later"} and all(30 < outcome.wait <= 40 for outcome in others)
    assert len(asked) == 1 and took < 10


def test_one_device_that_wants_peace_stops_nobody_else() -> None:
    quota = {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"subject": "device"}]}
    said = error("RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED")
    said["error"]["details"].append(quota)
    with serving({"a": [(429, said, {"Retry-After": "40"})]}) as (base, asked):
        fcm = Fcm("p", lambda: "secret", base)
        outcomes = [fcm.send([{"token": token}])[0].kind for token in ("a", "b")]
        fcm.close()
    assert (outcomes, len(asked)) == (["later", "sent"], 2)


def test_a_service_that_is_not_there_is_an_outcome() -> None:
    with serving({}) as (base, _):
        pass
    fcm = Fcm("p", lambda: "secret", base)
    (outcome,) = fcm.send([{"token": "a"}])
    fcm.close()
    assert outcome.kind == "later" and outcome.reason.startswith("unreachable")
