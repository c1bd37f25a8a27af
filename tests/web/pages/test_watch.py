"""What a run shows on the blocks, and looking back through it, as a person does it in a real browser."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.web.conftest import wait_until
from tests.web.pages.hands import below, block, drag, editor, from_toolbox
from tests.web.pages.support import Visit, state

__all__ = ["editor"]

LOOPING = """\
flow: 1
name: Looping
do:
- set: total
  to: 0
- for_each: price
  in: [5, 20, 7]
  do:
  - change: total
    by: =price
  - print: So far ${total}
- set: bill
  to: {object: {total: =total, note: '=repeat_text("long ", 20)'}}
- return: =bill
"""


def run(page: Page, ends: str = "ok") -> None:
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, ends)


def bubble(page: Page, path: str) -> Locator:
    return page.locator(f'.bubble[data-path="{path}"]')


def card(page: Page) -> Locator:
    return page.get_by_role("dialog", name="A value of the run")


def box(found: Locator) -> FloatRect:
    there = found.bounding_box()
    assert there is not None
    return there


def right_of(page: Page, words: str) -> float:
    """Where the block ends, its own shape alone."""
    shape = box(block(page, words))
    return shape["x"] + shape["width"]


def test_each_block_shows_the_last_value_it_gave(editor: Any) -> None:
    page = editor(LOOPING, "Blocks")
    expect(page.locator(".bubble")).to_have_count(0)
    run(page)
    expect(bubble(page, "do/1")).to_have_text("7")
    expect(bubble(page, "do/1/do/0")).to_have_text("32")
    expect(bubble(page, "do/1/do/1")).to_have_text("So far 32")
    whole = bubble(page, "do/2").inner_text()
    assert len(whole) == 40 and whole.startswith('{"total":32,"note":"long long') and whole.endswith("…")
    expect(bubble(page, "do/0")).to_have_count(0)  # the block says itself that it gives 0
    assert box(bubble(page, "do/1/do/1"))["x"] >= right_of(page, "Print, So far")


def test_a_bubble_opens_the_whole_value(editor: Any) -> None:
    page = editor(LOOPING, "Blocks")
    page.set_viewport_size({"width": 1500, "height": 900})
    run(page)
    bubble(page, "do/2").click()
    expect(card(page)).to_contain_text("long " * 19 + "long")
    expect(card(page).locator("dt")).to_have_text(["total", "note"])
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()


def test_bubbles_follow_their_blocks(editor: Any) -> None:
    page = editor(LOOPING, "Blocks")
    page.set_viewport_size({"width": 1500, "height": 900})
    run(page)
    before = box(bubble(page, "do/2"))
    page.mouse.move(before["x"] + 20, before["y"] + 60)
    page.mouse.wheel(0, 120)
    expect(bubble(page, "do/2")).to_be_in_viewport()
    wait_until(lambda: box(bubble(page, "do/2"))["y"] < before["y"] - 10)
    shape = box(block(page, "Set, bill"))
    assert shape["y"] < box(bubble(page, "do/2"))["y"] < shape["y"] + shape["height"]


def test_an_edited_block_has_no_bubble_and_others_keep_theirs(editor: Any) -> None:
    page = editor(LOOPING, "Blocks")
    run(page)
    drag(page, from_toolbox(page, "Control", "Print"), *below(page, "Set, bill"))
    expect(page.locator(".bubble")).to_have_count(4)
    page.locator("#blocks-host .blocklyText").filter(has_text=re.compile("^So.far")).click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(bubble(page, "do/1/do/1")).to_have_count(0)
    expect(bubble(page, "do/1")).to_have_text("7")
    page.get_by_role("button", name="Undo").click()
    expect(bubble(page, "do/1/do/1")).to_have_text("So far 32")


def test_a_page_loaded_anew_shows_the_values_of_its_run(visit: Visit) -> None:
    page = visit("/flows/register")
    run(page)
    expect(bubble(page, "do/1")).to_contain_text("ads")
    page.reload()
    expect(bubble(page, "do/1")).to_contain_text("ads")
