"""What the editor costs in a real browser: ``pytest -s tests/benchmarks/test_editor_speed.py``.

Printed beside what a page of the same server without an editor, or an empty workspace, takes in the same browser. No
time turns a test red, since other work on the machine would.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.benchmarks.big_flow import big_flow
from tests.benchmarks.conftest import BRIEF
from tests.web.client import Site
from tests.web.conftest import built, examples, serve, site

__all__ = ["built", "examples", "serve", "site"]

BUILT = Path(__file__).resolve().parents[2] / "web" / "static" / "built"
LATER = ("view-", "redoc", "reference-")
"""Scripts that no blocks wait for: the view of the text, and the page of the REST API."""
STEPS = 20
FRAMES = """() => {
  window.frames_drawn = 0;
  const next = () => { window.frames_drawn++; requestAnimationFrame(next); };
  requestAnimationFrame(next);
}"""
SINCE_KEY = """() => {
  let pressed = 0;
  addEventListener("keydown", () => (pressed = performance.now()), { capture: true });
  window.shows = (words, selector, root = document) => new Promise((done, failed) => {
    setTimeout(() => failed(new Error(`${words} did not appear`)), 10_000);
    const look = () => {
      const there = [...root.querySelectorAll(selector)].some((each) => each.textContent.includes(words));
      there ? done((performance.now() - pressed) / 1000) : requestAnimationFrame(look);
    };
    look();
  });
}"""


PARAMS = "{orders: {type: list}, limit: {type: number}, title: {type: text}}"
GIVEN = "{orders: =orders, limit: =limit, title: =title}"


def sections(flow: str) -> str:
    """The steps of a big flow, dealt out to functions of twenty steps."""
    head, _, steps = flow.partition("do:\n")
    parts = [f"- {step}".rstrip() for step in steps.removeprefix("- ").split("\n- ")]
    dealt = [parts[at : at + STEPS] for at in range(0, len(parts), STEPS)]
    lines = [*head.splitlines(), "functions:"]
    for number, group in enumerate(dealt):
        lines += [f"  part{number}:", f"    params: {PARAMS}", "    do:"]
        lines += [f"    {line}" for step in group for line in step.split("\n")]
    lines.append("do:")
    for number in range(len(dealt)):
        lines += [f"- call: part{number}", f"  with: {GIVEN}"]
    return "\n".join(lines) + "\n"


def took(act: Callable[[], None]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def opened(page: Page, address: str, blocks: bool = True) -> None:
    page.goto(address)
    page.wait_for_selector("html[data-script=ready]")
    if blocks:
        expect(page.locator("#blocks-host g.blocklyBlock").first).to_be_visible()


@pytest.fixture
def page(browser: Browser, site: Site) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(site.address)
    return page


def test_what_has_to_arrive_before_blocks_are_usable() -> None:
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in BUILT.glob("*.js")}
    later = {name for name in sizes if name.startswith(LATER)}
    first = sum(size for name, size in sizes.items() if name not in later)
    late = sum(sizes[name] for name in later)
    print(f"\nscripts before the blocks are usable: {first / 1000:.0f} kB gz, later: {late / 1000:.0f} kB gz")
    assert len(later) == len(LATER) and first <= 300_000


def test_usable_blocks_cold_and_warm(page: Page, site: Site, rounds: int) -> None:
    cold = took(lambda: opened(page, f"{site.base}/flows/register"))
    warm = min(took(lambda: opened(page, f"{site.base}/flows/register")) for _ in range(rounds // 3))
    bare = min(took(lambda: opened(page, f"{site.base}/blocks/try", False)) for _ in range(rounds // 3))
    print(f"\nusable blocks: {cold:.2f} s cold, {warm:.2f} s warm; a page without an editor: {bare:.2f} s")


def test_sections_of_a_big_flow(page: Page, site: Site, rounds: int) -> None:
    whole = took_to_open(page, site, "parts", sections(big_flow(5_000)))
    times = []
    for number in (3, 1, 4):
        start = time.perf_counter()
        page.locator("#outline button", has_text=f"part{number}").first.click()
        expect(page.locator("#blocks-host .blocklyText", has_text=f"part{number}").first).to_be_visible()
        times.append(time.perf_counter() - start)
    frames = dragged(page, rounds)
    print(f"\n5,000 blocks: {whole}, a section in {min(times):.2f} s, dragged there at {frames:.0f} Hz")


def test_one_long_stack(page: Page, site: Site, rounds: int) -> None:
    most, many = (1_300, 1_000) if rounds > BRIEF else (160, 120)
    empty = took_to_open(page, site, "empty", "flow: 1\ndo:\n- print: one\n")
    print(f"\nan empty workspace: {empty}, dragged there at {dragged(page, rounds):.0f} Hz")
    took_to_open(page, site, "whole", big_flow(many))
    text, back = followed(page)
    print(f"{many:,} blocks in one stack follow the text in {text:.2f} s, the text follows them in {back:.2f} s")
    whole = took_to_open(page, site, "long", big_flow(most))
    print(f"{most:,} blocks in one stack: {whole}, dragged at {dragged(page, rounds):.0f} Hz")


def took_to_open(page: Page, site: Site, key: str, text: str) -> str:
    """Until the flow can be used: every block is there, and those of the first two views are drawn. Then until the
    last one is drawn, which the page does when it has nothing else to do."""
    site.services.library.save(key, text)
    opened(page, f"{site.base}/flows/{key}")
    start = time.perf_counter()
    opened(page, f"{site.base}/flows/{key}")
    usable = time.perf_counter() - start
    page.wait_for_selector("#blocks-host .injectionDiv:not([aria-busy])")
    return f"opened in {usable:.2f} s, drawn to its end after {time.perf_counter() - start:.2f} s"


def dragged(page: Page, rounds: int) -> float:
    """Frames a second while the stack below the first block is pulled off and carried around."""
    first = page.locator("#blocks-host g.blocklyDraggable g.blocklyDraggable").first
    expect(first).to_be_visible()
    box = first.bounding_box()
    assert box is not None
    x, y = box["x"] + 12, box["y"] + 16
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 30, steps=3)
    page.evaluate(FRAMES)
    start = time.perf_counter()
    for number in range(10 * rounds):
        page.mouse.move(x + 30 + number % 30 * 4, y + 30 + number % 20 * 5)
    seconds = time.perf_counter() - start
    frames: int = page.evaluate("window.frames_drawn")
    assert first.bounding_box() != box
    page.mouse.up()
    return frames / seconds


def followed(page: Page) -> tuple[float, float]:
    """Seconds from the last key until blocks show what was typed in the text, and the text what was typed on blocks."""
    page.locator(".switch label", has_text="Split").click()
    page.evaluate(SINCE_KEY)
    page.locator(".cm-line", has_text="sum").first.click()
    page.keyboard.press("End")
    page.keyboard.type("mer")
    there = page.evaluate("shows('summer', '#blocks-host .blocklyText')")
    page.locator("#blocks-host .blocklyText", has_text="summer").first.click()
    page.keyboard.press("End")
    page.keyboard.type("time")
    page.keyboard.press("Enter")
    return there, page.evaluate("shows('summertime', '.cm-line', document.querySelector('#text-host').shadowRoot)")
