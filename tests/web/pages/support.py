"""What the tests of pages share."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

Visit = Callable[[str], Page]
REGISTERED = """
select channel.name, registration.registration_id, device.device_id
from registration join channel on channel.pk = channel_pk join device on device.pk = device_pk
"""


def state(page: Page, kind: str) -> None:
    """Wait for this word on the run: of the one just asked for, not of the one before it."""
    if kind != "running":
        expect(page.locator("#stop")).to_be_disabled(timeout=15_000)
    expect(page.locator("#run-state")).to_have_attribute("data-state", kind, timeout=15_000)


def registered(data: Path) -> list[tuple[str, str, str]]:
    with sqlite3.connect(data / "app.db") as database:
        rows = database.execute(REGISTERED).fetchall()
    database.close()
    return rows
