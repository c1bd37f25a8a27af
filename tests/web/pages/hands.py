"""The visual editor in a test's hands: opened with a flow, its blocks found, chosen and dragged."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import Complaints
from tests.web.client import Site
from tests.web.pages.support import Visit

TEXT = "flow: 1\nname: Mine\ndo:\n- print:   hi   # why\n"


@pytest.fixture
def editor(site: Site, visit: Visit, complaints: Complaints) -> Any:
    """Open a flow of one's own in the editor, blocks and text side by side."""

    def open_(text: str = TEXT, view: str = "Split") -> Page:
        site.services.library.save("mine", text)
        page = visit("/flows/mine")
        page.locator(".switch label", has_text=view).click()
        if view != "Blocks":
            expect(page.locator(".cm-content")).to_be_visible()
        return page

    return open_


def shows(page: Page, text: str) -> None:
    """The lines of the text view; only short texts are drawn whole."""
    expect(page.locator(".cm-line")).to_have_text(text.split("\n"))


def block(page: Page, words: str) -> Locator:
    """The block that a screen reader would call so."""
    return page.get_by_role("figure", name=re.compile(f"^(Begin stack, )?{re.escape(words)}")).first


def words_of(page: Page, words: str) -> Locator:
    """A text on the blocks, to click on. Blockly draws spaces that never break."""
    pattern = re.escape(words).replace("\\ ", "\\s")
    return page.locator("#blocks-host .blocklyText").filter(has_text=re.compile(f"^{pattern}$"), visible=True)


def choose(page: Page, words: str) -> None:
    box = block(page, words).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 10, box["y"] + 18)


def drag(page: Page, start: Locator, x: float, y: float) -> None:
    box = start.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 12, box["y"] + 14)
    page.mouse.down()
    page.mouse.move(x - 30, y - 30, steps=6)
    page.mouse.move(x, y, steps=6)
    page.mouse.up()


def below(page: Page, words: str) -> tuple[float, float]:
    box = block(page, words).bounding_box()
    assert box is not None
    return box["x"] + 14, box["y"] + box["height"] + 10


def from_toolbox(page: Page, category: str, words: str) -> Locator:
    page.locator(".blocklyToolboxCategory", has_text=category).first.click()
    return page.locator(".blocklyFlyout g.blocklyBlock", has_text=words).first


def center(page: Page, words: str) -> tuple[float, float]:
    box = block(page, words).bounding_box()
    assert box is not None
    return box["x"] + 4, box["y"] + box["height"] / 2
