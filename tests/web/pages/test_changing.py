"""Changing a flow's text on its page, and saving it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Complaints
from tests.web.client import Site
from tests.web.conftest import FLOWS
from tests.web.pages.support import Visit, state

TEXT = "flow: 1\nname: Mine\ndo:\n- print: hi\n"


def text_view(page: Page) -> None:
    page.locator(".switch label", has_text="YAML").click()
    expect(page.locator(".cm-content")).to_be_visible()


def type_at_end(page: Page, text: str) -> None:
    page.locator(".cm-content").press("ControlOrMeta+End")
    page.keyboard.type(text)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_text("Saved")


def test_an_example_is_copied_changed_saved_and_run(visit: Visit, tmp_path: Path, complaints: Complaints) -> None:
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
    text = FLOWS["greet"].replace("name: Greet", "name: My greeting", 1)
    assert copy.read_text() == text
    text_view(page)
    type_at_end(page, "- prnt: hi")
    expect(page.locator("#problems li")).to_contain_text("There is no block")
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_disabled()
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    page.keyboard.type("i")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#problems li")).not_to_contain_text("There is no block")
    save(page)
    saved(page)
    assert copy.read_text() == text + "- print: hi"
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")


def test_changes_are_saved_before_a_run(site: Site, visit: Visit, tmp_path: Path) -> None:
    site.ask("PUT", "/calls/flows/mine", {"text": TEXT})
    page = visit("/flows/mine")
    text_view(page)
    type_at_end(page, "- print: more")
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    expect(page.locator("#printed li")).to_have_text(["hi", "more"])
    assert (tmp_path / "flows" / "mine.flow.yaml").read_text() == TEXT + "- print: more"


def test_changes_of_an_example_are_kept_by_a_copy_only(visit: Visit) -> None:
    page = visit("/flows/fails")
    text_view(page)
    type_at_end(page, "- print: more")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#run-problem")).to_contain_text("make a copy")
    page.get_by_text("Make a copy to change").click()
    page.get_by_role("button", name="Make the copy").click()
    page.wait_for_url("**/flows/Something-fails-my-copy")
    page.wait_for_selector("html[data-script=ready]")
    expect(page.locator("#blocks-host .blocklyText", has_text="more")).to_be_attached()


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_saving_keeps_the_bytes_that_nobody_changed(visit: Visit, tmp_path: Path, ends: str) -> None:
    file = tmp_path / "flows" / "mine.flow.yaml"
    file.parent.mkdir()
    file.write_bytes(TEXT.replace("\n", ends).encode())
    page = visit("/flows/mine")
    text_view(page)
    type_at_end(page, "- print: more\n")
    page.locator(".cm-content").press("ControlOrMeta+s")
    saved(page)
    assert file.read_bytes() == f"{TEXT}- print: more\n".replace("\n", ends).encode()


WRONG = "flow: 1\nname: Mine 😀\ndo:\n- prnt: hi 😀\n- raise: 404\n- print: =nobody\n"
RIGHT = WRONG.replace("prnt", "print").replace("404", '"404"')


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_mends_are_made_with_a_button_each_and_can_be_undone(
    site: Site, visit: Visit, tmp_path: Path, line_end: str
) -> None:
    site.ask("PUT", "/calls/flows/mine", {"text": WRONG.replace("\n", line_end)})
    page = visit("/flows/mine")
    text_view(page)
    items = page.locator("#problems li")
    lines = page.locator(".cm-line")
    page.get_by_role("button", name="Mend line 4").click()
    expect(lines).to_have_text(WRONG.replace("prnt", "print").split("\n"))
    expect(items).to_have_count(2)
    page.get_by_role("button", name="Mend line 5").click()
    expect(items).to_have_count(1)
    expect(lines).to_have_text(RIGHT.split("\n"))
    page.locator(".cm-content").press("ControlOrMeta+z")
    expect(lines).to_have_text(WRONG.replace("prnt", "print").split("\n"))
    page.locator(".cm-content").press("ControlOrMeta+Shift+z")
    expect(items).to_have_count(1)
    save(page)
    saved(page)
    assert (tmp_path / "flows" / "mine.flow.yaml").read_bytes() == RIGHT.replace("\n", line_end).encode()
