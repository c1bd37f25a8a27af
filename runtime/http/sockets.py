"""Connections to exactly one vetted address each, on which every wait asks the request's patience.

These are the two classes through which httpcore reaches a network. It still speaks TLS with, and checks the
certificate against, the host's name.
"""

from __future__ import annotations

import selectors
import socket
import ssl
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

import httpcore

from blockloom.runtime.http.patience import NAP, Patience

Answer = TypeVar("Answer")
_SHARE = 5.0
"""Seconds for one address, where there are others to try."""


class Pinned(httpcore.NetworkBackend):
    """Connects to these addresses, whatever the name."""

    def __init__(self, addresses: list[str], patience: Patience) -> None:
        self._addresses = addresses
        self._patience = patience

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        *others, last = self._addresses
        for address in others:
            try:
                return Wire(_connected(address, port, self._patience, _SHARE), self._patience)
            except OSError:
                continue
        return Wire(_connected(last, port, self._patience, None), self._patience)


class Wire(httpcore.NetworkStream):
    """A connected socket that is never waited for longer than a nap without asking."""

    def __init__(self, connected: socket.socket, patience: Patience) -> None:
        self._socket = connected
        self._socket.settimeout(NAP)
        self._patience = patience

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._patiently(partial(self._socket.recv, max_bytes))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        rest = memoryview(buffer)
        while rest:
            rest = rest[self._patiently(partial(self._socket.send, rest)) :]

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname, do_handshake_on_connect=False)
        stream = Wire(secured, self._patience)
        try:
            stream._patiently(secured.do_handshake)
        except BaseException:
            secured.close()
            raise
        return stream

    def _patiently(self, act: Callable[[], Answer]) -> Answer:
        while True:
            self._patience.left()
            try:
                return act()
            except TimeoutError:
                continue


def _connected(address: str, port: int, patience: Patience, seconds: float | None) -> socket.socket:
    """A socket to this address; OSError if there is none within ``seconds``."""
    attempt = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        attempt.setblocking(False)
        attempt.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        attempt.connect_ex((address, port))
        _wait_until_writable(attempt, patience, seconds)
        if code := attempt.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            raise OSError(code, "not connected")
        return attempt
    except BaseException:
        attempt.close()
        raise


def _wait_until_writable(attempt: socket.socket, patience: Patience, seconds: float | None) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(attempt, selectors.EVENT_WRITE)
        enough = 0.0 if seconds is None else patience.left() - seconds
        while not selector.select(patience.nap()):
            if patience.left() <= enough:
                raise TimeoutError
