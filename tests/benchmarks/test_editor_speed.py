"""What the editor costs in a real browser: ``pytest -s tests/benchmarks/test_editor_speed.py``.

Printed beside what a page of the same server without an editor takes in the same browser. The tests stop only at four
times what is wanted, since other work must not turn them red.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.benchmarks.big_flow import big_flow
from tests.web.conftest import Site, built, examples, serve, site

__all__ = ["built", "examples", "serve", "site"]

BUILT = Path(__file__).resolve().parents[2] / "web" / "static" / "built"
SLACK = 4
STEPS = 20


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
    later = {name for name in sizes if name.startswith("view-")}
    first = sum(size for name, size in sizes.items() if name not in later)
    late = sum(sizes[name] for name in later)
    print(f"\nscripts before the blocks are usable: {first / 1000:.0f} kB gz, later: {late / 1000:.0f} kB gz")
    assert later and first <= 300_000


def test_usable_blocks_cold_and_warm(page: Page, site: Site) -> None:
    cold = took(lambda: opened(page, f"{site.base}/flows/register"))
    warm = min(took(lambda: opened(page, f"{site.base}/flows/register")) for _ in range(3))
    bare = min(took(lambda: opened(page, f"{site.base}/blocks/try", False)) for _ in range(3))
    print(f"\nusable blocks: {cold:.2f} s cold, {warm:.2f} s warm; a page without an editor: {bare:.2f} s")
    assert cold < 1 * SLACK and warm < 0.4 * SLACK


def test_sections_of_big_flows(page: Page, site: Site) -> None:
    for blocks, wanted in ((1_300, 1.0), (5_000, 0.4)):
        site.ask("PUT", "/calls/flows/big", {"text": sections(big_flow(blocks))})
        opened(page, f"{site.base}/flows/big")
        whole = took(lambda: opened(page, f"{site.base}/flows/big"))
        times = []
        for number in (3, 1, 4):
            start = time.perf_counter()
            page.locator("#outline button", has_text=f"part{number}").first.click()
            expect(page.locator("#outline [aria-current]")).to_contain_text(f"part{number}")
            times.append(time.perf_counter() - start)
        print(f"\n{blocks:,} blocks: opened in {whole:.2f} s, a section in {min(times):.2f} s")
        assert min(times) < wanted * SLACK
