"""The server process: where it listens, what it prints, how it ends."""

from __future__ import annotations

import gc
import http.client
import io
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from waitress.channel import HTTPChannel

from blockloom.runtime.errors import SettingsError
from blockloom.web.serve import listen
from tests.web.client import Site
from tests.web.conftest import WEB, wait_until

PROGRAM = """
import sys
from pathlib import Path
from blockloom.web.serve import serve
from blockloom.web.settings import ServerSettings
serve(ServerSettings(data=Path(sys.argv[1]), port=int(sys.argv[2])), lambda line: print(line, flush=True))
"""


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", ""])
def test_only_loopback_can_be_listened_at(host: str) -> None:
    with pytest.raises(SettingsError, match="this machine alone"):
        listen(host, 0)


def test_a_taken_port_gives_way_to_a_free_one() -> None:
    with listen("127.0.0.1", 0) as first, listen("127.0.0.1", first.getsockname()[1]) as second:
        assert first.getsockname()[1] != second.getsockname()[1]


def test_serve_prints_the_address_with_its_token_says_when_the_port_is_taken_and_ends_with_ctrl_c(
    tmp_path: Path,
) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path), str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert process.stdout is not None
        with process, process.stdout as said:
            warning, address = said.readline(), said.readline()
            other = re.search(r"127.0.0.1:(\d+)", address)
            assert other and other[1] != str(port)
            assert warning == f"Port {port} is taken, so this is port {other[1]}.\n"
            token = re.search(r"token=(\S+)", address)
            assert token
            connection = http.client.HTTPConnection(other[0], timeout=20)
            connection.request("GET", f"/?token={token[1]}")
            assert connection.getresponse().status == 303
            connection.close()
            keys = [said.readline() for _ in range(7)]
            assert ["app id", "client key", "server key", "admin token"] == [line[2:14].strip() for line in keys[2:6]]
            process.send_signal(signal.SIGINT)
            assert said.read() == "Blockloom has stopped.\n"
            assert process.wait(timeout=10) == 0


def test_a_server_ends_at_once_with_runs_and_streams_going_on(serve: Callable[..., Site]) -> None:
    site = serve()
    run = site.start("endless")
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    connection.request(
        "GET", f"/runs/{run}/events", headers={"Cookie": f"{site.services.gate.cookie}={site.services.gate.secret}"}
    )
    response = connection.getresponse()
    assert response.read(5)
    asked = time.monotonic()
    site.server.stop()
    assert b"event: end" in response.read()
    live = site.services.runs.get(run)
    assert live is not None and live.ended.wait(5)
    assert time.monotonic() - asked < 5.0
    connection.close()


def test_localhost_is_loopback_too() -> None:
    with listen("localhost", 0) as listening:
        assert listening.family == socket.AF_INET


def test_a_server_can_be_stopped_twice(serve: Callable[..., Site]) -> None:
    site = serve()
    site.server.stop()
    wait_until(lambda: site.server._ended)
    site.server.stop()


def test_no_file_stays_open_when_a_server_ends_in_the_middle_of_sending_it(serve: Callable[..., Site]) -> None:
    site = serve()
    large = max((WEB / "static" / "built").iterdir(), key=lambda file: file.stat().st_size)
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect(("127.0.0.1", site.port))
        request = f"GET /static/built/{large.name} HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n\r\n"
        reader.sendall(20 * request.encode())  # more than the system keeps for a reader who does not read
        assert reader.recv(100).startswith(b"HTTP/1.1 200")
        wait_until(lambda: open_files(large) > 0)
        site.server.stop()
        wait_until(lambda: not site.answers())
        wait_until(lambda: open_files(large) == 0)


def test_the_loop_goes_on_sending_what_a_thread_could_not_and_does_not_spin_while_it_sends(
    serve: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    sends: list[bool] = []

    def send(channel: HTTPChannel, data: bytes, do_close: bool = True) -> int:
        sends.append(bool(channel.writable()))
        return whole(channel, data[:1000], do_close)

    whole = HTTPChannel.send
    monkeypatch.setattr(HTTPChannel, "send", send)
    site = serve()
    large = max((WEB / "static").glob("*.css"), key=lambda file: file.stat().st_size)
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)) as reader:
        reader.request("GET", f"/static/{large.name}")
        assert reader.getresponse().read() == large.read_bytes()
    assert len(sends) > 5 and not any(sends)


def open_files(path: Path) -> int:
    """How many files this process has open at this path."""
    files = [it for it in gc.get_objects() if isinstance(it, io.BufferedReader) and not it.closed]
    return sum(Path(file.name).resolve() == path for file in files if isinstance(file.name, str))
