"""Asking a block why it did not run, in a real browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.pages.hands import below, drag, editor, from_toolbox
from tests.web.pages.test_watch import box, run

__all__ = ["editor"]

BRANCHES = """\
flow: 1
name: Branches
functions:
  unused:
    do:
    - print: nobody calls
do:
- set: age
  to: 12
- for_each: limit
  in: [18, 21]
  do:
  - if: =age >= limit
    then:
    - print: come in
    else:
    - print: stay out
- if: =age < 18
  then:
  - print: too young
  - return: =age
  else:
  - print: grown up
- print: late
"""


def menu(page: Page, words: str) -> None:
    """Right click on the word “Print” before these words."""
    text = re.compile(f"^{words.replace(' ', '.')}$")
    there = box(page.locator("#blocks-host .blocklyText").filter(has_text=text, visible=True).first)
    page.mouse.click(there["x"] - 30, there["y"] + there["height"] / 2, button="right")
    expect(page.locator(".blocklyContextMenu")).to_be_visible()


def why(page: Page, words: str) -> None:
    menu(page, words)
    page.get_by_text("Why did this not run?").click()


def answer(page: Page) -> Any:
    return page.get_by_role("dialog", name="Why it did not run")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "come in",
            "The condition “age >= limit” was false each of the 2 times: the last time age was 12, limit was 21.",
        ),
        ("grown up", "The condition “age < 18” was true, so the other steps ran."),
        ("late", "“Return age” came before it and left these steps."),
    ],
)
def test_a_block_says_why_it_did_not_run(editor: Any, words: str, said: str) -> None:
    page = editor(BRANCHES, "Blocks")
    page.set_viewport_size({"width": 1400, "height": 1300})
    run(page)
    why(page, words)
    expect(answer(page)).to_contain_text(said)
    page.keyboard.press("Escape")
    expect(answer(page)).to_be_hidden()


def test_what_ran_is_not_asked_and_what_is_new_or_uncalled_says_so(editor: Any) -> None:
    page = editor(BRANCHES, "Blocks")
    page.set_viewport_size({"width": 1400, "height": 1300})
    run(page)
    menu(page, "stay out")
    expect(page.get_by_text("Why did this not run?")).to_have_count(0)
    page.keyboard.press("Escape")
    drag(page, from_toolbox(page, "Control", "Print"), *below(page, "Set, age"))
    why(page, "hello")
    expect(answer(page)).to_contain_text("added or changed after the run")


def test_a_function_that_nothing_called_says_so(editor: Any) -> None:
    page = editor(BRANCHES, "Blocks")
    run(page)
    page.get_by_role("button", name="unused").first.click()
    why(page, "nobody calls")
    expect(answer(page)).to_contain_text("Nothing called unused in this run.")
