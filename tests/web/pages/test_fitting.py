"""Blocks that are seen whole when a flow is opened, on a large screen and on a phone's."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.client import Site
from tests.web.pages.hands import block, drag, editor
from tests.web.pages.test_watch import box, bubble, run

__all__ = ["editor"]

WIDE = """\
flow: 1
do:
- publish:
    channel: ads
    message: A message that is quite long
    headers: {object: {android-ticker-text: Hi, android-content-title: A title that is long, ios-badge: "1"}}
  save: status
- register_device: {channels: [ads, news]}
- set: n
  to: 1
- print: A text in which ${n} stands, and which goes on and on
"""
EDGES = """block => {
  const [around, words] = ["path", "text"].map((part) => block.querySelector(part).getBoundingClientRect());
  return [words.left - around.left, around.right - words.right];
}"""
LAST = "slider => { slider.value = slider.max - 1; slider.dispatchEvent(new Event('input', {bubbles: true})); }"


@pytest.mark.parametrize(("width", "below"), [(1280, False), (390, True)])
def test_wide_blocks_are_seen_whole_with_room_for_what_they_give(
    page: Page, editor: Any, width: int, below: bool
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    editor(WIDE, "Blocks")
    host, publish = box(page.locator("#blocks-host")), box(block(page, "Publish"))
    assert publish["x"] >= host["x"] and publish["x"] + publish["width"] <= host["x"] + host["width"]
    before, after = page.locator("#blocks-host .formula").first.evaluate(EDGES)
    assert abs(before - after) < 2
    toolbox = box(page.locator(".blocklyToolbox"))
    assert (toolbox["width"] > host["width"] - 4) is below
    assert (toolbox["y"] > host["y"] + host["height"] / 2) is below
    expect(page.locator("#blocks-host .blocklyZoom").first).to_be_visible(visible=not below)
    path = "#blocks-host .publish > .blocklyPath"
    for other in (390, 1, width) if not below else ():
        page.set_viewport_size({"width": other, "height": 900})
        page.wait_for_function("width => innerWidth === width", arg=other)
    there = "([path, x]) => Math.abs(document.querySelector(path).getBoundingClientRect().x - x) < 2"
    page.wait_for_function(there, arg=[path, publish["x"]])
    page.mouse.move(publish["x"] + 20, publish["y"] + 20)
    page.keyboard.down("Control")
    page.mouse.wheel(0, 120)
    page.keyboard.up("Control")
    smaller = "([path, width]) => document.querySelector(path).getBoundingClientRect().width < width"
    page.wait_for_function(smaller, arg=[path, publish["width"] - 1])
    run(page)
    page.locator("#blocks-host").scroll_into_view_if_needed()
    expect(bubble(page, "do/1")).to_contain_text("registrationId")
    if below:
        page.locator(".blocklyToolboxCategory", has_text="Control").first.click()
        expect(page.locator(".blocklyFlyout g.blocklyBlock", has_text="Print").first).to_be_visible()


def test_what_is_far_below_is_found_before_it_is_drawn(page: Page, editor: Any, site: Site) -> None:
    page.add_init_script("globalThis.requestIdleCallback = () => 0;")
    page.add_init_script("localStorage.setItem('blockloom-formulas-as-blocks', 'yes');")
    steps = "".join(f"  - print: step {number}\n" for number in range(90))
    last = "- print: last\n- set: n\n  to: =1 + 1\n"
    editor(f'flow: 1\ndo:\n- print: {{trim: " a "}}\n- repeat: 2\n  do:\n{steps}{last}', "Blocks")
    page.reload()
    page.wait_for_selector("html[data-script=ready]")
    busy, there = page.locator("#blocks-host [aria-busy]"), page.locator("#blocks-host g.print")
    expect(busy).to_have_count(1)
    assert 20 < there.count() < 90
    page.keyboard.press("Control+f")
    expect(busy).to_have_count(0)
    expect(there).to_have_count(92)
    page.keyboard.type("step 89")
    expect(page.locator(".find output")).to_have_text("1")
    page.keyboard.press("Enter")
    expect(block(page, "Print, step 89")).to_be_in_viewport()
    page.reload()
    page.wait_for_selector("html[data-script=ready]")
    drag(page, page.locator("#blocks-host g.trim").first, 700, 700)
    expect(page.locator("#blocks-host .blocklyBlockCanvas > g.trim")).to_have_count(1)
    expect(page.locator("#blocks-host g.print > g.pill")).to_have_count(92)
    expect(busy).to_have_count(0)
    expect(page.locator("#undo")).to_be_enabled()
    expect(page.locator("#save-state")).to_have_text("Saved")
    ran = site.start("mine")
    site.events(ran)
    for look in ("travel", "wheel"):  # in this order: what a wheel still turns would reach the next page
        page.goto(f"{site.base}/flows/mine?run={ran}")
        page.wait_for_selector("html[data-script=ready]")
        expect(bubble(page, "do/1")).to_be_in_viewport()
        expect(busy).to_have_count(1)
        expect(bubble(page, "do/3")).to_have_count(0)
        if look == "wheel":
            page.mouse.move(700, 400)
            page.mouse.wheel(0, 20_000)
        else:
            page.locator(".travel input").evaluate(LAST)
        expect(bubble(page, "do/3")).to_be_in_viewport()
        assert abs(box(bubble(page, "do/3"))["y"] - box(block(page, "Set, n"))["y"]) < 20
