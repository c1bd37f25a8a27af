"""Steps copied as text, several at once, functions made of them, names, and finding, as a person does it."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.web.pages.hands import below, block, choose, editor, shows

__all__ = ["editor"]

FOUR = "flow: 1\ndo:\n- print: one\n- print:   two   # kept\n- if: true\n  then:\n  - print: three\n- print: four\n"
LOWER = "- print: one\n- print:   two   # kept\n- print: four\n"
EMPTY = "flow: 1\ndo:\n- if: true\n  then: []\n- print: one\n- print: four\n"


def chosen(page: Page, *words: str) -> None:
    paths = page.locator("#blocks-host g.chosen > .blocklyPath:not(.blocklyPathSelected)")
    expect(paths).to_have_count(len(words))
    for at, word in enumerate(words):
        expect(paths.nth(at)).to_have_attribute("aria-label", re.compile(word))


def put_on_clipboard(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_steps_travel_through_the_clipboard_as_yaml(editor: Any) -> None:
    page = editor(FOUR)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    choose(page, "Print, two")
    page.keyboard.press("ControlOrMeta+c")
    expect(page.locator(".blocklyToast")).to_contain_text("1 step copied as YAML")
    assert clipboard(page) == "- print:   two   # kept\n"
    put_on_clipboard(page, "  - wait: 2\n  - print: pasted\n")
    page.keyboard.press("ControlOrMeta+v")
    shows(page, FOUR.replace("# kept\n", "# kept\n- wait: 2\n- print: pasted\n"))
    chosen(page, "Wait", "pasted")
    page.keyboard.press("ControlOrMeta+x")
    shows(page, FOUR)
    assert clipboard(page) == "- wait: 2\n- print: pasted\n"
    put_on_clipboard(page, "Dear all,\nsee you at noon")
    choose(page, "Print, two")
    page.keyboard.press("ControlOrMeta+v")
    expect(page.locator("#editor-problem")).to_contain_text("holds no steps. A step in YAML looks like this")
    shows(page, FOUR)


def test_several_steps_are_chosen_moved_and_deleted_together(editor: Any) -> None:
    page = editor(FOUR)
    page.set_viewport_size({"width": 1400, "height": 1200})
    choose(page, "Print, one")
    page.keyboard.press("Shift+ArrowDown")
    chosen(page, "one", "two")
    expect(page.get_by_role("toolbar", name="The chosen steps")).to_contain_text("2 steps chosen")
    page.keyboard.press("Alt+ArrowDown")
    shows(page, f"flow: 1\ndo:\n- if: true\n  then:\n  - print: three\n{LOWER}")
    chosen(page, "one", "two")
    page.keyboard.press("Escape")
    chosen(page)
    choose(page, "Print, two")
    there = block(page, "Print, three").bounding_box()
    assert there is not None
    page.keyboard.down("Shift")
    page.mouse.click(there["x"] + 10, there["y"] + 18)
    page.keyboard.up("Shift")
    chosen(page, "three", "two")
    page.mouse.move(there["x"] + 12, there["y"] + 14)
    page.mouse.down()
    page.mouse.move(there["x"] + 300, there["y"] + 20, steps=6)
    for _ in range(2):  # the blocks close the gap while this one is away
        x, y = below(page, "Print, four")
        page.mouse.move(x, y, steps=6)
    page.mouse.up()
    shows(page, f"{EMPTY}- print: three\n- print:   two   # kept\n")
    chosen(page, "three", "two")
    page.keyboard.press("Delete")
    shows(page, EMPTY)
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    shows(page, f"flow: 1\ndo:\n- if: true\n  then:\n  - print: three\n{LOWER}")
    area = page.locator("#blocks-host").bounding_box()
    first = block(page, "Print, one").bounding_box()
    assert area is not None and first is not None
    page.keyboard.down("Shift")
    page.mouse.move(first["x"] + 260, first["y"] + 14)
    page.mouse.down()
    page.mouse.move(first["x"] + 20, first["y"] + 50, steps=4)
    page.mouse.up()
    page.keyboard.up("Shift")
    chosen(page, "one", "two")


def test_a_function_is_made_and_a_variable_renamed(editor: Any) -> None:
    page = editor("flow: 1\ndo:\n- set: total\n  to: 5\n- change: total\n  by: 2\n- print: Now ${total}\n")
    choose(page, "Change")
    page.keyboard.press("F2")
    dialog = page.get_by_role("dialog", name="Rename a variable everywhere")
    expect(dialog.get_by_label("Variable")).to_have_value("total")
    page.keyboard.type("two words")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("letters, digits")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("sum")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    shows(page, "flow: 1\ndo:\n- set: sum\n  to: 5\n- change: sum\n  by: 2\n- print: Now ${sum}\n")
    choose(page, "Change")
    page.keyboard.press("Shift+F10")
    page.get_by_text("Make a function of it…").click()
    page.get_by_label("Name of the function").fill("grow")
    page.keyboard.press("Enter")
    expect(page.locator(".cm-content")).to_contain_text("- call: grow")
    expect(page.locator(".cm-content")).to_contain_text("save: sum")
    expect(page.locator("#outline")).to_contain_text("grow")
    expect(page.locator("#problems")).to_be_hidden()


def test_words_are_found_in_every_section(editor: Any) -> None:
    text = FOUR + "functions:\n  tell:\n    do:\n    - print: two voices\n"
    page = editor(text, "Blocks")
    page.locator("#blocks-host").click(position={"x": 600, "y": 300})
    page.keyboard.press("ControlOrMeta+f")
    page.keyboard.type("two")
    expect(page.get_by_role("search").locator("output")).to_have_text("2")
    page.keyboard.press("Enter")
    here = page.locator("#blocks-host g.mark-here > .blocklyPath").first
    expect(here).to_have_attribute("aria-label", re.compile("two"))
    page.keyboard.press("Enter")
    expect(page.locator("#outline button[aria-current=true]")).to_contain_text("tell")
    expect(page.get_by_role("searchbox", name="Find in the flow")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("search")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("rename a variable everywhere")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
