"""The page where a push is composed: seen on phones as it is typed, counted before it goes, followed to its end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from blockloom.runtime.messaging import publishing
from tests.browser import Complaints
from tests.web.client import Site
from tests.web.conftest import let_in
from tests.web.pages.test_phones import SOON

PHONES = {"Ada": "ANDROID", "Ben": "ANDROID", "Grace": "IOS", "Konrad": "WP"}
OUTCOME = {"Sent": 3, "Failed": 1, "Gone": 0, "Waiting": 0}
"""Konrad's app is gone, which nobody knows before the push."""


def join(site: Site, name: str, os: str) -> None:
    """Put a phone of this name on the channel "tea"."""
    phone = site.ask("POST", "/calls/phones", {"name": name, "os": os}).json()
    wanted = {"deviceId": phone["id"], "deviceToken": phone["token"], "os": os, "osVersion": phone["version"]}
    assert site.ask("POST", "/api/messaging/registrations", {**wanted, "channels": ["tea"]}).status == 200
    if name == "Konrad":
        assert site.ask("POST", "/calls/phones/state", {"id": phone["id"], "state": "uninstalled"}).status == 200


def test_a_push_is_composed_counted_sent_and_followed_to_its_end(
    serve: Callable[..., Site], page: Page, monkeypatch: pytest.MonkeyPatch, complaints: Complaints
) -> None:
    site = serve(delivers=True)
    for name, os in PHONES.items():
        join(site, name, os)
    let_in(page, site.address)
    page.goto(f"{site.base}/phones")
    page.get_by_role("link", name="a preview").click()
    page.wait_for_selector("html[data-script=ready]")
    size, where, channel = (
        page.locator("#compose-size"),
        page.get_by_label("Only where"),
        page.get_by_role("combobox", name="Channel"),
    )
    expect(size).to_have_text("Nobody would get this.")

    channel.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("tea")
    expect(size).to_have_text("This goes to 4 devices.")
    page.keyboard.press("Tab")
    page.keyboard.type("Kitchen")
    page.keyboard.press("Tab")
    page.keyboard.type("<b>Tea</b> is ready")
    for look in ("android", "ios", "wp"):
        face = page.locator(f".previews .look-{look} .push")
        expect(face.locator("strong")).to_have_text("Kitchen")
        expect(face.locator("p")).to_have_text("<b>Tea</b> is ready")

    where.fill("osVersoin = '14'")
    expect(page.locator("#where-problem")).to_contain_text("osVersoin")
    expect(where).to_have_attribute("aria-invalid", "true")
    expect(size).to_have_text("")
    where.fill("operatingSystemName = 'ANDROID'")
    expect(size).to_have_text("This goes to 2 devices.")
    expect(page.locator("#where-problem")).to_be_hidden()
    where.fill("")
    for system in ("Android", "iOS", "Windows"):
        page.get_by_label(system).uncheck()
    expect(page.locator("#systems-problem")).to_contain_text("at least one")
    for system in ("Android", "iOS", "Windows"):
        page.get_by_label(system).check()
    expect(size).to_have_text("This goes to 4 devices.")

    monkeypatch.setattr(publishing, "ASKED_ABOVE", 3)
    where.press("Enter")
    expect(page.locator("#compose-ask")).to_contain_text("This goes to 4 phones. Nothing is published yet.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    row = page.get_by_role("row").filter(has_text="Kitchen: <b>Tea</b> is ready")
    chart = page.locator("#progress-chart li")
    for _ in ("as it goes", "when one comes back"):
        expect(page.get_by_role("heading", name="How it went")).to_be_visible(timeout=SOON)
        expect(page.locator("#progress-said")).to_have_text("Published. 4 of 4 devices.")
        assert page.locator("#progress-bar").evaluate("bar => bar.value / bar.max") == 1
        assert chart.all_inner_texts() == [f"{name}\n{count}" for name, count in OUTCOME.items()]
        expect(row).to_contain_text("published")
        expect(row).not_to_contain_text("UTC")
        assert chart.locator("rect").first.get_attribute("width") == "75"
        page.reload()
        page.wait_for_selector("html[data-script=ready]")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name="How it went")).to_be_visible()
    page.get_by_role("link", name="tea 4 devices").or_(page.get_by_role("link", name="tea 3 devices")).click()
    expect(page.get_by_label("Condition")).to_have_value("channelName = 'tea'")
    assert complaints and all("400" in one or "409" in one for one in complaints)
    complaints.clear()
