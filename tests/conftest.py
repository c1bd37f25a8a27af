"""What holds for every test: all cores take part, and the slow and thorough ones run with ``pytest --audit`` only."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import settings
from xdist.plugin import pytest_xdist_auto_num_workers as cores  # type: ignore[import-untyped]

settings.register_profile("patient", deadline=None)  # a busy machine is no mistake of what is tried
settings.load_profile("patient")

pytest_plugins = ["tests.browser", "tests.databases"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--audit", action="store_true", help="run the full counts too, as before a release")
    parser.addoption("--shots", metavar="DIR", help="keep the pictures of the pages there")


def pytest_configure(config: pytest.Config) -> None:
    # what is started hundreds of times, the tests' own processes too, is not to be compiled each time
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # so in the background of a script; programs inherit it
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line("markers", "audit: too slow for every change; runs with --audit")
    config.addinivalue_line("markers", "timed: holds how long something takes, which nothing may slow down meanwhile")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process more than there are cores, since many tests wait: for a server, a disk, the clock.

    None where tests print (``-s``): others would swallow it, and what is timed there is best alone.
    """
    return 0 if config.getoption("capture") == "no" else int(cores(config)) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--audit"):
        return
    audits = [item for item in items if item.get_closest_marker("audit")]
    config.hook.pytest_deselected(items=audits)
    items[:] = [item for item in items if item not in audits]


def pytest_collection_finish() -> None:
    gc.freeze()  # the tests themselves stay to the end; no search for garbage need go through them


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """As long as there is a browser, its driver's event loop counts as running in this thread; tests that use none must
    not find it, since what else has a loop refuses to begin then."""
    loop = asyncio._get_running_loop()
    if loop is None or "browser" in getattr(item, "fixturenames", ()):
        return (yield)
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(loop)
