"""Servers on loopback that answer as a script says, and a door that knows them by name."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from blockloom.runtime import FlowError
from blockloom.runtime.http import Http, Reach

Script = Callable[["Visit"], None]


@dataclass
class Visit:
    """One connection: what was asked, and a way to answer."""

    request: bytes
    connection: socket.socket
    closing: threading.Event

    @property
    def path(self) -> str:
        return self.request.split(b" ", 2)[1].decode()

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """A whole answer; underscores in a header's name become hyphens."""
        lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.send("\r\n".join([*lines, "", ""]).encode("latin-1") + body)

    def until_closed(self, act: Callable[[], object], pause: float) -> None:
        """Do something again and again, until the other side has gone or the test is over."""
        while not self.closing.wait(pause):
            act()


@dataclass
class Server:
    port: int
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    threads: list[threading.Thread] = field(default_factory=list)


@contextmanager
def serving(script: Script, tls: ssl.SSLContext | None = None, address: str = "127.0.0.1") -> Iterator[Server]:
    """A server whose every connection goes through ``script`` once its request has come in."""
    closing = threading.Event()
    with socket.create_server((address, 0)) as listening:
        listening.settimeout(0.05)
        server = Server(listening.getsockname()[1])

        def visit(connection: socket.socket) -> None:
            with contextlib.suppress(OSError), connection:
                connection.settimeout(10)
                secured = tls.wrap_socket(connection, server_side=True) if tls else connection
                with secured:
                    request = _request(secured)
                    server.requests.append(request)
                    script(Visit(request, secured, closing))

        def accept() -> None:
            while not closing.is_set():
                try:
                    connection, _ = listening.accept()
                except TimeoutError:
                    continue
                server.connections += 1
                server.threads.append(threading.Thread(target=visit, args=(connection,), daemon=True))
                server.threads[-1].start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            closing.set()
            accepting.join(5)
            for thread in server.threads:
                thread.join(5)


def _request(connection: socket.socket) -> bytes:
    """Head and body of a request that tells its length."""
    data = b""
    while b"\r\n\r\n" not in data and (more := connection.recv(65536)):
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while len(body) < int(lengths[0] if lengths else 0) and (more := connection.recv(65536)):
        body += more
    return head + b"\r\n\r\n" + body


def door(*servers: Server, seconds: float = 20, **more: Any) -> Http:
    """A door that may reach these servers under the name shop.test, and knows every other name as loopback too."""
    allowed = [f"shop.test:{server.port}" for server in servers]
    return Http(Reach(allowed), seconds=seconds, **{"resolver": lambda host, port: ["127.0.0.1"], **more})


def url(server: Server, path: str = "/", host: str = "shop.test", scheme: str = "http") -> str:
    return f"{scheme}://{host}:{server.port}{path}"


def code_of(act: Callable[[], object]) -> int | str:
    """The code of the FlowError that this raises; "" if it raises none."""
    try:
        act()
    except FlowError as error:
        assert error.message.endswith((".", "…")), error.message
        return error.code
    return ""
