"""No server holds a run up: deadlines and Stop end every kind of waiting, and nothing is left behind."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from blockloom import Doors, Limits, Outcome, StopSignal, catalog, read_flow, run_flow
from blockloom.runtime.http import Http
from tests.runtime.http.support import Script, Server, Visit, code_of, door, serving, url

LIMIT = 0.5
SLACK = 4 * LIMIT


def hold(visit: Visit) -> None:
    visit.until_closed(lambda: None, 0.05)


def drip(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\n\r\n")
    visit.until_closed(lambda: visit.send(b"x"), 0.01)


def slow_headers(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    visit.until_closed(lambda: visit.send(b"x"), 0.01)


def again_and_again(visit: Visit) -> None:
    time.sleep(LIMIT / 2)
    visit.answer(302, Location="/")


SCRIPTS: list[Script] = [hold, drip, slow_headers, again_and_again]


@contextmanager
def unread() -> Iterator[Server]:
    """A server that never reads what it is sent."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield Server(listening.getsockname()[1])


@contextmanager
def within(seconds: float) -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_request_has_one_deadline(script: Script) -> None:
    with serving(script) as server, within(SLACK):
        assert code_of(lambda: door(server, seconds=LIMIT).request("GET", url(server))) == "timeout"


def test_so_has_a_server_that_says_nothing_where_tls_is_expected() -> None:
    with unread() as server, within(SLACK):
        assert code_of(lambda: door(server, seconds=LIMIT).request("GET", url(server, scheme="https"))) == "timeout"


def test_so_has_one_that_does_not_read() -> None:
    with unread() as server, within(SLACK):
        big = "x" * 1_048_576
        assert code_of(lambda: door(server, seconds=LIMIT).request("POST", url(server), body=big)) == "timeout"


def test_so_has_a_resolver_and_its_thread_ends_with_it() -> None:
    answer = threading.Event()

    def slow(host: str, port: int) -> list[str]:
        answer.wait(10)
        return ["127.0.0.1"]

    with within(SLACK):
        assert code_of(lambda: Http(resolver=slow, seconds=LIMIT).request("GET", "http://slow.test/")) == "timeout"
    answer.set()
    looking = [thread for thread in threading.enumerate() if thread.name == "resolve slow.test"]
    for thread in looking:
        thread.join(5)
    assert not any(thread.is_alive() for thread in looking)


def test_resolvers_that_hang_do_not_pile_up() -> None:
    answer = threading.Event()

    def stuck(host: str, port: int) -> list[str]:
        answer.wait(10)
        return []

    hanging = Http(resolver=stuck, seconds=0.01)
    try:
        codes = [code_of(lambda: hanging.request("GET", "http://stuck.test/")) for _ in range(40)]
        assert codes[:32] == ["timeout"] * 32 and codes[32:] == ["http"] * 8
    finally:
        answer.set()
        for thread in threading.enumerate():
            if thread.name == "resolve stuck.test":
                thread.join(5)


def run(server: Server, http: Http, modifiers: dict[str, Any] | None = None, **more: Any) -> Outcome:
    steps = [{"http_request": {"url": url(server)}, "save": "answer", **(modifiers or {})}, {"print": "never"}]
    program = read_flow(json.dumps({"flow": 1, "do": steps}), catalog(), "test.flow.json")
    assert program.ok, program.findings
    return run_flow(program, doors=Doors(http=http), **more)


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_runs_deadline_ends_it(script: Script) -> None:
    with serving(script) as server, within(SLACK):
        outcome = run(server, door(server), limits=Limits(seconds=LIMIT))
    assert (outcome.status, outcome.log) == ("stopped", []) and outcome.error and outcome.error["code"] == "deadline"


@pytest.mark.parametrize("script", SCRIPTS)
def test_stop_ends_it(script: Script) -> None:
    stop = StopSignal()
    threading.Timer(LIMIT / 2, stop.stop).start()
    with serving(script) as server, within(SLACK):
        outcome = run(server, door(server), stop=stop)
    assert (outcome.status, outcome.log) == ("stopped", []) and outcome.error and outcome.error["code"] == "cancelled"


def test_connections_are_closed_however_it_ends() -> None:
    with serving(drip) as server:
        run(server, door(server), limits=Limits(seconds=LIMIT))
        code_of(lambda: door(server, seconds=LIMIT).request("GET", url(server)))
        for thread in server.threads:
            thread.join(5)
        assert len(server.threads) == 2 and not any(thread.is_alive() for thread in server.threads)


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_timeout_of_a_step_ends_it(script: Script) -> None:
    with serving(script) as server, within(SLACK):
        outcome = run(server, door(server), {"timeout": LIMIT})
    assert (outcome.status, outcome.log) == ("error", []) and outcome.error and outcome.error["code"] == "timeout"


def test_a_step_can_try_again() -> None:
    answers = iter([503, 502, 200])
    with serving(lambda visit: visit.answer(next(answers))) as server:
        outcome = run(server, door(server), {"retry": {"times": 3}})
    assert (outcome.status, server.connections) == ("ok", 3)
