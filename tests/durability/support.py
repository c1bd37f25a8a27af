"""A server in a process of its own that is killed again and again, and what a client sees of it."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 240


def soon(holds: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@dataclass
class Server:
    """``start`` and ``kill`` it, any number of times; it comes back where it was. ``told`` is for ``program``."""

    data: Path
    url: str | None
    told: dict[str, Any] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[str] | None = None

    @property
    def log(self) -> Path:
        """What the push service got."""
        return self.data / "pushes.txt"

    @property
    def pushed(self) -> int:
        """How many pushes the service got."""
        return self.log.read_bytes().count(b"\n") if self.log.exists() else 0

    def pushes(self, id: str) -> list[tuple[str, int]]:
        """Whom the message was pushed to, by token, and when. Each push names it as what it collapses with."""
        if not self.log.exists():
            return []
        lines = (line.split(" ") for line in self.log.read_text().splitlines())
        return [(token, int(at)) for token, key, at in lines if key == id]

    def start(self) -> None:
        told = {**self.told, "data": str(self.data), "url": self.url, "port": self.port, "log": str(self.log)}
        command = [sys.executable, "-m", "tests.durability.program", json.dumps(told)]
        environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ)
        assert self.process.stdout is not None
        found = (re.search(r"at http://127\.0\.0\.1:(\d+)/", line) for line in self.process.stdout)
        self.port = next(int(match[1]) for match in found if match)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()

    def end(self) -> None:
        """Tell it to end, as a system does that shuts down, and wait until it has."""
        assert self.process is not None
        self.process.terminate()
        self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 0

    def post(self, path: str, body: dict[str, Any]) -> Any | None:
        """What the API answers; nothing if it did not say that all is well, or went away before."""
        with closing(Client(self.port)) as client:
            return client.ask("POST", path, body)

    def delete(self, path: str) -> Any | None:
        """The same for a DELETE."""
        with closing(Client(self.port)) as client:
            return client.ask("DELETE", path)


class Client:
    """One connection to a server."""

    def __init__(self, port: int) -> None:
        self._wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any | None:
        """As ``Server.post``."""
        try:
            data = None if body is None else json.dumps(body)
            self._wire.request(method, f"/api{path}", data, {"Content-Type": "application/json"})
            response = self._wire.getresponse()
            said = json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError):
            return None
        assert response.status < 500, said
        return said if response.status == 200 else None

    def close(self) -> None:
        self._wire.close()
