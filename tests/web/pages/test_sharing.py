"""Flows that come and go: downloaded in every form, imported after a look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import Complaints
from tests.web.conftest import FLOWS, Site
from tests.web.pages.support import Visit

STRANGE = "flow: 1\nname: Strange\ndo:\n- fly_away: {to: the moon}\n- register_device: {channels: [ads]}\n"


def file(name: str, text: str) -> Any:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def test_a_flow_is_downloaded_in_every_form(site: Site, visit: Visit) -> None:
    page = visit("/flows/register")
    for words, name, part in (
        ("flow file", "register.flow.yaml", "register_device:"),
        ("JSON file", "register.flow.json", '"register_device": {'),
        ("Python program", "register.py", "from blockloom import play"),
        ("picture", "register.svg", "Register this device on ads, discount</text>"),
    ):
        with page.expect_download() as waited:
            page.get_by_role("link", name=words, exact=True).click()
        assert waited.value.suggested_filename == name
        assert part in waited.value.path().read_text("utf-8")
    assert site.ask("GET", "/flows/register/as/yaml").body.decode() == FLOWS["register"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("register/as/exe", 404), ("nowhere/as/yaml", 404), ("mistaken/as/python", 400), ("mistaken/as/json", 200)],
)
def test_what_can_not_be_downloaded(site: Site, path: str, status: int) -> None:
    assert site.ask("GET", f"/flows/{path}").status == status


def test_files_are_imported_after_a_look(visit: Visit, tmp_path: Path) -> None:
    page = visit("/")
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Import files").click()
    chosen.value.set_files([file("strange one.flow.yaml", STRANGE), file("j.flow.json", '{"flow": 1, "do": []}')])
    first, second = page.locator("#offers li").nth(0), page.locator("#offers li").nth(1)
    expect(first).to_contain_text("It can register this phone on ads.")
    expect(first).to_contain_text('Line 4: There is no block called "fly_away".')
    expect(first).to_contain_text("kept to the letter")
    expect(first.get_by_role("button", name="Import as strange-one")).to_be_focused()
    assert not (tmp_path / "flows").exists()
    second.get_by_role("button", name="Leave it").click()
    first.get_by_role("button", name="Import as strange-one").click()
    page.get_by_role("link", name="Open strange-one").click()
    expect(page.get_by_role("heading", name="Strange", exact=True)).to_be_visible()
    assert (tmp_path / "flows" / "strange-one.flow.yaml").read_text() == STRANGE
    assert len(list((tmp_path / "flows").iterdir())) == 1


def test_an_own_flow_is_replaced_only_when_one_says_so(
    site: Site, visit: Visit, tmp_path: Path, complaints: Complaints
) -> None:
    site.ask("PUT", "/calls/flows/strange", {"text": "flow: 1\ndo: []\n"})
    page = visit("/")
    page.locator("#import-files").set_input_files(file("strange.flow.yaml", STRANGE))
    button = page.get_by_role("button", name="Replace strange")
    expect(button).to_be_visible()
    was = site.services.library.read("strange").version
    site.ask("PUT", "/calls/flows/strange", {"text": "flow: 1\ndo: []\n# newer\n", "was": was})
    button.click()
    expect(page.locator("#offers .problem")).to_contain_text("was changed elsewhere")
    assert len(complaints) == 1 and "409" in complaints.pop()
    page.locator("#import-files").set_input_files(file("strange.flow.yaml", STRANGE))
    page.get_by_role("button", name="Replace strange").click()
    expect(page.get_by_role("link", name="Open strange")).to_be_visible()
    assert (tmp_path / "flows" / "strange.flow.yaml").read_text() == STRANGE


def test_what_is_no_flow_is_not_offered(visit: Visit) -> None:
    page = visit("/")
    page.locator("#import-files").set_input_files(file("!!.flow.yaml", STRANGE))
    expect(page.locator("#offers .problem")).to_contain_text("can't be kept")
    page.locator("#import-files").set_input_files(file("big.flow.yaml", "#" * (2 * 1024 * 1024 + 1)))
    expect(page.locator("#new-problem")).to_contain_text("larger than 2 MiB")
