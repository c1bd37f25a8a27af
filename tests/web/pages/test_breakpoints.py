"""Breakpoints: a run stands still at a block, shows what it knows, and goes on step by step."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.web.conftest import Site
from tests.web.pages.support import state
from tests.web.pages.test_editor import choose, editor
from tests.web.pages.test_watch import bubble

__all__ = ["editor"]

TEXT = """\
flow: 1
do:
- set: total
  to: 0
- for_each: price
  in: [5, 20, 7]
  do:
  - change: total
    by: =price
- print: Sum ${total}
"""


def test_a_run_stands_still_steps_and_goes_on(editor: Any) -> None:
    page = editor(TEXT, "Blocks")
    page.set_viewport_size({"width": 1400, "height": 1200})
    standing = page.locator("#standing")
    choose(page, "Change")
    page.keyboard.press("F9")
    expect(page.locator("#points li")).to_have_text("line 8×")
    expect(page.locator("#blocks-host circle.stands")).to_have_count(1)
    page.get_by_role("button", name="Run", exact=True).click()
    expect(standing).to_contain_text("The run stands still at line 8.")
    expect(page.locator("#run-state")).to_contain_text("Standing still.")
    expect(standing).to_contain_text("total0")
    expect(bubble(page, "do/1")).to_have_text("5")
    page.keyboard.press("F8")
    expect(standing).to_contain_text("total5")
    page.get_by_role("button", name="Don't stand still at line 8").click()
    expect(page.locator("#points")).to_be_hidden()
    choose(page, "Change")
    page.keyboard.press("Shift+F10")
    page.get_by_text("Stand still here only if…").click()
    expect(page.get_by_label("Condition, for example total > 100")).to_be_focused()
    page.keyboard.type("total > 20")
    page.keyboard.press("Enter")
    expect(page.locator("#points li")).to_contain_text("if total > 20")
    standing.get_by_role("button", name="Go on").click()
    expect(standing).to_contain_text("total25")
    standing.get_by_role("button", name="Step").click()
    expect(standing).to_contain_text("The run stands still at line 10.")
    expect(standing).to_contain_text("total32")
    page.keyboard.press("F8")
    state(page, "ok")
    expect(page.locator("#printed li")).to_have_text(["Sum 32"])
    expect(standing).to_be_hidden()
    page.locator("#step-run").click()
    expect(standing).to_contain_text("line 3.")
    page.get_by_role("button", name="Stop").click()
    state(page, "stopped")
    page.reload()
    expect(page.locator("#points li")).to_contain_text("if total > 20")
    expect(page.locator("#blocks-host circle.stands-if")).to_have_count(1)


def test_a_run_begins_at_a_block_with_the_values_of_the_last_one(editor: Any) -> None:
    page = editor("flow: 1\ndo:\n- random_number: {from: 1, to: 1000000}\n  save: n\n- print: Drawn ${n}\n", "Blocks")
    page.set_viewport_size({"width": 1400, "height": 1200})
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    drawn = page.locator("#printed li").inner_text()
    expect(page.locator("#trace-count")).to_have_text("4 entries")
    choose(page, "Print, Drawn")
    page.keyboard.press("Shift+F10")
    page.get_by_text("Run from here with the values of the last run").click()
    expect(page.locator("#trace-count")).to_have_text("2 entries")
    state(page, "ok")
    expect(page.locator("#printed li")).to_have_text([drawn])


def test_a_condition_that_is_none_keeps_the_run_from_starting(site: Site) -> None:
    site.services.library.save("mine", TEXT)
    for points, words in ({"do/0": "1 +"}, "is no condition"), ({"do/0": 5}, "each with a condition"):
        answer = site.ask("POST", "/calls/runs", {"flow": "mine", "points": points})
        assert answer.status == 400 and words in answer.json()["message"]
