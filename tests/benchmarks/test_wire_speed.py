"""Registering over REST against a route that answers a constant: ``pytest -s tests/benchmarks/test_wire_speed.py``.

Both stand behind the same production server in processes of their own, on SQLite, and are asked by 8 connections that
are kept. What counts is how many requests a second of the process's CPU time answers. The aim is half of the bare
route's; the test stops only at a quarter of that, since other work on the machine must not turn it red.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

AIM, SLACK, CONNECTIONS, REQUESTS, ROUNDS = 0.5, 4, 8, 150, 3

PROGRAM = """\
import resource, sys, threading
from pathlib import Path
from flask import Flask
from blockloom.web.app import create_app
from blockloom.web.serve import Server, listen
from blockloom.web.settings import ServerSettings

kind, data = sys.argv[1:]
listening = listen("127.0.0.1", 0)
port = listening.getsockname()[1]
app = create_app(ServerSettings(Path(data), port=port, delivers=False))
if kind == "bare":
    bare = Flask("bare")

    @bare.post("/api/messaging/registrations")
    def register():
        return {"registrationId": "0::ads"}

    app.wsgi_app = bare.wsgi_app
server = Server(app, listening)
threading.Thread(target=server.run).start()
print(port, flush=True)
for _ in sys.stdin:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, flush=True)
server.stop()
"""


class Served:
    """A server in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.port = int(self._line())

    def cpu(self) -> float:
        """Seconds of CPU that the process has used."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self._line())

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def rate(self, turn: int) -> float:
        """Requests answered for a second of CPU."""
        before = self.cpu()
        threads = [threading.Thread(target=self._ask, args=(turn, number)) for number in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return CONNECTIONS * REQUESTS / (self.cpu() - before)

    def _ask(self, turn: int, number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for request in range(REQUESTS):
            name = f"{number}-{request % 50}"  # most devices are known already
            body = {"deviceId": f"d{name}", "deviceToken": f"token-{name}", "os": "ANDROID", "osVersion": "14"}
            text = json.dumps({**body, "channels": ["ads", "news"]})
            connection.request("POST", "/api/messaging/registrations", text, {"Content-Type": "application/json"})
            response = connection.getresponse()
            assert (response.status, bool(response.read())) == (200, True)
        connection.close()


@contextmanager
def served(kind: str, data: Path) -> Iterator[Served]:
    command = [sys.executable, "-c", PROGRAM, kind, str(data)]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ) as process:
        yield Served(process)


@pytest.mark.skipif(os.name != "posix", reason="CPU time is asked for as POSIX has it")
def test_registering_over_rest_beside_a_bare_route(tmp_path: Path) -> None:
    shares = []
    with served("bare", tmp_path / "bare") as bare, served("ours", tmp_path / "ours") as ours:
        for turn in range(ROUNDS + 1):
            theirs, own = bare.rate(turn), ours.rate(turn)
            if turn:
                shares.append(own / theirs)
                print(
                    f"\nbare {theirs:,.0f}, registering {own:,.0f} requests per CPU second: {own / theirs:.2f}", end=""
                )
    share = sorted(shares)[len(shares) // 2]
    print(f"\nmedian {share:.2f}; the aim is {AIM}")
    assert share > AIM / SLACK
