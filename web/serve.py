"""``serve``: the app behind a production server, on a loopback address."""

from __future__ import annotations

import gc
import json
import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask

from blockloom.runtime.errors import SettingsError
from blockloom.web.answers import TOO_LARGE
from blockloom.web.app import create_app
from blockloom.web.body import FLOW_BODY
from blockloom.web.guard import HEADERS, Gate, is_loopback
from blockloom.web.keys import first_start
from blockloom.web.rivalry import rivals_of, told
from blockloom.web.services import NAME, Services
from blockloom.web.settings import ServerSettings

HEADER = 64 * 1024
THREADS = 12
"""For all but the streams, each of which has a thread of its own."""
READ = 64 * 1024
"""How much of a request is taken in at once: with less, a long flow needs many turns of the loop."""
CONNECTIONS = 100
"""Besides those of the pages that have a stream."""


def serve(settings: ServerSettings, say: Callable[[str], None] = print) -> None:
    """Serve until Ctrl-C. ``say`` is told the address to open, token included.

    SettingsError if the address is not loopback, the store can't be opened, or another server is at work on it.
    """
    # a request that waits for a thread for a moment is no news for the person at the terminal
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    host = "0.0.0.0" if settings.lan else settings.host
    with listen(host, settings.port, settings.public is not None, settings.lan is not None) as listening:
        port = listening.getsockname()[1]
        if settings.port not in (0, port):
            say(f"Port {settings.port} is taken, so this is port {port}.")
        server = Server(create_app(replace(settings, port=port)), listening)
        server.services.pushing.claim(say)
        say(f"Blockloom is at {server.services.gate.address}")
        if settings.public is None:
            say("Open that address in a browser. Ctrl-C ends the server.")
        else:
            say(f"It listens at {settings.host}, port {port}, for the proxy at {settings.public.proxy}.")
            say("Log in there with the admin token. Ctrl-C ends the server.")
        for line in class_lines(server.services.gate):
            say(line)
        for line in first_start(server.services.store):
            say(line)
        for rival in rivals_of(server.services):
            say(told(rival))
        gc.collect()
        gc.freeze()  # what stays anyway needs not be looked through again and again by Python's search for garbage
        try:
            server.run()
        except KeyboardInterrupt:
            say("Blockloom has stopped.")


def class_lines(gate: Gate) -> Iterator[str]:
    """What to know while a class is on; nothing if none is."""
    if gate.lan is not None:
        yield f"The class joins at {gate.join_address.partition('?')[0]} with the code {gate.code}"
        yield "Warning: that is plain HTTP. Whoever is on this network can read along: no real names, no secrets."


class Server:
    """Waitress around the app, with a thread for each stream and some for everything else."""

    def __init__(self, app: Flask, listening: socket.socket) -> None:
        services = app.extensions[NAME]
        assert isinstance(services, Services)
        self.services = services
        self._map: dict[int, Any] = {}
        self._stopping = threading.Event()
        self._wire = threading.Lock()
        self._ended = False
        server = create_server(
            app,
            map=self._map,
            sockets=[listening],
            threads=services.settings.streams + THREADS,
            connection_limit=2 * services.settings.streams + CONNECTIONS,
            ident=None,
            max_request_header_size=HEADER,
            recv_bytes=READ,
            max_request_body_size=FLOW_BODY + 1,
            channel_request_lookahead=1,
            clear_untrusted_proxy_headers=True,
            **_behind(services.settings),
        )
        assert isinstance(server, BaseWSGIServer)
        server.channel_class = Channel
        self._server = server
        self._port = listening.getsockname()[1]

    def run(self) -> None:
        """Answer requests and deliver what is published, until ``stop`` is called or something is raised.

        Then runs and streams are ended and all is closed.
        """
        self.services.pushing.start(self._port)
        try:
            while not self._stopping.is_set():
                wasyncore.loop(timeout=1.0, use_poll=True, map=self._map, count=1)
        finally:
            self.services.pushing.stop()
            self.services.runs.close()
            self.services.streams.close()
            self._server.task_dispatcher.shutdown()
            with self._wire:
                self._ended = True
                channels: Any = self._server.active_channels  # a dict, whatever its stubs say
                for channel in list(channels.values()):
                    channel.handle_close()  # close() leaves the file open that a slow reader is being sent
                wasyncore.close_all(self._map)
            self.services.store.close()

    def stop(self) -> None:
        """End ``run``, from any thread, if it has not ended by itself."""
        self._stopping.set()
        with self._wire:
            if not self._ended:
                self._server.pull_trigger()


def _behind(settings: ServerSettings) -> dict[str, Any]:
    """What waitress has to know of the proxy in front, if one was declared."""
    if settings.public is None:
        return {}
    return {
        "trusted_proxy": settings.public.proxy,
        "trusted_proxy_count": settings.public.hops,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }


def listen(host: str, port: int, public: bool = False, classroom: bool = False) -> socket.socket:
    """A socket bound to a loopback address: to this port, or to a free one where that is taken. For a class and for a
    public server it may be any address; that one has no port but its own: it is the one its proxy knows."""
    if not public and not classroom and not is_loopback(host):
        raise SettingsError(
            f'{host} is not an address of this machine alone. Use 127.0.0.1, or "blockloom serve --public".'
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for wanted in (port,) if public else (port, 0):
        listening = socket.socket(family, socket.SOCK_STREAM)
        try:
            if os.name == "posix":
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, wanted))
            listening.listen(128)
            return listening
        except OSError as error:
            listening.close()
            reason = error
    raise SettingsError(f"The server can't listen at {host}: {reason.strerror}.")


class Refused(ErrorTask):
    """Waitress's own answer to a request that it does not hand on, in the shape of all our others."""

    def execute(self) -> None:
        error = self.request.error  # type: ignore[attr-defined]
        code = TOO_LARGE if error.code == 413 else error.code
        body = json.dumps({"code": code, "message": f"{error.reason}.", "errorData": {}}).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store"), *HEADERS]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):
    """A connection. While a thread sends on it, the loop has nothing to wait for there: it would find the socket free
    and its lock taken, again and again, and keep the interpreter from that thread. A thread that could not send all, or
    is done, has the loop look again."""

    error_task_class = Refused
    _sending = False

    def send(self, data: bytes, do_close: bool = True) -> int:
        self._sending = True
        try:
            return super().send(data, do_close)
        finally:
            self._sending = False

    def writable(self) -> bool:
        return not self._sending and bool(super().writable())
