"""The gallery: from a card to a run, a new flow, a broken one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from blockloom.web.settings import installed_examples
from tests.browser import Complaints
from tests.web.client import Site
from tests.web.pages.support import Visit, registered, state

ID = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")


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
    first = page.url
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page).not_to_have_url(first)
    expect(page.locator("#run-state")).to_contain_text("Finished")
    expect(page.locator("#result .leaf dd")).to_have_text(ids)


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
    expect(page.locator("#editor")).to_have_count(0)


def test_flows_are_duplicated_renamed_deleted_and_brought_back(
    site: Site, visit: Visit, tmp_path: Path, complaints: Complaints
) -> None:
    for key, text in {
        "mine": "name: Mine\ndo:\n- print: hi\n",
        "calls": "name: Calls\ndo:\n- run_flow: mine\n",
    }.items():
        site.ask("PUT", f"/calls/flows/{key}", {"text": f"flow: 1\n{text}"})
    page = visit("/")
    files = tmp_path / "flows"
    page.get_by_role("button", name="Duplicate Mine").press("Enter")
    expect(page.locator("#toast")).to_have_text("Duplicated as Mine-copy.")
    expect(page.get_by_role("link", name="Mine, copy")).to_be_focused()
    page.get_by_role("button", name="Rename Mine", exact=True).press("Enter")
    field = page.get_by_label("New name of Mine")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Rename Mine", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("calls")
    page.keyboard.press("Enter")
    expect(page.locator("#new-problem")).to_contain_text("already")
    field.fill("Größe 2")
    field.press("Enter")
    expect(page.locator("#toast")).to_have_text("Renamed to Größe 2. It is run by its old name in Calls.")
    assert not (files / "mine.flow.yaml").exists()
    assert (files / "Größe-2.flow.yaml").read_text("utf-8") == "flow: 1\nname: Größe 2\ndo:\n- print: hi\n"
    for undo in ("Undo", "Bring Größe-2 back"):
        page.get_by_role("button", name="Delete Größe 2").press("Enter")
        expect(page.get_by_role("link", name="Größe 2")).to_have_count(0)
        expect(page.get_by_role("button", name="Undo")).to_be_focused()
        assert not (files / "Größe-2.flow.yaml").exists()
        if undo != "Undo":
            page = visit("/")
            page.get_by_text("Deleted flows").click()
        page.get_by_role("button", name=undo).press("Enter")
        expect(page.locator("#toast")).to_have_text("Größe-2 is back.")
        expect(page.get_by_role("link", name="Größe 2")).to_be_focused()
        assert (files / "Größe-2.flow.yaml").exists()
    assert [each for each in complaints if "409" not in each] == []
    complaints.clear()
