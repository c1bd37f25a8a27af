"""Pushes that a flow publishes, and those that a page or a server has missed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.web.client import Site
from tests.web.conftest import Served, let_in
from tests.web.pages.test_phones import SOON, add, phones, publish, pushes, site

__all__ = ["phones", "site"]

TELL = """\
flow: 1
name: Tell everybody
do:
- register_device:
    channels: [ads]
- publish:
    channel: ads
    message: Tea is ready
    headers: {object: {android-content-title: Kitchen}}
- publish:
    channel: ads
    message: {object: {cups: 3}}
"""


def test_a_flow_that_publishes_is_seen_beside_it_and_on_the_page_of_the_phones(
    tmp_path: Path, site: Site, page: Page
) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "tell.flow.yaml").write_text(TELL, "utf-8")
    let_in(page, site.address)
    with page.context.new_page() as watching:
        watching.goto(f"{site.base}/phones")
        page.goto(f"{site.base}/flows/tell")
        page.wait_for_selector("html[data-script=ready]")
        page.get_by_label("Name of another phone").fill("Ada")
        page.get_by_role("button", name="Add phone").click()
        expect(page.get_by_role("radio", name="Ada")).to_be_checked()
        page.get_by_role("button", name="Run", exact=True).click()
        beside = page.locator(".phone").filter(has_text="Ada")
        expect(beside.get_by_label("2 not read")).to_be_visible(timeout=SOON)
        expect(beside).to_contain_text("Kitchen Tea is ready")
        expect(page.locator("#run-state")).to_have_attribute("data-state", "ok")
        expect(pushes(watching, "Ada")).to_have_count(2, timeout=SOON)
        told = " ".join(pushes(watching, "Ada").all_inner_texts())
        assert "Tea is ready" in told and '{"cups":3}' in told


def test_a_page_that_lost_the_server_is_told_what_it_missed(
    served: Callable[[], Served], page: Page, complaints: list[str]
) -> None:
    server = served()
    let_in(page, server.address)
    page.goto(f"{server.base}/phones")
    page.wait_for_selector("html[data-script=ready]")
    add(page, "Ada")
    publish(page, "Before")
    expect(pushes(page, "Ada")).to_have_count(1, timeout=SOON)
    page.evaluate("document.title")
    server.kill()
    again = served()
    page.context.clear_cookies()
    with page.context.new_page() as other:
        other.goto(again.address)
        other.goto(f"{again.base}/phones")
        other.wait_for_selector("html[data-script=ready]")
        publish(other, "After")
        expect(pushes(page, "Ada")).to_have_count(2, timeout=SOON)
    complaints.clear()


def test_what_was_published_before_a_server_was_lost_arrives_after_its_restart(
    tmp_path: Path, served: Callable[[], Served], page: Page
) -> None:
    from blockloom.runtime.messaging import Messaging, stable_device
    from blockloom.runtime.store import Store

    store = Store.open(None, tmp_path)
    door = Messaging(store, stable_device(store))
    door.register(["ads"])
    door.publish("ads", {"message": "Not lost"})
    store.close()
    served().kill()
    server = served()
    let_in(page, server.address)
    page.goto(f"{server.base}/phones")
    expect(pushes(page, "this computer")).to_contain_text(["Not lost"], timeout=SOON)
