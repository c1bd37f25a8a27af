"""Flows through real blocks and back: what is not edited keeps every byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from blockloom.runtime.write import to_yaml
from tests.runtime.write.support import read
from tests.runtime.write.test_saving import odd
from tests.web.client import Site
from tests.web.pages.hands import editor
from tests.web.pages.support import Visit

__all__ = ["editor"]

EXAMPLES = sorted((Path(__file__).parents[3] / "flows").glob("*.flow.yaml"))


def test_each_example_comes_back_from_real_blocks(site: Site, visit: Visit) -> None:
    """What the blocks of a page say is what the text said: an edit that is taken back leaves every byte."""
    assert len(EXAMPLES) >= 18
    for path in EXAMPLES:
        text = path.read_text("utf-8")
        site.services.library.save(f"own-{path.name.partition('.')[0]}", text)
        page = visit(f"/flows/own-{path.name.partition('.')[0]}")
        page.locator(".switch label", has_text="Blocks").click()
        sections = page.locator("#outline li > button:first-child")
        for number in range(sections.count()):
            sections.nth(number).click()
            expect(sections.nth(number)).to_have_attribute("aria-current", "true")
            assert text_after_a_nudge(page) == text, (path.name, number)


def text_after_a_nudge(page: Page) -> str:
    """What the server makes of blocks of which one was moved."""
    with page.expect_response("**/calls/text") as answer:
        nudge_hat(page)
    return str(answer.value.json()["text"])


def nudge_hat(page: Page) -> None:
    """Take the first block where it is once it stands still: blocks are put in place after they are shown."""
    expect(page.locator("#blocks-host[aria-busy]")).to_have_count(0)
    hat = page.locator("#blocks-host .blocklyBlock.hat").first
    hat.hover(position={"x": 20, "y": 30})
    box = hat.bounding_box()
    assert box is not None
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 60, steps=4)
    page.mouse.up()


def test_random_flows_come_back_from_real_blocks(editor: Any) -> None:
    for seed in range(4):
        text = to_yaml(read(odd(seed)))
        page = editor(text, "Blocks")
        assert text_after_a_nudge(page) == text, seed
