"""What holds for every test: all cores take part, and the slow and thorough ones run with ``pytest --audit`` only."""

from __future__ import annotations

import pytest

pytest_plugins = ["tests.databases"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--audit", action="store_true", help="run the full counts too, as before a release")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "audit: too slow for every change; runs with --audit")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """One process where tests print (``-s``): others swallow it, and what is timed there is best alone."""
    return 0 if config.getoption("capture") == "no" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--audit"):
        return
    audits = [item for item in items if item.get_closest_marker("audit")]
    config.hook.pytest_deselected(items=audits)
    items[:] = [item for item in items if item not in audits]
