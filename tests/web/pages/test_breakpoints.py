"""Breakpoints: a run stands still at a block, shows what it knows, and goes on step by step."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from playwright.sync_api import Page, expect

from tests.web.client import Site
from tests.web.pages.hands import choose, editor
from tests.web.pages.support import state
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


MIDDLE = """\
flow: 1
functions:
  send:
    params: {order: {type: number}}
    do:
    - publish: {channel: news, message: "Order ${order}"}
      save: told
    - return: =told.messageId
do:
- random_number: {from: 1, to: 1000000}
  save: n
- set: ids
  to: []
- for_each: order
  in: [7, 8, 9]
  do:
  - call: send
    with: {order: =order}
    save: id
  - set: ids
    to: =ids + [id]
- try:
  - print: =ids[n + 10]
  catch:
  - print: Failed with ${error.code} ${n}
- print: End ${n}
"""


def test_a_run_begins_at_a_block_of_the_last_one_wherever_that_stands(editor: Any, site: Site) -> None:
    page = editor(MIDDLE, "Blocks")
    page.set_viewport_size({"width": 1400, "height": 1400})
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    printed = page.locator("#printed li").all_inner_texts()
    assert len(sent(site)) == 3
    bubble(page, "do/2/do/0").click()
    page.get_by_role("button", name="The time before").click()  # round 2 of 3
    page.keyboard.press("Escape")
    run_from(page, "Call, send")
    assert [text for _, text in sent(site)] == ["Order 7", "Order 8", "Order 9", "Order 8", "Order 9"]
    expect(page.locator("#printed li")).to_have_text(printed)
    expect(page.locator("#trace .kind-anew")).to_have_count(1)
    ids = sent(site)
    expect(page.locator("#variables")).to_contain_text(ids[0][0])
    expect(page.locator("#variables")).not_to_contain_text(ids[1][0])
    page.locator("#outline button", has_text="send").click()
    run_from(page, "Return")  # of the last call, which is not sent again
    assert len(sent(site)) == 5
    page.locator("#outline button").first.click()
    run_from(page, "Begin catch, Print, Failed")
    expect(page.locator("#printed li")).to_have_text(printed)
    assert len(sent(site)) == 5
    expect(bubble(page, "do/3")).to_have_count(0)  # what is tried and what catches are no two rounds


def run_from(page: Page, words: str) -> None:
    choose(page, words)
    page.keyboard.press("Shift+F10")
    with page.expect_response("**/calls/runs"):
        page.get_by_text("Run from here with the values of the last run").click()
    state(page, "ok")


def sent(site: Site) -> list[tuple[str, str]]:
    """The ids and texts of the messages that went out."""
    with sqlite3.connect(site.services.settings.data / "app.db") as database:
        rows = database.execute("select message_id, body from message order by pk").fetchall()
    return [(id, json.loads(body)["message"]) for id, body in rows]


def test_a_condition_that_is_none_keeps_the_run_from_starting(site: Site) -> None:
    site.services.library.save("mine", TEXT)
    for points, words in ({"do/0": "1 +"}, "is no condition"), ({"do/0": 5}, "each with a condition"):
        answer = site.ask("POST", "/calls/runs", {"flow": "mine", "points": points})
        assert answer.status == 400 and words in answer.json()["message"]
