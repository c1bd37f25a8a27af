"""A real server on a free loopback port, with a real store, for raw HTTP (``client``) and a real browser."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from blockloom.runtime.limits import Limits
from blockloom.web.app import create_app
from blockloom.web.build_hook import build, is_built
from blockloom.web.serve import Server, listen
from blockloom.web.settings import ServerSettings
from tests.browser import provide_node
from tests.web.client import Site

WEB = Path(__file__).resolve().parents[2] / "web"
FLOWS = {
    "register": """\
flow: 1
name: Register a device on two channels
description: Puts a phone on two channels.
do:
- register_device:
    channels: [ads, discount]
  save: registration
- print: =registration.registrationId
- return: =registration
""",
    "endless": """\
flow: 1
name: Never ends
do:
- set: n
  to: 0
- while: true
  do:
  - change: n
    by: 1
""",
    "greet": """\
flow: 1
name: Greet
inputs:
  name: {type: text, default: Ada}
  times: {type: number, default: 2}
  loud: {type: boolean, default: false}
  tags: {type: list, default: [a, b]}
do:
- repeat: =times
  do:
  - print: Hello, ${name}
- return: {object: {times: =times, loud: =loud, tags: =tags}}
""",
    "fails": """\
flow: 1
name: Something fails
do:
- print: Before
- raise: The order has no customer
""",
    "mistaken": """\
flow: 1
name: Has mistakes
do:
- register_devise:
    channels: [ads]
- print: ok
""",
}

PROGRAM = """\
import sys
from pathlib import Path
from blockloom.web.serve import serve
from blockloom.web.settings import ServerSettings
data, examples, port = sys.argv[1:]
settings = ServerSettings(Path(data), examples=Path(examples), port=int(port))
serve(settings, lambda line: print(line, flush=True))
"""


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    """The pages' scripts as the sources are now, so that no test meets older ones. One process builds, others wait."""
    with alone():
        if not is_built(WEB):
            provide_node()
            build(WEB)


@contextmanager
def alone() -> Iterator[None]:
    """Keep other processes of this checkout from building at the same time, where the system can do that."""
    if os.name == "nt":
        yield
        return
    import fcntl

    name = f"blockloom-build-{hashlib.sha256(str(WEB).encode()).hexdigest()[:12]}"
    with (Path(tempfile.gettempdir()) / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of example flows."""
    folder = tmp_path_factory.mktemp("examples")
    for name, text in FLOWS.items():
        (folder / f"{name}.flow.yaml").write_text(text, "utf-8")
    return folder


@pytest.fixture
def serve(tmp_path: Path, examples: Path, put_store: Callable[[Path], None]) -> Iterator[Callable[..., Site]]:
    """Start a server; keywords are settings. It ends with the test."""
    started: list[tuple[Server, threading.Thread]] = []
    put_store(tmp_path)

    def start(**settings: Any) -> Site:
        listening = listen("127.0.0.1", 0)
        port = listening.getsockname()[1]
        usual = {"data": tmp_path, "examples": examples, "limits": Limits(seconds=20.0), "delivers": False}
        given = {**usual, **settings, "port": port}
        server = Server(create_app(ServerSettings(**given)), listening)
        thread = threading.Thread(target=server.run)
        thread.start()
        started.append((server, thread))
        return Site(server, port)

    yield start
    for server, thread in started:
        server.stop()
        thread.join(timeout=20)
        assert not thread.is_alive()


@pytest.fixture
def site(serve: Callable[..., Site]) -> Site:
    return serve()


@dataclass
class Served:
    """A server in a process of its own, which can be lost without a word."""

    process: subprocess.Popen[str]
    address: str

    @property
    def base(self) -> str:
        return self.address.partition("/?")[0]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


@pytest.fixture
def served(tmp_path: Path, examples: Path) -> Iterator[Callable[[], Served]]:
    """Start such a server: the first at a free port, the others where that one was."""
    started: list[Served] = []
    program = tmp_path / "served.py"
    program.write_text(PROGRAM, "utf-8")
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    def start() -> Served:
        port = started[0].base.rpartition(":")[2] if started else "0"
        command = [sys.executable, str(program), str(tmp_path), str(examples), port]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ)
        assert process.stdout is not None
        address = next((found[0] for line in process.stdout if (found := re.search(r"http://\S+", line))), "")
        started.append(Served(process, address))
        return started[-1]

    yield start
    for each in started:
        each.kill()


@pytest.fixture
def visit(site: Site, page: Page) -> Callable[[str], Page]:
    """Open a path of the site in the browser, as somebody who opened the printed address first."""
    let_in(page, site.address)

    def go(path: str) -> Page:
        page.goto(f"{site.base}{path}")
        page.wait_for_selector("html[data-script=ready]")
        return page

    return go


def let_in(page: Page, address: str) -> None:
    """Give the browser the cookie for which a printed address is good, without drawing the page that is there."""
    assert page.context.request.get(address).ok


def wait_until(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)
