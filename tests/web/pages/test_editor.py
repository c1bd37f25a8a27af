"""The visual editor, used as a person uses it: with the mouse and the keyboard, in a real browser."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.web.client import Site
from tests.web.pages.hands import TEXT, below, block, center, choose, drag, editor, from_toolbox, shows, words_of
from tests.web.pages.support import state

__all__ = ["editor"]


def test_a_block_is_dragged_from_the_toolbox_and_typed_into(editor: Any, site: Site) -> None:
    page = editor()
    new = from_toolbox(page, "Control", "Print")
    drag(page, new, *below(page, "Print, hi"))
    shows(page, TEXT + "- print: hello\n")
    words_of(page, "hello").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("=1 + 2")
    page.keyboard.press("Enter")
    shows(page, TEXT + "- print: =1 + 2\n")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#save-state")).to_have_text("Saved")
    assert site.services.library.read("mine").program.text == TEXT + "- print: =1 + 2\n"
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    expect(page.locator("#printed li")).to_have_text(["hi", "3"])


def test_what_is_typed_appears_as_blocks_and_can_be_undone_with_them(editor: Any) -> None:
    page = editor()
    page.locator(".cm-line").last.click()
    page.keyboard.type("- wait: 3")
    expect(block(page, "Wait")).to_be_visible()
    typed = TEXT + "- wait: 3"
    drag(page, from_toolbox(page, "Control", "Print"), *below(page, "Wait"))
    expect(page.locator(".cm-content")).to_contain_text("hello")
    page.get_by_role("button", name="Undo").click()
    shows(page, typed)
    expect(block(page, "Print, hello")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    shows(page, TEXT)
    expect(block(page, "Wait")).to_have_count(0)
    page.get_by_role("button", name="Redo").click()
    page.locator(".cm-content").press("ControlOrMeta+Shift+z")
    expect(block(page, "Print, hello")).to_be_visible()
    page.route("**/calls/about", lambda route: None)
    words_of(page, "hello").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("bye")
    page.keyboard.press("Enter")
    expect(page.locator(".cm-line").last).to_have_text("- print: bye")  # though nothing is said of it yet
    page.locator(".cm-line").last.click()
    page.keyboard.press("End")
    for _ in "bye":
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.insert_text("hello")
    expect(block(page, "Print, hello")).to_be_visible()
    expect(words_of(page, "bye")).to_have_count(0)


def test_broken_text_keeps_the_last_good_blocks(editor: Any) -> None:
    page = editor()
    page.locator(".cm-line").last.click()
    page.keyboard.type("- print:")
    expect(page.locator("#blocks-host")).to_have_attribute("data-stale", "")
    page.locator(".switch label", has_text="Blocks").click()
    page.get_by_role("button", name="Go to the text").click()
    expect(page.locator(".cm-content")).to_be_focused()
    expect(page.locator(".cm-activeLine")).to_have_text("- print:")
    page.locator(".switch label", has_text="Split").click()
    page.locator(".cm-line").last.click()
    expect(page.locator("#problems-list")).to_contain_text("Line")
    expect(page.locator(".cm-lintRange-error, .cm-lintPoint-error").first).to_be_attached()
    expect(block(page, "Print, hi")).to_be_visible()
    page.keyboard.type(" 1")
    expect(page.locator("#blocks-host")).not_to_have_attribute("data-stale", "")
    expect(block(page, "Print, 1")).to_be_visible()
    says_something_else_where_it_stands(page)


def says_something_else_where_it_stands(page: Page) -> None:
    """The step that is typed last stays the same block, whatever kind of value it gets."""
    block(page, "Print, 1").evaluate("figure => { figure.closest('g.blocklyBlock').dataset.kept = ''; }")
    said = "1"
    for more in ("2", "2 is more", "=order", "7"):
        for _ in said:
            page.keyboard.press("Backspace")
        page.keyboard.type(more)
        words = re.escape(more.removeprefix("=")).replace("\\ ", "\\s")
        expect(
            page.locator("#blocks-host g[data-kept] .blocklyText", has_text=re.compile(f"^{words}$"))
        ).to_be_visible()
        said = more
    words_of(page, "7").last.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("8")
    page.keyboard.press("Enter")
    expect(page.locator(".cm-line").last).to_have_text("- print: 8")


def test_an_unknown_block_keeps_its_text_to_the_letter(editor: Any) -> None:
    text = TEXT + "- brew_tea: {cups:   2, kind: 'green'}   # later\n"
    page = editor(text)
    expect(block(page, "brew_tea")).to_be_visible()
    drag(page, from_toolbox(page, "Control", "Print"), *below(page, "Print, hi"))
    shows(page, text.replace("- brew", "- print: hello\n- brew"))


def test_channels_are_added_in_the_block_itself(editor: Any) -> None:
    page = editor("flow: 1\ndo:\n- register_device: {}\n")
    expect(words_of(page, "default")).to_be_visible()
    page.get_by_role("button", name="Add one").click()
    expect(page.locator(".cm-content")).to_contain_text('channels: [""]')
    expect(words_of(page, "default")).to_have_count(0)
    page.get_by_role("button", name="Edit text").click()
    page.keyboard.type("ads")
    page.keyboard.press("Enter")
    expect(page.locator(".cm-content")).to_contain_text("channels: [ads]")


def test_a_function_is_made_named_and_filled(editor: Any) -> None:
    page = editor()
    page.get_by_role("button", name="New function").click()
    expect(page.locator("#outline li").last).to_contain_text("function1")
    expect(block(page, "To")).to_be_visible()
    drag(page, from_toolbox(page, "Control", "Return"), *below(page, "To"))
    expect(page.locator(".cm-content")).to_contain_text("function1:")
    expect(page.locator(".cm-content")).to_contain_text("return: 5")
    words_of(page, "function1").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("answer")
    page.keyboard.press("Enter")
    expect(page.locator("#outline")).to_contain_text("answer")
    expect(page.locator(".cm-content")).to_contain_text("answer:")


def test_an_edit_made_while_another_section_is_on_its_way_is_kept(editor: Any) -> None:
    page = editor("flow: 1\nfunctions:\n  tell:\n    do:\n    - print: hi\ndo:\n- print: one\n- print: two\n")
    page.route("**/calls/blocks", lambda route: None)
    page.locator("#outline button", has_text="tell").click()
    expect(page.locator("#blocks-host")).to_have_attribute("aria-busy", "true")
    choose(page, "Print, one")
    page.keyboard.press("Delete")
    expect(page.locator(".cm-content")).not_to_contain_text("one")
    page.unroute("**/calls/blocks")
    expect(page.locator("#blocks-host")).not_to_have_attribute("aria-busy", "true")
    expect(block(page, "To, tell")).to_be_visible()
    shows(page, "flow: 1\nfunctions:\n  tell:\n    do:\n    - print: hi\ndo:\n- print: two\n")


def test_run_waits_for_an_edit_that_mends_the_flow(editor: Any) -> None:
    page = editor("flow: 1\ndo:\n- print: =nowhere + 1\n", "Blocks")
    expect(page.locator("#run")).to_be_disabled()
    page.route("**/calls/text", lambda route: None)
    words_of(page, "=nowhere + 1").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("=1 + 1")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    page.unroute("**/calls/text")
    state(page, "ok")


def test_steps_are_moved_with_the_keyboard(editor: Any) -> None:
    page = editor("flow: 1\ndo:\n- print: one\n- print: two\n", "Blocks")
    choose(page, "Print, one")
    page.keyboard.press("m")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".switch label", has_text="Split").click()
    shows(page, "flow: 1\ndo:\n- print: two\n- print: one\n")


def test_a_chosen_block_marks_its_line_and_the_cursor_its_block(editor: Any) -> None:
    page = editor("flow: 1\ndo:\n- print: one\n- if: true\n  then:\n  - print: two\n")
    choose(page, "Print, two")
    expect(page.locator(".cm-line.mark-here")).to_have_text("  - print: two")
    page.locator(".cm-line", has_text="one").click()
    expect(page.locator("#blocks-host g.mark-here > .blocklyPath")).to_have_attribute("aria-label", re.compile("one"))


def test_a_formula_opens_as_blocks_and_folds_back(editor: Any) -> None:
    text = "flow: 1\ndo:\n- set: n\n  to: =1+2 * 3   # spelled so\n"
    page = editor(text)
    words_of(page, "=1 + 2 * 3").click(button="right")
    page.get_by_text("Open the formula as blocks").click()
    expect(block(page, "Set, n, to, 1, +, 2, ×, 3")).to_be_visible()
    shows(page, text)
    words_of(page, "2").click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    shows(page, text.replace("=1+2 * 3", "=1 + 5 * 3"))
    page.mouse.click(*center(page, "1, +,"), button="right")
    page.get_by_text("Fold into a formula").click()
    expect(words_of(page, "=1 + 5 * 3")).to_be_visible()


def test_what_does_not_fit_says_why_and_what_would_help(editor: Any) -> None:
    page = editor("flow: 1\ndo:\n- wait: 3\n", "Blocks")
    wait = block(page, "Wait").bounding_box()
    assert wait is not None
    drag(page, from_toolbox(page, "Text", "The text"), wait["x"] + 58, wait["y"] + 22)
    expect(page.locator("#editor-problem")).to_contain_text("needs a number, and the block gives a text")
    expect(page.locator("#editor-problem")).to_contain_text("Number in the text")


def test_a_step_becomes_a_value_where_a_value_is_wanted(editor: Any) -> None:
    page = editor("flow: 1\ndo:\n- print: hi\n")
    box = block(page, "Print, hi").bounding_box()
    assert box is not None
    drag(page, from_toolbox(page, "Devices", "Channels of the app"), box["x"] + 56, box["y"] + 20)
    shows(page, "flow: 1\ndo:\n- print: =list_channels()\n")


def test_the_search_finds_blocks_by_their_words_and_help(editor: Any) -> None:
    page = editor(TEXT, "Blocks")
    page.get_by_role("searchbox", name="Search blocks").press_sequentially("device channels")
    expect(page.locator(".blocklyFlyout").get_by_text("Register this device on")).to_be_visible()
    page.get_by_role("searchbox", name="Search blocks").fill("xyzzy")
    expect(page.locator(".blocklyFlyoutLabel")).to_contain_text("No block is told of that.")


def test_names_that_there_are_already_are_offered(editor: Any) -> None:
    page = editor("flow: 1\ninputs:\n  limit: {type: number}\ndo:\n- set: total\n  to: 0\n- print: =total\n")
    words_of(page, "total").last.click()
    expect(page.locator(".blocklyHtmlInput")).to_have_attribute("list", "known-names")
    expect(page.locator("#known-names option")).to_have_text(["limit", "total"])
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("limit")
    page.keyboard.press("Enter")
    expect(page.locator(".cm-content")).to_contain_text("- set: limit")


def test_two_quick_presses_save_once_and_start_one_run(editor: Any) -> None:
    page, calls = editor(), list[str]()
    page.on("request", lambda asked: calls.append(f"{asked.method} {asked.url.rpartition('/calls/')[2]}"))
    page.locator(".cm-line").last.click()
    page.keyboard.type("- print: there\n")
    page.get_by_role("button", name="Run", exact=True).dblclick()
    state(page, "ok")
    expect(page.locator("#printed li")).to_have_text(["hi", "there"])
    assert [call for call in calls if call.startswith(("PUT", "POST runs"))] == ["PUT flows/mine", "POST runs"]
