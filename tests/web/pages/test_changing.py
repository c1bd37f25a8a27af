"""Changing a flow's text on its page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser import Complaints
from tests.web.conftest import FLOWS, Site
from tests.web.pages.support import Visit, state

TEXT = "flow: 1\nname: Mine\ndo:\n- print: hi\n"


def test_an_example_is_copied_changed_checked_saved_and_run(
    visit: Visit, tmp_path: Path, complaints: Complaints
) -> None:
    page = visit("/flows/greet")
    page.get_by_text("Make a copy to change").click()
    page.get_by_label("Name of your copy").fill("register")
    page.get_by_role("button", name="Make the copy").click()
    expect(page.locator("#copy-problem")).to_contain_text("already")
    assert len(complaints) == 1 and "409" in complaints.pop()
    page.get_by_label("Name of your copy").fill("My greeting")
    page.get_by_role("button", name="Make the copy").click()
    page.wait_for_url("**/flows/My-greeting")
    expect(page.get_by_role("heading", name="My greeting")).to_be_visible()
    copy = tmp_path / "flows" / "My-greeting.flow.yaml"
    assert copy.read_text() == FLOWS["greet"].replace("name: Greet", "name: My greeting", 1)
    page.get_by_text("Change the text").click()
    text = page.get_by_label("The flow's text")
    text.fill("flow: 1\nname: Mine\ndo:\n- prnt: hi\n")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#edit-findings li")).to_contain_text("Line 4")
    page.locator("#edit-findings a").click()
    assert page.evaluate("document.activeElement.value.slice(document.activeElement.selectionStart)").startswith(
        "- prnt"
    )
    text.fill("flow: 1\nname: Mine\ndo:\n- print: hi\n")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Mine")).to_be_visible()
    assert copy.read_text() == "flow: 1\nname: Mine\ndo:\n- print: hi\n"
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    expect(page.locator("#printed")).to_have_text("hi")


def test_two_tabs_with_one_flow_lose_nothing(
    site: Site, context: BrowserContext, tmp_path: Path, complaints: Complaints
) -> None:
    site.ask("PUT", "/calls/flows/mine", {"text": TEXT})
    pages = [context.new_page(), context.new_page()]
    pages[0].goto(site.address)
    for number, page in enumerate(pages):
        page.goto(f"{site.base}/flows/mine")
        page.get_by_text("Change the text").click()
        page.get_by_label("The flow's text").fill(f"{TEXT}# tab {number}\n")
    pages[0].get_by_role("button", name="Save", exact=True).click()
    expect(pages[0].locator("#code")).to_contain_text("# tab 0")
    pages[1].get_by_role("button", name="Save", exact=True).click()
    expect(pages[1].get_by_role("alert").filter(has_text="changed elsewhere")).to_be_visible()
    assert len(complaints) == 1 and "409" in complaints.pop()
    file = tmp_path / "flows" / "mine.flow.yaml"
    assert file.read_text() == f"{TEXT}# tab 0\n"
    expect(pages[1].get_by_label("The flow's text")).to_have_value(f"{TEXT}# tab 1\n")
    pages[1].get_by_role("button", name="Save mine over it").click()
    expect(pages[1].locator("#code")).to_contain_text("# tab 1")
    assert file.read_text() == f"{TEXT}# tab 1\n"


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_saving_keeps_the_bytes_that_nobody_changed(
    site: Site, visit: Visit, tmp_path: Path, ends: str, complaints: Complaints
) -> None:
    file = tmp_path / "flows" / "mine.flow.yaml"
    file.parent.mkdir()
    file.write_bytes(TEXT.replace("\n", ends).encode())
    page = visit("/flows/mine")
    page.get_by_text("Change the text").click()
    text = page.get_by_label("The flow's text")
    text.press("ControlOrMeta+End")
    text.press_sequentially("- print: more\n")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#run-problem")).to_contain_text("not saved yet")
    text.press("ControlOrMeta+s")
    expect(page.locator("#code")).to_contain_text("more")
    assert file.read_bytes() == f"{TEXT}- print: more\n".replace("\n", ends).encode()


WRONG = "flow: 1\nname: Mine 😀\ndo:\n- prnt: hi 😀\n- raise: 404\n- print: =nobody\n"
RIGHT = WRONG.replace("prnt", "print").replace("404", '"404"')


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_mends_are_made_with_a_button_each_and_can_be_undone(
    site: Site, visit: Visit, tmp_path: Path, line_end: str
) -> None:
    site.ask("PUT", "/calls/flows/mine", {"text": WRONG.replace("\n", line_end)})
    page = visit("/flows/mine")
    text = page.get_by_label("The flow's text")
    page.locator("#code").get_by_role("button", name="Mend line 4").click()
    expect(text).to_have_value(WRONG.replace("prnt", "print"))
    items = page.locator("#edit-findings li")
    expect(items).to_have_count(2)
    expect(page.locator("#edit-state")).to_have_text("2 findings.")
    expect(items.nth(1).get_by_role("button")).to_have_count(0)
    items.get_by_role("button", name="Mend line 5").click()
    expect(text).to_have_value(RIGHT)
    expect(items).to_have_count(1)
    page.locator("#code").get_by_role("button", name="Mend line 5").click()
    expect(page.locator("#edit-state")).to_contain_text("has changed since")
    expect(text).to_have_value(RIGHT)
    text.focus()
    page.keyboard.press("Control+z")
    expect(text).to_have_value(WRONG.replace("prnt", "print"))
    page.keyboard.press("Control+Shift+z")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#findings h3")).to_have_text("1 finding")
    assert (tmp_path / "flows" / "mine.flow.yaml").read_bytes() == RIGHT.replace("\n", line_end).encode()


def test_an_example_offers_no_mend(site: Site, visit: Visit) -> None:
    page = visit("/flows/mistaken")
    expect(page.locator("#findings")).to_be_visible()
    expect(page.get_by_role("button", name="Mend")).to_have_count(0)
