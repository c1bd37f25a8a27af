"""Flows that come and go: downloaded in every form, imported after a look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser import Complaints
from tests.web.client import Site
from tests.web.conftest import FLOWS
from tests.web.pages.support import Visit, registered, state

STRANGE = "flow: 1\nname: Strange\ndo:\n- fly_away: {to: the moon}\n- register_device: {channels: [ads]}\n"


def file(name: str, text: str) -> Any:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def test_a_flow_is_downloaded_in_every_form(site: Site, visit: Visit) -> None:
    page = visit("/flows/register")
    for words, name, part in (
        ("flow file", "register.flow.yaml", "register_device:"),
        ("JSON file", "register.flow.json", '"register_device": {'),
        ("Python program", "register.py", "from blockloom import play"),
        ("picture", "register.svg", ">ads, discount</text>"),
    ):
        with page.expect_download() as waited:
            page.get_by_role("link", name=words, exact=True).click()
        assert waited.value.suggested_filename == name
        assert part in waited.value.path().read_text("utf-8")
    assert site.ask("GET", "/flows/register/as/yaml").body.decode() == FLOWS["register"]
    paths = {"register/as/exe": 404, "nowhere/as/yaml": 404, "mistaken/as/python": 400, "mistaken/as/json": 200}
    assert {path: site.ask("GET", f"/flows/{path}").status for path in paths} == paths


def test_files_are_imported_after_a_look_and_what_is_no_flow_is_not_offered(visit: Visit, tmp_path: Path) -> None:
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

    page = visit("/")
    page.locator("#import-files").set_input_files(file("!!.flow.json", "{"))
    expect(page.locator("#offers .problem")).to_contain_text("can't be kept")
    page.locator("#import-files").set_input_files(file("big.flow.yaml", "#" * (2 * 1024 * 1024 + 1)))
    expect(page.locator("#new-problem")).to_contain_text("larger than 2 MiB")


def test_an_own_flow_is_replaced_only_when_one_says_so(
    site: Site, visit: Visit, tmp_path: Path, complaints: Complaints
) -> None:
    site.ask("PUT", "/calls/flows/strange", {"text": "flow: 1\ndo: []\n"})
    page = visit("/")
    page.locator("#import-files").set_input_files(file("strange.flow.yaml", STRANGE))
    button = page.get_by_role("button", name="Replace strange")
    expect(button).to_be_visible()
    expect(page.get_by_role("button", name="Import as strange-2")).to_be_visible()
    was = site.services.library.read("strange").version
    site.ask("PUT", "/calls/flows/strange", {"text": "flow: 1\ndo: []\n# newer\n", "was": was})
    button.click()
    expect(page.locator("#offers .problem")).to_contain_text("was changed elsewhere")
    assert len(complaints) == 1 and "409" in complaints.pop()
    page.locator("#import-files").set_input_files(file("strange.flow.yaml", STRANGE))
    expect(page.locator("#offers .problem")).to_be_hidden()
    page.get_by_role("button", name="Replace strange").click()
    expect(page.get_by_role("link", name="Open strange")).to_be_visible()
    assert (tmp_path / "flows" / "strange.flow.yaml").read_text() == STRANGE


def test_flows_are_dropped_and_pasted(visit: Visit) -> None:
    page = visit("/")
    text = STRANGE.replace("Strange", "Dropped")
    carried = page.evaluate_handle(
        "text => { const data = new DataTransfer();"
        " data.items.add(new File([text], 'dropped.flow.yaml')); return data; }",
        text,
    )
    page.dispatch_event("main", "dragover", {"dataTransfer": carried})
    expect(page.locator("body[data-drop]")).to_have_count(1)
    page.dispatch_event("main", "drop", {"dataTransfer": carried})
    expect(page.locator("body[data-drop]")).to_have_count(0)
    expect(page.locator("#offers")).to_contain_text("It can register this phone on ads.")
    expect(page.get_by_role("button", name="Import as dropped")).to_be_focused()
    field = page.get_by_label("Name of a new flow")
    field.fill('{"flow": 1, "name": "By paste", "do": [{"print": "x"}]}')
    field.press("ControlOrMeta+a")
    field.press("ControlOrMeta+c")
    page.get_by_role("heading", name="What would you like").click()
    page.keyboard.press("ControlOrMeta+v")
    expect(page.locator("#offers")).to_contain_text("It touches nothing outside itself.")
    page.get_by_role("button", name="Import as By-paste").click()
    expect(page.get_by_role("link", name="Open By-paste")).to_be_visible()


def test_a_link_carries_a_flow_that_asks_before_it_first_runs(
    site: Site, visit: Visit, tmp_path: Path, complaints: Complaints
) -> None:
    text = FLOWS["register"].replace("name: Register", "name: From a link 😀, register")
    site.ask("PUT", "/calls/flows/mine", {"text": text})
    page = visit("/flows/mine")
    page.get_by_role("button", name="Copy a link that holds it").click()
    link = page.get_by_role("link", name="The link").get_attribute("href") or ""
    assert "/#flow=" in link and len(link) < 400
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator("#offers")).to_contain_text("It can register this phone on ads and discount.")
    page.get_by_role("button", name="Import as From-a-link").click()
    page.get_by_role("link", name="Open From-a-link").click()
    page.wait_for_selector("html[data-script=ready]")
    assert len(list((tmp_path / "flows").iterdir())) == 2
    expect(page.locator("#foreign")).to_contain_text("register this phone on ads and discount")
    for answer in ("Leave it", "Let it do that, and run it"):
        page.get_by_role("button", name="Run", exact=True).press("Enter")
        consent = page.locator("#consent")
        expect(consent).to_contain_text("register this phone on ads")
        assert registered(tmp_path) == []
        consent.get_by_role("button", name=answer).press("Enter")
        expect(consent).to_be_hidden()
    state(page, "ok")
    assert len(registered(tmp_path)) == 2
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#run-state")).to_contain_text("Finished")
    assert [each for each in complaints if "403" not in each] == []
    complaints.clear()
    page.goto(f"{site.base}/#flow=%%%")
    expect(page.locator("#new-problem")).to_contain_text("damaged or cut off")
    page.goto(f"{site.base}/flows/mine")
    page.wait_for_selector("html[data-script=ready]")
    noise = "".join(f"# {number * number * 7919 % 10**9:x}\n" for number in range(9000))
    site.ask("PUT", "/calls/flows/long", {"text": text + noise})
    page.goto(f"{site.base}/flows/long")
    page.wait_for_selector("html[data-script=ready]")
    page.get_by_role("button", name="Copy a link that holds it").click()
    expect(page.locator("#link-state")).to_contain_text("Download the flow file instead")


def test_a_flow_from_elsewhere_is_run_by_no_other_and_stays_one_as_a_copy(site: Site) -> None:
    site.ask("PUT", "/calls/flows/theirs", {"text": FLOWS["register"], "foreign": True})
    assert site.ask("POST", "/calls/flows/theirs/copy", {}).status == 200
    site.ask("PUT", "/calls/flows/mine", {"text": "flow: 1\ndo:\n- run_flow: theirs\n"})
    end = site.events(site.start("mine"))[-1]["data"]
    assert end["status"] == "error" and "came from elsewhere" in end["error"]["message"]
    for key in ("theirs", "Register-a-device-on-two-channels-copy"):
        answer = site.ask("POST", "/calls/runs", {"flow": key})
        assert answer.status == 403 and answer.json()["errorData"]["can"] == ["register this phone on ads and discount"]
    version = answer.json()["errorData"]["version"]
    assert site.ask("POST", "/calls/runs", {"flow": "theirs", "allow": "other"}).status == 403
    assert site.ask("POST", "/calls/runs", {"flow": key, "allow": version}).status == 201
    assert site.ask("POST", "/calls/runs", {"flow": key}).status == 201
