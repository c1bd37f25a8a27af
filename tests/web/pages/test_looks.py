"""Light, dark and high contrast, as the system has it or as chosen on the page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.client import Site
from tests.web.pages.support import Visit

DARK, LIGHT, BLACK = "rgb(19, 22, 27)", "rgb(248, 246, 241)", "rgb(0, 0, 0)"


def paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def choose(page: Page, look: str) -> None:
    page.get_by_label("Look of the pages").select_option(look)


def edge_of_a_block(page: Page) -> str | None:
    return page.locator("#blocks-host .blocklyPath").first.get_attribute("stroke")


def test_a_look_is_chosen_and_stays(site: Site, visit: Visit) -> None:
    page = visit("/flows/register")
    page.emulate_media(color_scheme="light")
    page.locator("#blocks-host .blocklyPath").first.wait_for()
    bright = edge_of_a_block(page)
    assert paper(page) == LIGHT
    choose(page, "Dark")
    assert paper(page) == DARK and edge_of_a_block(page) != bright
    page.reload()
    assert page.locator("html").get_attribute("data-look") == "dark"
    expect(page.get_by_label("Look of the pages")).to_have_value("dark")
    page.set_viewport_size({"width": 390, "height": 800})  # where an icon stands for the words
    box = page.locator(".look-how .icon").bounding_box()
    assert (
        box and page.evaluate("([x, y]) => document.elementFromPoint(x, y).id", [box["x"] + 9, box["y"] + 9]) == "look"
    )
    choose(page, "Light")
    page.emulate_media(color_scheme="dark")
    assert paper(page) == LIGHT
    choose(page, "Look: as the system")
    assert paper(page) == DARK
    page.goto(page.url)
    assert page.locator("html").get_attribute("data-look") is None

    page.emulate_media(color_scheme="dark", contrast="more")
    assert paper(page) == BLACK
    choose(page, "Dark")
    assert paper(page) == DARK

    # one that nobody offers is none
    cookie = f"{site.services.gate.cookie}={site.services.gate.secret}; look=%22%3E%3Cscript"
    assert b'<html lang="en">' in site.ask("GET", "/", Cookie=cookie).body
