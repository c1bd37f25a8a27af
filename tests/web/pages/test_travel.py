"""Looking back through a run with the slider, step by step and as a replay, in a real browser."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.web.pages.hands import editor
from tests.web.pages.support import state
from tests.web.pages.test_watch import LOOPING, bubble, card, run

__all__ = ["editor"]

CALLING = """\
flow: 1
name: Calling
functions:
  double:
    params: {x: {type: number}}
    do:
    - set: twice
      to: =x * 2
    - return: =twice
do:
- call: double
  with: {x: 4}
  save: eight
- print: =eight
"""
JOINING = """\
flow: 1
name: Joining
do:
- register_device:
    channels: [news, ads]
- cancel_device_registration:
    channels: [ads]
"""
LONG = """\
flow: 1
name: Long
do:
- set: n
  to: 100
- repeat: 300
  do:
  - change: n
    by: 1
"""


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Moment of the run")


def now(page: Page) -> Locator:
    return page.locator("#blocks-host g.mark-now > .blocklyPath")


def test_the_slider_shows_any_moment_of_the_run(editor: Any) -> None:
    page = editor(LOOPING, "Blocks")
    expect(slider(page)).to_be_hidden()
    run(page)
    slider(page).focus()
    for _ in range(8):
        page.keyboard.press("ArrowLeft")
    expect(slider(page)).to_have_attribute("aria-valuetext", "Entry 14 of 21, line 6")
    expect(now(page)).to_have_attribute("aria-label", re.compile("For each"))
    expect(bubble(page, "do/1")).to_have_text("7")
    expect(bubble(page, "do/1/do/0")).to_have_text("25")
    expect(bubble(page, "do/2")).to_have_count(0)
    expect(page.locator("#printed li")).to_have_text(["So far 5", "So far 25"])
    expect(page.locator("#variables dd")).to_have_text(["25", "7"])
    expect(page.locator("#result")).to_be_empty()
    expect(page.locator("#trace li[aria-current]")).to_contain_text("price = 7")
    expect(page.locator("#trace li.later")).to_have_count(7)
    page.keyboard.press("Home")
    expect(page.locator("#printed li")).to_have_count(0)
    expect(page.locator(".bubble")).to_have_count(0)
    page.keyboard.press("End")
    expect(page.locator("#result")).to_contain_text("total")
    expect(bubble(page, "do/1/do/0")).to_have_text("32")
    expect(now(page)).to_have_count(0)
    expect(page.locator("#trace li.later")).to_have_count(0)


def test_the_phone_beside_the_blocks_shows_the_moment_too(editor: Any) -> None:
    page = editor(JOINING, "Blocks")
    run(page)
    phone = page.locator(".phone")
    expect(phone).to_contain_text("on news")
    expect(page.locator("#trace")).to_contain_text("the phone is on ads, news")
    for key, words in (("Home", "not registered"), ("ArrowRight", "on ads, news"), ("End", "on news")):
        slider(page).press(key)
        if key == "ArrowRight":
            slider(page).press(key)
        expect(phone).to_contain_text(words)


def test_the_rounds_of_a_loop_are_paged_through_from_a_bubble(editor: Any) -> None:
    page = editor(LOOPING, "Blocks")
    run(page)
    bubble(page, "do/1/do/0").click()
    expect(card(page)).to_contain_text("Round 3 of 3")
    page.get_by_role("button", name="The time before").click()
    expect(card(page)).to_contain_text("Round 2 of 3")
    expect(card(page).locator(".value")).to_have_text("25")
    expect(page.locator("#printed li")).to_have_text(["So far 5"])
    page.get_by_role("button", name="The time before").click()
    expect(page.get_by_role("button", name="The time before")).to_be_disabled()
    page.get_by_role("button", name="The time after").click()
    expect(card(page)).to_contain_text("Round 2 of 3")


def test_steps_lead_into_a_function_with_its_own_variables(editor: Any) -> None:
    page = editor(CALLING, "Blocks")
    run(page)
    for _ in range(2):
        page.get_by_role("button", name="Step back").click()
    expect(page.locator("#outline button[aria-current]")).to_contain_text("double")
    expect(now(page)).to_have_attribute("aria-label", re.compile("Return"))
    expect(bubble(page, "functions/double/do/0")).to_have_text("8")
    expect(page.locator("#variables-head")).to_have_text("Variables of double at this moment")
    expect(page.locator("#variables dt")).to_have_text(["twice"])
    page.get_by_role("button", name="Step forward").click()
    expect(page.locator("#outline button[aria-current]")).to_contain_text("Start")
    expect(now(page)).to_have_attribute("aria-label", re.compile("Print"))


def test_a_replay_runs_through_it_again_at_a_chosen_speed(editor: Any) -> None:
    page = editor(LOOPING, "Blocks")
    run(page)
    page.get_by_label("Speed").select_option("fast")
    page.get_by_role("button", name="Replay").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator("#moment-words")).to_contain_text(re.compile("Entry \\d+ of 21"))
    expect(page.locator("#moment-words")).to_have_text("The end", timeout=15_000)
    expect(page.get_by_role("button", name="Replay")).to_be_visible()
    state(page, "ok")


def test_a_fast_run_can_be_looked_at_from_its_beginning(editor: Any) -> None:
    page = editor(LONG, "Blocks")
    run(page)
    bubble(page, "do/1/do/0").click()
    expect(card(page)).to_contain_text("Round 300 of 300")
    page.keyboard.press("Escape")
    slider(page).focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="Step forward").click()
    expect(now(page)).to_have_attribute("aria-label", re.compile("Repeat"))
    page.get_by_role("button", name="Step forward").click()
    page.get_by_role("button", name="Step forward").click()
    expect(bubble(page, "do/1/do/0")).to_have_text("101")
    expect(bubble(page, "do/1")).to_have_text("round 2")
