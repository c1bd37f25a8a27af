"""The reference as pages: found, read, used with the keyboard; a pack's blocks among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import blockloom
from tests.browser import Complaints
from tests.project.support import ROOT
from tests.web.client import Site
from tests.web.pages.support import Visit, state


def test_every_block_is_listed_found_and_has_its_page(site: Site, visit: Visit) -> None:
    page = visit("/blocks")
    links = page.locator(".palette a")
    assert links.count() == len(blockloom.catalog())
    expect(page.locator("#found")).to_have_text(f"{len(blockloom.catalog())} blocks")
    for name in blockloom.catalog():
        answer = site.ask("GET", f"/blocks/{name}")
        assert answer.status == 200, name
        assert b'class="shapes"' in answer.body and b"&gt;&gt;&gt; " in answer.body

    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("LONG pad enough")
    expect(page.locator("#found")).to_have_text("1 block")
    assert page.locator(".kind:visible h2").all_inner_texts() == ["Text"]
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="pad")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/blocks/pad")
    expect(page.get_by_role("heading", name="pad", exact=True)).to_be_visible()
    for words in ("one of start, end", 'then "start"', "wrong_choice", "Pad 7 to 3 letters", "'007'"):
        if words.startswith("Pad"):
            expect(page.get_by_role("img", name=words)).to_be_visible()
        else:
            expect(page.locator("main")).to_contain_text(words)

    found = site.ask("GET", "/blocks?q=list%20channels").body.decode()
    assert 'href="/blocks/list_channels"' in found and 'href="/blocks/pad"' not in found
    assert "0 blocks" in site.ask("GET", "/blocks?q=%3Cb%3Enothing").body.decode()

    answer = site.ask("GET", "/blocks/registr_device")
    assert answer.status == 404 and 'Did you mean "register_device"?' in answer.json()["message"]


@pytest.fixture
def anew() -> Iterator[None]:
    """Blocks that are looked for anew in the test and after it."""
    blockloom.catalog.cache_clear()
    yield
    blockloom.catalog.cache_clear()


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch, anew: None) -> None:
    """A process that was started with the pack named."""
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "pack"))
    monkeypatch.setenv("BLOCKLOOM_BLOCKS", "street_market")


def test_a_pack_that_is_broken_is_told_beside_all_other_blocks(
    monkeypatch: pytest.MonkeyPatch, anew: None, serve: Callable[..., Site], tmp_path: Path
) -> None:
    about = tmp_path / "broken-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[blockloom.blocks]\nit = broken_pack\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    page = serve().ask("GET", "/blocks").body.decode()
    assert "Left out: There is no package broken_pack here." in page and 'href="/blocks/pad"' in page


def test_a_flow_with_blocks_of_a_pack_runs_on_the_page(
    market: None, serve: Callable[..., Site], page: Page, complaints: Complaints
) -> None:
    site = serve(examples=ROOT / "tests" / "pack")
    page.goto(site.address)
    page.get_by_role("link", name="A day at the market").click()
    loop = page.get_by_role("figure", name=re.compile("^Every other, ware, of, list of, tea, milk, bread"))
    expect(loop.first).to_be_visible()
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    assert page.locator("#printed li").all_inner_texts() == ["tea! tea!"]
    expect(page.locator("#result .value")).to_have_text("138")
    page.goto(f"{site.base}/blocks/every_other")
    expect(page.locator("main")).to_contain_text("Pack")
    expect(page.locator("main")).to_contain_text("street_market")
    page.goto(f"{site.base}/blocks?q=market")
    assert page.locator(".kind h2").all_inner_texts() == ["Selling", "Steering"]
