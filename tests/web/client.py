"""A running server as a client of raw HTTP sees it."""

from __future__ import annotations

import http.client
import json
import socket
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from blockloom.web.serve import Server
from blockloom.web.services import Services


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Site:
    """A running server and a client that holds its cookie."""

    server: Server
    port: int
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def services(self) -> Services:
        return self.server.services

    @property
    def address(self) -> str:
        """What a person opens first."""
        return self.services.gate.address

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: Any = None, drop: tuple[str, ...] = (), **headers: Any) -> Answer:
        """Send a request as our own pages do; ``drop`` leaves headers out, keywords (``_`` for ``-``) replace them."""
        sent = {"Host": f"127.0.0.1:{self.port}", "Cookie": f"{self.services.gate.cookie}={self.services.gate.secret}"}
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        if method not in ("GET", "HEAD"):
            sent |= {"Origin": self.base, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
            sent["Content-Length"] = str(len(data or b""))
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                if name not in drop:
                    connection.putheader(name, value)
            connection.endheaders(data)
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())

    def answers(self) -> bool:
        """Whether somebody listens at the address."""
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
        except OSError:
            return False
        return True

    def raw(self, request: bytes) -> bytes:
        """Whatever the server says to these bytes, until it closes the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as wire:
            wire.sendall(request)
            return b"".join(iter(lambda: wire.recv(65536), b""))

    def start(self, flow: str, **inputs: str) -> str:
        """Start a run; answer its id."""
        answer = self.ask("POST", "/calls/runs", {"flow": flow, "inputs": inputs})
        assert answer.status == 201, answer.body
        return str(answer.json()["id"])

    def events(self, run: str, **headers: Any) -> list[dict[str, Any]]:
        """All messages of a run's stream until it ends: {event, id, data}."""
        answer = self.ask("GET", f"/runs/{run}/events", **headers)
        assert answer.status == 200, answer.body
        messages = []
        for block in answer.body.decode().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
            if "data" in fields:
                messages.append({**fields, "data": json.loads(fields["data"])})
        return messages
