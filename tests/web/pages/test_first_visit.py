"""Somebody who has just installed it: the address as it was printed, an empty store, a browser that knows nothing."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.web.cli.conftest import Cli, cli

__all__ = ["cli"]

NO_LANGUAGE = "Object.defineProperty(navigator, 'languages', { value: ['en-US@posix'] })"
"""What Chromium says where the system has set no language."""


@pytest.fixture
def printed(cli: Cli) -> str:
    """The address that the command prints in an empty place."""
    process = cli.start("serve", "--port", "0")
    assert process.stdout
    return next(found[0] for line in process.stdout if (found := re.search(r"http://\S+", line)))


def test_a_phone_buzzes_after_two_clicks_and_within_half_a_minute(printed: str, page: Page) -> None:
    began = time.monotonic()
    page.add_init_script(NO_LANGUAGE)
    page.goto(printed)
    page.locator(".card a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Make a phone buzz")
    page.get_by_role("button", name="Run", exact=True).click()
    beside = page.locator("#phones .phone").filter(has_text="this computer")
    expect(beside.get_by_label("1 not read")).to_be_visible(timeout=25_000)
    expect(beside).to_contain_text("Hello It works.")
    expect(page.locator("#phones-said")).to_contain_text("Push on this computer: Hello. It works.")
    assert time.monotonic() - began < 30


def test_the_page_of_the_phones_needs_no_flow(printed: str, page: Page) -> None:
    page.goto(printed)
    page.get_by_role("link", name="Phones").click()
    page.get_by_role("button", name="Put it on default").click()
    expect(page.get_by_role("button", name="Publish on default")).to_contain_text("1 device")
    page.get_by_role("button", name="Publish", exact=True).click()
    pushes = page.get_by_role("list", name="Pushes on this computer").get_by_role("listitem")
    expect(pushes).to_contain_text(["Tea is ready"], timeout=25_000)
