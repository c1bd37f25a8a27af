"""Work is never lost: saved by itself, kept while it can't be, merged or asked about, and every save can come back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import Complaints
from tests.web.client import Site
from tests.web.conftest import wait_until
from tests.web.pages.hands import choose
from tests.web.pages.support import Visit, state
from tests.web.pages.test_changing import saved, text_view, type_at_end

TEXT = "flow: 1\nname: Mine\ndo:\n- print: one\n- print: two\n- print: three\n"


@pytest.fixture
def file(tmp_path: Path, site: Site) -> Path:
    site.ask("PUT", "/calls/flows/mine", {"text": TEXT})
    return tmp_path / "flows" / "mine.flow.yaml"


def open_text(page: Page, site: Site) -> None:
    page.goto(f"{site.base}/flows/mine")
    page.wait_for_selector("html[data-script=ready]")
    text_view(page)


def replace_line(page: Page, old: str, new: str) -> None:
    page.locator(".cm-line", has_text=old).click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.press("Delete")
    page.keyboard.type(new)


def focus_at_once_after(button: Locator) -> str:
    """Press a button that goes away; the id of what has the focus then, before anything is waited for."""
    press = "button => (button.click(), new Promise(done => setTimeout(() => done(document.activeElement.id))))"
    focused: str = button.evaluate(press)
    return focused


def on_disk(file: Path, part: str) -> None:
    wait_until(lambda: part in file.read_text())


def test_changes_are_saved_by_themselves_but_not_mistakes(file: Path, site: Site, visit: Visit) -> None:
    page = visit("/flows/mine")
    text_view(page)
    type_at_end(page, "- print: four\n")
    saved(page)
    on_disk(file, TEXT + "- print: four\n")
    type_at_end(page, "- prnt: five")
    expect(page.locator("#save-state")).to_contain_text("only when you press Save")
    assert file.read_text() == TEXT + "- print: four\n"
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    assert file.read_text().endswith("- prnt: five")
    replace_line(page, "- prnt: five", "- print: =who")
    timed = 'when: [{schedule: {cron: "0 9 * * *"}}]'
    replace_line(page, "name: Mine", "inputs: {who: {type: text, default: me}, n: {type: number}}\n" + timed)
    field = page.get_by_label("who text")
    field.fill("you")
    replace_line(page, "- print: one", "- print: 1")
    saved(page)
    expect(field).to_have_value("you")
    expect(page.locator("#starts")).to_contain_text("a clock gives no inputs")
    page.get_by_label("n number, needed").fill("1")
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    expect(page.locator("#printed li").last).to_have_text("you")


def test_what_was_not_saved_is_offered_back(
    file: Path, site: Site, visit: Visit, context: BrowserContext, complaints: Complaints
) -> None:
    page = visit("/flows/mine")
    text_view(page)
    context.set_offline(True)
    type_at_end(page, "- print: four\n")
    expect(page.locator("#save-state")).to_contain_text("does not answer. Is it still running? Your changes are kept")
    page.close()
    context.set_offline(False)
    complaints.clear()
    file.write_text(TEXT.replace("one", "1"))
    for answer in ("Put them in", "Throw them away"):
        page = context.new_page()
        open_text(page, site)
        offer = page.get_by_role("alert", name="Changes that were never saved")
        expect(offer).to_contain_text("Added: Print four")
        assert focus_at_once_after(page.get_by_role("button", name=answer)) == "save-state"
        expect(offer).to_be_hidden()
        saved(page)
        both = TEXT.replace("one", "1") + "- print: four\n"
        on_disk(file, both)
        if answer == "Put them in":
            expect(page.locator("#editor-news")).to_contain_text("Theirs: Changed: Print one → Print 1")
            assert "409" in complaints.pop()
            file.write_text(both)
            page.evaluate(
                "sessionStorage.x = 1; localStorage['blockloom-draft:mine:gone'] = JSON.stringify("
                "{text: 'flow: 1\\ndo:\\n- print: one\\n- print: four\\n', base: 'flow: 1\\ndo:\\n- print: one\\n',"
                " version: '', at: 1})"
            )
        page.close()
    page = context.new_page()
    open_text(page, site)
    expect(page.get_by_role("alert", name="Changes that were never saved")).to_be_hidden()


def test_blocks_that_were_edited_while_the_server_was_away_are_kept(
    file: Path, site: Site, visit: Visit, context: BrowserContext, complaints: Complaints
) -> None:
    page = visit("/flows/mine")
    context.set_offline(True)
    choose(page, "Print, two")
    page.keyboard.press("Delete")
    expect(page.locator("#save-state")).to_contain_text("does not answer. Is it still running? Your changes are kept")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#run-problem")).to_contain_text("not saved")
    context.set_offline(False)
    saved(page)
    assert file.read_text() == TEXT.replace("- print: two\n", "")
    expect(page.locator("#editor-problem")).to_be_hidden()
    context.set_offline(True)
    choose(page, "Print, one")
    page.keyboard.press("Delete")
    expect(page.locator("#save-state")).to_contain_text("Your changes are kept")
    page.close()
    context.set_offline(False)
    complaints.clear()
    file.write_text(TEXT.replace("- print: two\n", "").replace("three", "3"))
    page = context.new_page()
    page.goto(f"{site.base}/flows/mine")
    offer = page.get_by_role("alert", name="Changes that were never saved")
    expect(offer).to_contain_text("Removed: Print one")
    page.get_by_role("button", name="Put them in").click()
    expect(page.locator("#editor-news")).to_contain_text("Theirs: Changed: Print three")
    saved(page)
    assert file.read_text() == "flow: 1\nname: Mine\ndo:\n- print: 3\n"
    left = "Object.keys(localStorage).filter(key => key.includes('draft'))"
    wait_until(lambda: page.evaluate(left) == [])
    complaints.clear()


def test_changes_of_an_example_are_offered_back_until_they_are_a_copy(site: Site, visit: Visit) -> None:
    page = visit("/flows/fails")
    text_view(page)
    type_at_end(page, "- print: more")
    expect(page.locator("#save-state")).to_have_text("Changed, in this page only")
    page = visit("/flows/fails")
    page.get_by_role("button", name="Put them in").press("Enter")
    expect(page.locator(".cm-content")).to_contain_text("more")
    page.get_by_text("Make a copy to change").click()
    page.get_by_role("button", name="Make the copy").click()
    page.wait_for_url("**/flows/Something-fails-my-copy")
    page = visit("/flows/fails")
    expect(page.locator(".cm-content")).to_contain_text("Before")
    expect(page.locator("#draft-offer")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('draft'))") == []


def test_two_changes_of_one_flow_are_merged_or_asked_about(
    file: Path, site: Site, visit: Visit, complaints: Complaints
) -> None:
    file.write_text(TEXT.replace("three", "III"))
    page = visit("/flows/mine")
    text_view(page)
    file.write_text(TEXT)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#editor-news")).to_contain_text("was changed elsewhere. Here it is as it is now")
    expect(page.locator(".cm-line").nth(5)).to_have_text("- print: three")
    file.write_text(TEXT.replace("three", "3"))
    replace_line(page, "- print: one", "- print: 1")
    expect(page.locator("#editor-news")).to_contain_text("both changes are together now. Theirs: Changed: Print three")
    merged = TEXT.replace("three", "3").replace("one", "1")
    wait_until(lambda: file.read_text() == merged)
    page.locator(".cm-content").press("ControlOrMeta+z")
    expect(page.locator(".cm-content")).to_contain_text("three")
    page.locator(".cm-content").press("ControlOrMeta+Shift+z")
    saved(page)
    wait_until(lambda: file.read_text() == merged)
    question = page.get_by_role("alert", name="Two changes at one place")
    for number, (choice, expected) in enumerate(
        [("Keep mine", "mine 0"), ("Take theirs", "theirs 1"), ("Keep both, mine as a copy", "theirs 2")]
    ):
        line = page.locator(".cm-line").nth(4).inner_text()
        file.write_text(file.read_text().replace(line, f"- print: theirs {number}"))
        replace_line(page, line, f"- print: mine {number}")
        expect(question).to_contain_text(f"→ Print “mine {number}”")
        expect(question).to_contain_text(f"→ Print “theirs {number}”")
        assert f"theirs {number}" in file.read_text()
        assert focus_at_once_after(page.get_by_role("button", name=choice)) == "save-state"
        expect(question).to_be_hidden()
        saved(page)
        on_disk(file, f"- print: {expected}\n")
        expect(page.locator(".cm-line").nth(4)).to_have_text(f"- print: {expected}")
    expect(page.get_by_role("link", name="Mine-copy")).to_be_visible()
    file.write_text(file.read_text() + "- print: theirs, too\n")
    type_at_end(page, "- print: mine, too\n")
    page.get_by_role("button", name="Put both in, theirs first").press("Enter")
    on_disk(file, "- print: theirs, too\n- print: mine, too\n")
    assert "mine 2" in (file.parent / "Mine-copy.flow.yaml").read_text()
    texts = [version.text for version in site.services.history.versions("mine")]
    assert all(any(f"theirs {number}" in text for text in texts) for number in range(3))
    file.unlink()
    replace_line(page, "- print: 3", "- print: again")
    page.get_by_role("button", name="Save mine under this name again").click()
    saved(page)
    assert "again" in file.read_text()
    assert [each for each in complaints if "409" not in each and "404" not in each] == []
    complaints.clear()


def test_every_version_is_listed_with_what_changed_and_can_be_restored(
    file: Path, site: Site, visit: Visit, complaints: Complaints
) -> None:
    second = TEXT.replace("two", "2") + "- wait: 1\n"
    site.ask("PUT", "/calls/flows/mine", {"text": second, "was": site.services.library.read("mine").version})
    page = visit("/flows/mine")
    page.get_by_role("button", name="Versions").press("Enter")
    dialog = page.get_by_role("dialog", name="Versions of Mine")
    rows = dialog.locator("#versions-list button")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Changed: Print two → Print 2; Added: Wait 1 second")
    expect(dialog.locator("#version .added").first).to_have_text("+Added: - print: 2")
    expect(dialog.get_by_role("button", name="Restore this version")).to_be_disabled()
    rows.last.press("Enter")
    expect(dialog.locator("#version")).to_contain_text("Removed: Wait 1 second")
    dialog.get_by_role("button", name="Restore this version").press("Enter")
    expect(dialog).to_be_hidden()
    wait_until(lambda: file.read_text() == TEXT)
    expect(page.locator("#editor-news")).to_contain_text("is back")
    page.get_by_role("button", name="Undo").click()
    saved(page)
    wait_until(lambda: file.read_text() == second)
    page.get_by_role("button", name="Versions").click()
    expect(rows).to_have_count(4)
    expect(rows.first).to_contain_text("saved by itself")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Versions")).to_be_focused()
