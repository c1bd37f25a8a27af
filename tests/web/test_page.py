"""What people see and do, in a real Chromium."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import BrowserContext, Page, expect

from blockloom.web.settings import installed_examples
from tests.browser import Complaints
from tests.web.conftest import FLOWS, Served, Site, wait_until

Visit = Callable[[str], Page]
ID = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")
TEXT = "flow: 1\nname: Mine\ndo:\n- print: hi\n"
LONG = f"""\
flow: 1
name: {"long" * 40}
description: {"longer " * 200}
do:
- print: {"x" * 500}
- return: {{object: {{{"name" * 30}: {"y" * 500}}}}}
"""
REGISTERED = """
select channel.name, registration.registration_id, device.device_id
from registration join channel on channel.pk = channel_pk join device on device.pk = device_pk
"""


def state(page: Page, kind: str) -> None:
    expect(page.locator("#run-state")).to_have_attribute("data-state", kind, timeout=15_000)


def registered(data: Path) -> list[tuple[str, str, str]]:
    with sqlite3.connect(data / "app.db") as database:
        rows = database.execute(REGISTERED).fetchall()
    database.close()
    return rows


def test_register_a_device_from_the_gallery_to_the_row_in_the_store(
    serve: Callable[..., Site], page: Page, tmp_path: Path
) -> None:
    site = serve(examples=installed_examples())
    page.goto(site.address)
    expect(page.get_by_role("heading", name="What would you like to build?")).to_be_visible()
    assert "token" not in page.url
    page.get_by_role("link", name="Register a device on two channels").click()
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    names = page.locator("#result dt").all_inner_texts()
    ids = page.locator("#result .leaf dd").all_inner_texts()
    assert names == ["registrationId", "ads", "discount"]
    assert all(ID.fullmatch(each) for each in ids) and len(set(ids)) == 2
    assert {(name, id) for name, id, _ in registered(tmp_path)} == set(zip(names[1:], ids, strict=True))
    expect(page.locator("#printed")).to_contain_text(ids[0])
    expect(page.locator("#trace")).to_contain_text("Register this device on ads, discount")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#run-state")).to_contain_text("Finished")
    assert page.locator("#result .leaf dd").all_inner_texts() == ids


def test_stop_ends_an_endless_loop_whose_line_is_marked_while_it_runs(visit: Visit) -> None:
    page = visit("/flows/endless")
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "running")
    expect(page.locator("#code li.now")).to_have_count(1)
    assert page.locator("#code li.now").get_attribute("id") in ("line-6", "line-8")
    expect(page.locator("#trace li")).not_to_have_count(0)
    page.get_by_role("button", name="Stop").click()
    state(page, "stopped")
    expect(page.locator("#code li.now")).to_have_count(0)
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_enabled()
    assert page.locator("#trace li").count() <= 400


def test_an_error_stands_at_its_line_and_with_the_outcome(visit: Visit) -> None:
    page = visit("/flows/fails")
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "error")
    expect(page.locator("#run-state")).to_contain_text("line 5")
    expect(page.locator("#line-5 .at-line")).to_have_text("The order has no customer")
    expect(page.locator("#run-error")).to_contain_text("The order has no customer")
    expect(page.locator("#printed")).to_have_text("Before")


def test_findings_stand_at_their_lines_with_mends_and_run_waits(visit: Visit) -> None:
    page = visit("/flows/mistaken")
    expect(page.locator("#line-4 .at-line")).to_contain_text("register_device")
    expect(page.locator("#findings a").first).to_have_attribute("href", "#line-4")
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_disabled()
    expect(page.locator("#cannot-run")).to_be_visible()


def test_inputs_are_a_form_with_defaults_and_say_what_is_wrong(visit: Visit, complaints: Complaints) -> None:
    page = visit("/flows/greet")
    expect(page.get_by_label("name text")).to_have_value("Ada")
    expect(page.get_by_label("times number")).to_have_value("2")
    page.get_by_label("name text").fill("Grace")
    page.get_by_label("times number").fill("many")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#run-problem")).to_contain_text("many")
    expect(page.get_by_label("times number")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("times number")).to_be_focused()
    assert len(complaints) == 1 and "400" in complaints.pop()
    page.get_by_label("times number").fill("3")
    page.get_by_label("loud").check()
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    expect(page.locator("#run-problem")).to_be_hidden()
    expect(page.get_by_label("times number")).not_to_have_attribute("aria-invalid", "true")
    assert page.locator("#printed li").all_inner_texts() == ["Hello, Grace"] * 3
    expect(page.locator("#result")).to_contain_text("true")


def test_a_phone_is_added_chosen_and_registered(visit: Visit, tmp_path: Path, complaints: Complaints) -> None:
    page = visit("/flows/register")
    page.get_by_label("Name of another phone").fill("Ada's phone")
    page.get_by_role("button", name="Add phone").click()
    expect(page.get_by_role("radio", name="Ada's phone")).to_be_checked()
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    page.get_by_role("radio", name="this computer").check()
    page.get_by_role("button", name="Run", exact=True).click()
    wait_until(lambda: len({device for *_, device in registered(tmp_path)}) == 2)
    state(page, "ok")
    page.reload()
    expect(page.get_by_role("radio", name="Ada's phone")).to_be_visible()
    page.get_by_label("Name of another phone").press("Enter")
    expect(page.locator("#phone-problem")).to_be_visible()
    assert len(complaints) == 1 and "400" in complaints.pop()


def test_the_keyboard_alone_is_enough(site: Site, page: Page) -> None:
    page.goto(site.address)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if "Never ends" in page.evaluate("document.activeElement.textContent"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/flows/endless")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "run":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Stop")).to_be_focused()
    state(page, "running")
    page.keyboard.press("Enter")
    state(page, "stopped")
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_focused()
    page.keyboard.press("Control+Enter")
    state(page, "running")
    page.keyboard.press("Enter")
    state(page, "stopped")


def test_a_page_that_is_loaded_anew_shows_its_run_again(visit: Visit) -> None:
    page = visit("/flows/register")
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    before = page.locator("#result").inner_text()
    page.reload()
    state(page, "ok")
    assert page.locator("#result").inner_text() == before


def test_an_example_is_copied_changed_checked_saved_and_run(
    visit: Visit, tmp_path: Path, complaints: Complaints
) -> None:
    page = visit("/flows/greet")
    page.get_by_text("Make a copy to change").click()
    page.get_by_label("Name of your copy").fill("register")
    page.get_by_role("button", name="Make the copy").click()
    expect(page.locator("#copy-problem")).to_contain_text("already")
    assert len(complaints) == 1 and "409" in complaints.pop()
    page.get_by_label("Name of your copy").fill("My greeting")
    page.get_by_role("button", name="Make the copy").click()
    page.wait_for_url("**/flows/My-greeting")
    expect(page.get_by_role("heading", name="My greeting")).to_be_visible()
    copy = tmp_path / "flows" / "My-greeting.flow.yaml"
    assert copy.read_text() == FLOWS["greet"].replace("name: Greet", "name: My greeting", 1)
    page.get_by_text("Change the text").click()
    text = page.get_by_label("The flow's text")
    text.fill("flow: 1\nname: Mine\ndo:\n- prnt: hi\n")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#edit-findings li")).to_contain_text("Line 4")
    page.locator("#edit-findings a").click()
    assert page.evaluate("document.activeElement.value.slice(document.activeElement.selectionStart)").startswith(
        "- prnt"
    )
    text.fill("flow: 1\nname: Mine\ndo:\n- print: hi\n")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Mine")).to_be_visible()
    assert copy.read_text() == "flow: 1\nname: Mine\ndo:\n- print: hi\n"
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    expect(page.locator("#printed")).to_have_text("hi")


@pytest.mark.parametrize(
    ("name", "key", "written"),
    [
        ("  Größe, 2. Versuch! ", "Größe-2-Versuch", '"Größe, 2. Versuch!"'),
        ("null", "null", '"null"'),
        ('"; drop: all', "drop-all", '"\\"; drop: all"'),
    ],
)
def test_a_flow_is_called_what_a_person_calls_it(
    visit: Visit, tmp_path: Path, name: str, key: str, written: str
) -> None:
    page = visit("/")
    page.get_by_label("Name of a new flow").fill("!?")
    page.get_by_role("button", name="New flow").click()
    expect(page.locator("#new-problem")).to_contain_text("Give it a name")
    page.get_by_label("Name of a new flow").fill(name)
    page.get_by_role("button", name="New flow").click()
    expect(page.get_by_role("heading", name=name.strip(), exact=True)).to_be_visible()
    text = (tmp_path / "flows" / f"{key}.flow.yaml").read_text("utf-8")
    assert text.splitlines()[1] == f"name: {written}"


def test_two_tabs_with_one_flow_lose_nothing(
    site: Site, context: BrowserContext, tmp_path: Path, complaints: Complaints
) -> None:
    site.ask("PUT", "/calls/flows/mine", {"text": TEXT})
    pages = [context.new_page(), context.new_page()]
    pages[0].goto(site.address)
    for number, page in enumerate(pages):
        page.goto(f"{site.base}/flows/mine")
        page.get_by_text("Change the text").click()
        page.get_by_label("The flow's text").fill(f"{TEXT}# tab {number}\n")
    pages[0].get_by_role("button", name="Save", exact=True).click()
    expect(pages[0].locator("#code")).to_contain_text("# tab 0")
    pages[1].get_by_role("button", name="Save", exact=True).click()
    expect(pages[1].get_by_role("alert").filter(has_text="changed elsewhere")).to_be_visible()
    assert len(complaints) == 1 and "409" in complaints.pop()
    file = tmp_path / "flows" / "mine.flow.yaml"
    assert file.read_text() == f"{TEXT}# tab 0\n"
    expect(pages[1].get_by_label("The flow's text")).to_have_value(f"{TEXT}# tab 1\n")
    pages[1].get_by_role("button", name="Save mine over it").click()
    expect(pages[1].locator("#code")).to_contain_text("# tab 1")
    assert file.read_text() == f"{TEXT}# tab 1\n"


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_saving_keeps_the_bytes_that_nobody_changed(
    site: Site, visit: Visit, tmp_path: Path, ends: str, complaints: Complaints
) -> None:
    file = tmp_path / "flows" / "mine.flow.yaml"
    file.parent.mkdir()
    file.write_bytes(TEXT.replace("\n", ends).encode())
    page = visit("/flows/mine")
    page.get_by_text("Change the text").click()
    text = page.get_by_label("The flow's text")
    text.press("ControlOrMeta+End")
    text.press_sequentially("- print: more\n")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#run-problem")).to_contain_text("not saved yet")
    text.press("ControlOrMeta+s")
    expect(page.locator("#code")).to_contain_text("more")
    assert file.read_bytes() == f"{TEXT}- print: more\n".replace("\n", ends).encode()


def test_a_flow_that_is_broken_shows_in_the_gallery_with_its_first_finding(visit: Visit, tmp_path: Path) -> None:
    folder = tmp_path / "flows"
    folder.mkdir()
    (folder / "latin.flow.yaml").write_bytes("flow: 1\nname: Gr\u00fc\u00dfe\n".encode("latin-1"))
    (folder / "empty.flow.yaml").write_bytes(b"")
    page = visit("/")
    for name, words in {
        "latin": "Line 2: The byte 0xFC is not UTF-8.",
        "empty": "Line 1: The file is empty.",
        "Has mistakes": "Line 4: There is no block",
    }.items():
        card = page.locator(".card").filter(has=page.get_by_role("link", name=name, exact=True))
        expect(card.locator(".card-finding")).to_contain_text(words)
    page.get_by_role("link", name="latin").click()
    expect(page.locator("#findings a")).to_have_text("Line 2, column 9")
    expect(page.locator("#line-2 .at-line")).to_contain_text("save the file as UTF-8")
    expect(page.locator("#edit-text")).to_have_count(0)


def test_the_blocks_of_a_flow_are_drawn_and_the_one_that_runs_is_marked(visit: Visit) -> None:
    page = visit("/flows/endless")
    assert page.locator("#blocks li").all_inner_texts() == ["Set n to 0", "While true do", "Change n by 1"]
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#blocks .now")).to_have_count(1)
    page.get_by_role("button", name="Stop").click()
    state(page, "stopped")
    expect(page.locator("#blocks .now")).to_have_count(0)
    page = visit("/flows/fails")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#blocks .wrong")).to_contain_text("Raise")


def test_a_page_loaded_anew_during_a_run_goes_on_watching_it(visit: Visit) -> None:
    page = visit("/flows/endless")
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "running")
    page.reload()
    state(page, "running")
    expect(page.locator("#code li.now")).to_have_count(1)
    page.get_by_role("button", name="Stop").click()
    state(page, "stopped")


def test_a_server_that_ends_tells_how_the_run_ended(site: Site, visit: Visit) -> None:
    page = visit("/flows/endless")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#code li.now")).to_have_count(1)
    site.server.stop()
    state(page, "stopped")


def test_a_page_says_that_the_server_was_lost_and_recovers(
    served: Callable[[], Served], page: Page, complaints: Complaints
) -> None:
    first = served()
    page.goto(first.address)
    page.goto(f"{first.base}/flows/endless")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#code li.now")).to_have_count(1)
    first.kill()
    expect(page.locator("#run-state")).to_contain_text("does not answer", timeout=20_000)
    second = served()
    assert second.base == first.base
    expect(page.locator("#run-state")).to_contain_text("Open the address that Blockloom printed", timeout=20_000)
    page.context.new_page().goto(second.address)
    expect(page.locator("#run-state")).to_contain_text("no such run", timeout=20_000)
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "running")
    page.get_by_role("button", name="Stop").click()
    state(page, "stopped")
    assert all("Failed to load resource" in each for each in complaints), complaints
    complaints.clear()


def test_run_says_that_the_server_is_not_there(site: Site, visit: Visit, complaints: Complaints) -> None:
    page = visit("/flows/register")
    site.server.stop()
    wait_until(lambda: not site.answers())
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#run-problem")).to_have_text("Blockloom does not answer. Is it still running?")
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_enabled()
    complaints.clear()


def test_the_runs_page_leads_to_each_run_with_its_result_and_steps(visit: Visit) -> None:
    page = visit("/flows/register")
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    result = page.locator("#result").inner_text()
    page.get_by_role("link", name="Runs").click()
    expect(page.locator(".runs .state")).to_have_text("Finished")
    page.get_by_role("link", name="Register a device on two channels").click()
    assert page.locator("#result").inner_text() == result
    expect(page.locator("#trace li").first).to_contain_text("line 5")
    expect(page.locator("#trace-count")).not_to_be_empty()


def test_what_a_flow_says_is_text_and_never_markup(site: Site, visit: Visit) -> None:
    evil = "<img src=x onerror=alert(1)>"
    text = f"flow: 1\nname: '{evil}'\ndescription: '{evil}'\ndo:\n- print: '{evil}'\n- return: '{evil}'\n"
    site.ask("PUT", "/calls/flows/evil", {"text": text})
    page = visit("/")
    page.get_by_role("link", name=evil).click()
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    assert page.locator("#result .value").inner_text() == evil
    for path in ("/flows/evil", "/runs"):
        visit(path)
        assert page.locator("img").count() == 0


def all_pages(site: Site) -> list[str]:
    runs = {flow: site.start(flow) for flow in ("register", "fails")}
    for run in runs.values():
        site.events(run)
    site.ask("PUT", "/calls/flows/long", {"text": LONG})
    site.events(runs.setdefault("long", site.start("long")))
    shown = [f"/flows/{flow}?run={run}" for flow, run in runs.items()]
    return ["/", "/flows/greet", "/flows/mistaken", "/runs", f"/runs/{runs['register']}", *shown, "/nowhere"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(site: Site, visit: Visit, complaints: Complaints, scheme: str) -> None:
    for path in all_pages(site):
        page = visit(path)
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        if "run=" in path:
            page.wait_for_selector("#run-state[data-state=ok], #run-state[data-state=error]")
        found = Axe().run(page).response["violations"]
        assert not found, [(path, each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found]
    assert [complaint for complaint in complaints if "404" not in complaint] == []
    complaints.clear()


@pytest.mark.parametrize("size", [(390, 844), (1280, 900), (1920, 1080)])
def test_nothing_is_wider_than_the_screen(
    site: Site, visit: Visit, complaints: Complaints, size: tuple[int, int]
) -> None:
    for path in all_pages(site):
        page = visit(path)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if "run=" in path:
            page.wait_for_selector("#run-state[data-state=ok], #run-state[data-state=error]")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
        if size[0] == 390:
            small = page.evaluate(
                "[...document.querySelectorAll('button, input:not([type=radio]), summary')]"
                ".filter((each) => each.offsetParent && each.type !== 'checkbox' && each.offsetHeight < 44)"
                ".map((each) => each.outerHTML)"
            )
            assert small == [], path
    complaints.clear()


def test_the_tests_notice_errors_and_what_the_policy_forbids(visit: Visit, complaints: Complaints) -> None:
    page = visit("/")
    page.evaluate("console.error('by hand')")
    page.evaluate("setTimeout(() => { throw new Error('thrown') })")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    for sink in ("document.body.innerHTML = '<b>x</b>'", "document.body.setAttribute('onclick', 'x()')"):
        assert "Trusted" in page.evaluate(f"try {{ {sink} }} catch (error) {{ String(error) }}"), sink
    wait_until(lambda: page.evaluate("1") == 1 and len(complaints) >= 4)
    for sign in ("by hand", "thrown", "style-src-attr", "require-trusted-types-for"):
        assert any(sign in complaint for complaint in complaints), complaints
    complaints.clear()


def test_axe_and_the_width_would_tell(visit: Visit) -> None:
    page = visit("/")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert "label" in [each["id"] for each in Axe().run(page).response["violations"]]
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.querySelector('h1').style.whiteSpace = 'nowrap'")
    assert page.evaluate("document.documentElement.scrollWidth") > 390
