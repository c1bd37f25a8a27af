"""A flow's own tests in the editor: red and green in the list and on the blocks, and a run kept as one more."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.web.client import Site
from tests.web.pages.hands import editor
from tests.web.pages.test_watch import run

__all__ = ["editor"]

TESTED = """\
flow: 1
name: Big or small
inputs:
  n: {type: number, default: 2}
do:
- if: =n > 3   # big
  then:
  - print: big
  else:
  - print: small
- return: =10 / n
tests:
- name: five is big
  given: {inputs: {n: 5}}
  expect: ['=log == ["big"]']
- name: none
  given: {inputs: {n: 0}}
  expect: [=result == 0]
"""


def marked(page: Page, words: str, mark: str) -> None:
    expect(page.locator(f'#blocks-host g.{mark} > .blocklyPath[aria-label*="{words}"]').first).to_be_attached()


def row(page: Page, name: str) -> Locator:
    return page.locator("#tests-list li", has=page.get_by_role("button", name=name, exact=True))


def test_tests_are_red_and_green_and_a_run_is_kept_as_one(editor: Any, site: Site) -> None:
    page = editor(TESTED, "Blocks")
    expect(page.locator("#tests-state")).to_have_text("2 tests")
    expect(page.locator("#keep-run")).to_be_disabled()
    page.get_by_role("button", name="Run the tests").click()
    expect(page.locator("#tests-state")).to_have_text("1 of 2 passed")
    expect(row(page, "five is big")).to_contain_text("passed")
    expect(row(page, "none")).to_contain_text("divided by 0. (line 11)")
    marked(page, "Print, big", "test-ok")
    marked(page, "Print, small", "test-wrong")
    row(page, "none").get_by_role("button", name="Show where").click()
    expect(page.locator("#blocks-host .blocklySelected")).to_have_count(1)
    row(page, "five is big").get_by_role("button").press("Enter")
    expect(row(page, "five is big").get_by_role("button")).to_be_focused()
    marked(page, "Print, small", "test-none")
    marked(page, "Return", "test-ok")
    run(page)
    page.get_by_label("Name of the test").fill("two is small")
    page.keyboard.press("Enter")
    expect(page.locator("#tests-state")).to_have_text("2 of 3 passed")
    expect(row(page, "two is small")).to_contain_text("passed")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#save-state")).to_have_text("Saved")
    saved = site.services.library.read("mine").program.text
    assert saved.startswith(f"{TESTED}- name: two is small\n  given: {{inputs: {{n: 2}}}}\n"), saved
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#tests-state")).to_have_text("2 tests")
    expect(page.locator("#blocks-host g.test-ok")).to_have_count(0)
