"""Flows and phones over HTTP: copied, changed, checked; named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.web.client import Site
from tests.web.conftest import FLOWS

TEXT = "flow: 1\nname: Mine\ndo:\n- print: hello\n"


def test_a_new_flow_is_saved_checked_and_runs(site: Site, tmp_path: Path) -> None:
    answer = site.ask("PUT", "/calls/flows/mine", {"text": TEXT})
    version = site.services.library.read("mine").version
    assert answer.json() == {"key": "mine", "version": version, "ok": True, "findings": [], "starts": ""}
    assert (tmp_path / "flows" / "mine.flow.yaml").read_text() == TEXT
    assert site.events(site.start("mine"))[-1]["data"]["log"] == ["hello"]
    assert "Mine" in site.ask("GET", "/").body.decode()


def test_a_full_disk_is_told_and_the_flow_stays(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    version = site.ask("PUT", "/calls/flows/mine", {"text": TEXT}).json()["version"]

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    answer = site.ask("PUT", "/calls/flows/mine", {"text": TEXT + "# more\n", "was": version})
    assert answer.status == 503 and answer.headers["Retry-After"]
    assert "No space left on device" in answer.json()["message"]
    assert site.services.library.read("mine").program.text == TEXT
    monkeypatch.undo()
    assert site.ask("PUT", "/calls/flows/mine", {"text": TEXT + "# more\n", "was": version}).status == 200


def test_a_name_that_is_taken_is_refused_for_a_new_flow(site: Site) -> None:
    site.ask("PUT", "/calls/flows/mine", {"text": TEXT})
    for key in ("mine", "register"):
        answer = site.ask("PUT", f"/calls/flows/{key}", {"text": "x"})
        assert answer.status == 409 and "already" in answer.json()["message"]
    assert site.services.library.read("mine").program.text == TEXT


def test_what_was_saved_elsewhere_in_between_is_not_overwritten(site: Site) -> None:
    first = site.ask("PUT", "/calls/flows/mine", {"text": TEXT}).json()["version"]
    theirs = site.ask("PUT", "/calls/flows/mine", {"text": TEXT + "# theirs\n", "was": first}).json()["version"]
    answer = site.ask("PUT", "/calls/flows/mine", {"text": TEXT + "# ours\n", "was": first})
    assert answer.status == 409 and answer.json()["errorData"] == {"version": theirs}
    assert site.services.library.read("mine").program.text == TEXT + "# theirs\n"
    assert site.ask("PUT", "/calls/flows/mine", {"text": TEXT + "# ours\n", "was": theirs}).status == 200
    assert site.services.library.read("mine").program.text == TEXT + "# ours\n"


def test_an_example_is_never_changed(site: Site, examples: Path) -> None:
    was = site.services.library.read("register").version
    answer = site.ask("PUT", "/calls/flows/register", {"text": TEXT, "was": was})
    assert answer.status == 400 and "example" in answer.json()["message"]
    assert (examples / "register.flow.yaml").read_text() == FLOWS["register"]


@pytest.mark.parametrize("key", ["..", "a.b", "con", "-x", "a b", "x" * 81, "%2e%2e%2fevil", "a%00b", "a%0ab"])
def test_a_name_that_is_no_file_name_is_refused(site: Site, tmp_path: Path, key: str) -> None:
    before = sorted(tmp_path.rglob("*.flow.*"))
    assert site.ask("PUT", f"/calls/flows/{key}".replace(" ", "%20"), {"text": TEXT}).status in (400, 404, 405)
    assert sorted(tmp_path.rglob("*.flow.*")) == before


def test_check_finds_without_saving(site: Site, tmp_path: Path) -> None:
    answer = site.ask("POST", "/calls/check", {"text": FLOWS["mistaken"], "filename": "mistaken.flow.yaml"}).json()
    assert not answer["ok"] and answer["findings"][0]["line"] == 4
    assert not (tmp_path / "flows").exists()


def test_a_page_of_anything_can_be_shown(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "flows"
    folder.mkdir()
    (folder / "bytes.flow.yaml").write_bytes(b"flow: 1\nname: \xff\xfe\x00<script>alert(1)</script>\n")
    (folder / "huge.flow.yaml").write_bytes(b"#" * (3 * 1024 * 1024))
    (folder / "folder.flow.yaml").mkdir()
    (folder / "odd name.v2.flow.json").write_text(json.dumps({"flow": 1, "name": "</script><b>x", "do": []}))
    gallery = site.ask("GET", "/").body.decode()
    assert "<b>x" not in gallery and "alert(1)</script>" not in gallery
    for sentence in ("Line 2: The byte 0xFF is not UTF-8.", "Line 1: The file is larger than 2 MiB."):
        assert sentence in gallery
    for key in ("bytes", "huge", "odd%20name.v2"):
        page = site.ask("GET", f"/flows/{key}")
        assert page.status == 200, key
        assert b"alert(1)</script>" not in page.body and b"<b>x" not in page.body
        # what is not shown to the letter can't be saved either
        assert (b'id="editor"' in page.body) == (key not in ("bytes", "huge"))
    assert site.ask("GET", "/flows/folder").status == 404


def test_a_phone_is_added_by_name_and_is_the_same_device_for_ever(site: Site) -> None:
    answer = site.ask("POST", "/calls/phones", {"name": "  Ada's   phone "}).json()
    assert (answer["name"], answer["phones"]) == ("Ada's phone", ["this computer", "Ada's phone"])
    ids = []
    for _ in range(2):
        run = site.ask("POST", "/calls/runs", {"flow": "register", "phone": "Ada's phone"}).json()["id"]
        ids.append(site.events(run)[-1]["data"]["result"]["registrationId"])
    other = site.events(site.start("register"))[-1]["data"]["result"]["registrationId"]
    assert ids[0] == ids[1] and ids[0] != other


def test_no_flow_runs_as_a_phone_without_the_app(site: Site) -> None:
    id = site.services.phones.add("Ada").device.device_id
    site.services.phones.turn(id, "uninstalled")
    refused = site.ask("POST", "/calls/runs", {"flow": "register", "phone": "Ada"})
    assert refused.status == 400 and "Install it again" in refused.json()["message"]
    site.services.phones.turn(id, "online")
    assert site.ask("POST", "/calls/runs", {"flow": "register", "phone": "Ada"}).status == 201


def test_where_the_simulated_service_is_off_the_page_says_so(serve: Callable[..., Site]) -> None:
    assert b"simulated service is off" in serve(simulator=False).ask("GET", "/phones").body
    assert b"simulated service is off" not in serve().ask("GET", "/phones").body


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\u0000b", "\u202eevil"])
def test_a_phone_needs_a_name_that_can_be_read(site: Site, name: str) -> None:
    assert site.ask("POST", "/calls/phones", {"name": name}).status == 400
    assert [phone.name for phone in site.services.phones.list()] == ["this computer"]
