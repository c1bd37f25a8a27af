"""A class: the trainer's screen shows how to join, a visitor's browser becomes a phone, a message makes it ring."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from blockloom.web.counting import counters
from tests.browser import Complaints
from tests.web.client import Site

SOON = 20_000


@pytest.fixture
def site(serve: Callable[..., Site]) -> Site:
    counters.storage.reset()
    return serve(lan="localhost", delivers=True)


@pytest.fixture
def visitor(browser: Browser, complaints: Complaints) -> Iterator[Page]:
    """The browser of a visitor, on a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", has_touch=True)
    context.on("page", complaints.listen)
    yield context.new_page()
    context.close()


def ready(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("html[data-script=ready]")
    return page


def test_a_visitor_scans_gives_a_name_and_has_a_phone_that_rings(site: Site, page: Page, visitor: Page) -> None:
    ready(page, site.address)
    ready(page, f"{site.base}/phones")
    expect(page.get_by_role("img", name="The address to join, to be scanned with a phone")).to_be_visible()
    expect(page.locator(".code-word")).to_have_text(site.services.gate.code)
    ready(visitor, site.services.gate.join_address)  # what the code holds that is scanned
    visitor.get_by_label("Name of your phone").fill("Grace")
    visitor.get_by_role("radio", name="iOS").check()
    visitor.get_by_role("button", name="Get my phone").click()
    visitor.wait_for_url("**/phone")
    expect(visitor.get_by_role("heading", name="Grace")).to_be_visible()
    grace = page.locator(".device").filter(has=page.get_by_role("heading", name="Grace"))
    expect(grace.locator(".look-ios")).to_be_visible()
    expect(page.get_by_role("button", name="Publish on default")).to_contain_text("1 device")
    page.get_by_role("button", name="Publish", exact=True).click()
    for where in (page, visitor):
        pushes = where.get_by_role("list", name="Pushes on Grace").get_by_role("listitem")
        expect(pushes).to_contain_text(["Tea is ready"], timeout=SOON)
    expect(visitor.locator("#phones-said")).to_have_text("Push on Grace: Kitchen. Tea is ready.")
    assert visitor.evaluate("document.documentElement.scrollWidth") <= 390
    visitor.get_by_role("button", name="Mark read").click()
    expect(grace.get_by_label("1 not read")).to_be_hidden()
    expect(visitor.get_by_role("button", name="Remove this phone")).to_have_count(0)
    expect(visitor.get_by_role("link")).to_have_count(0)


def test_a_visitor_who_types_a_wrong_code_or_wanders_off_is_led_back(
    site: Site, visitor: Page, complaints: Complaints
) -> None:
    ready(visitor, f"http://localhost:{site.port}/phones")
    expect(visitor).to_have_url(f"http://localhost:{site.port}/join")
    visitor.get_by_label("Code").fill("AAA-AAA")
    visitor.get_by_label("Name of your phone").fill("Ada")
    visitor.get_by_role("button", name="Get my phone").click()
    expect(visitor.get_by_role("alert")).to_contain_text("not this class's code")
    expect(visitor.get_by_label("Code")).to_be_focused()
    assert len(complaints) == 1 and "403" in complaints.pop()
    visitor.get_by_label("Code").fill(site.services.gate.code.lower())
    visitor.get_by_role("button", name="Get my phone").click()
    visitor.wait_for_url("**/phone")
    ready(visitor, f"http://localhost:{site.port}/flows/register")
    expect(visitor).to_have_url(f"http://localhost:{site.port}/phone")


def test_a_visitors_phone_is_a_device_that_flows_run_as(site: Site, page: Page, visitor: Page) -> None:
    ready(visitor, site.services.gate.join_address)
    visitor.get_by_label("Name of your phone").fill("Ada")
    visitor.get_by_role("button", name="Get my phone").click()
    visitor.wait_for_url("**/phone")
    ready(page, site.address)
    ready(page, f"{site.base}/flows/register")
    page.get_by_role("radio", name="Ada").check(force=True)
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#run-state")).to_have_attribute("data-state", "ok", timeout=SOON)
    visitor.get_by_text("Channels and state").click()
    expect(visitor.locator(".on-channels")).to_contain_text("discount")
