"""The page in front of a class: one key, large type, slow motion, a light on the block that runs."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.web.conftest import wait_until
from tests.web.pages.hands import block, editor
from tests.web.pages.test_watch import LOOPING, box, run

__all__ = ["editor"]


def test_one_key_turns_the_page_into_a_projector(editor: Any) -> None:
    page = editor(LOOPING, "Blocks")
    small = box(block(page, "Set, bill"))
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Projector")).to_have_attribute("aria-pressed", "true")
    wait_until(lambda: box(block(page, "Set, bill"))["width"] != small["width"])
    host = box(page.locator("#blocks-host"))
    large = box(block(page, "Set, bill"))
    assert large["x"] + large["width"] <= host["x"] + host["width"]
    run(page)
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    light = page.locator(".spotlight")
    expect(light).to_be_visible()
    wait_until(lambda: abs(box(light)["y"] - box(page.locator("#blocks-host g.mark-now > .blocklyPath"))["y"]) < 6)
    page.get_by_role("button", name="To the end").click()
    expect(light).to_be_hidden()
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Projector")).to_have_attribute("aria-pressed", "false")
    wait_until(lambda: abs(box(block(page, "Set, bill"))["width"] - small["width"]) < 2)


def test_the_key_is_a_letter_where_somebody_types(editor: Any) -> None:
    page = editor(LOOPING, "Split")
    page.locator(".cm-line").last.click()
    page.keyboard.type("p")
    expect(page.get_by_role("button", name="Projector")).to_have_attribute("aria-pressed", "false")
