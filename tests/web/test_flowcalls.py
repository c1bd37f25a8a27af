"""The calls of a flow's life: versions in words, differences, merges, names."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import blockloom
from blockloom.runtime import read_flow
from blockloom.web import differing
from blockloom.web.flowing import note_lost
from tests.web.client import Site

TEXT = "flow: 1\nname: Mine\ndo:\n- print: hi\n- if: true\n  then:\n  - wait: 3\n"


def put(site: Site, text: str, was: str = "", **more: object) -> str:
    answer = site.ask("PUT", "/calls/flows/mine", {"text": text, "was": was, **more})
    assert answer.status == 200, answer.body
    return str(answer.json()["version"])


def said(old: str, new: str) -> list[str]:
    catalog = blockloom.catalog()
    return differing.words(read_flow(old, catalog), read_flow(new, catalog), catalog)


def test_what_changed_is_said_step_by_step() -> None:
    assert said(TEXT, TEXT) == []
    assert said(TEXT, TEXT + "- print: bye\n") == ["Added: Print bye"]
    assert said(TEXT, TEXT.replace("print: hi", "print: hello")) == ["Changed: Print hi → Print hello"]
    assert said(TEXT, TEXT.replace("- print: hi\n", "")) == ["Removed: Print hi"]
    assert said(TEXT, TEXT.replace("- print: hi", "- print: hi\n  note: why")) == ["Changed: Print hi"]
    assert said(TEXT, TEXT.replace("- print: hi\n", "") + "  - print: hi\n") == ["Moved: Print hi"]
    assert said(TEXT, TEXT.replace("Mine", "Ours") + "layout: {do: [1, 2]}\n") == [
        "Changed the name.",
        "Moved blocks on the page.",
    ]
    assert said(TEXT, TEXT.replace("name: Mine", "name:  Mine # really")) == [
        "Changed comments or the look of the text."
    ]
    assert said(TEXT, TEXT + "oh no: [\n") == ["1 line added, 0 lines removed."]
    many = TEXT + "".join(f"- print: {number}\n" for number in range(20))
    assert len(said(TEXT, many)) == 8 and said(TEXT, many)[-1] == "And 13 more changes."
    shown = differing.lines(many, many.replace("print: 19", "print: x").replace("name: Mine", "name: N"))
    assert "".join(line["kind"][0] for line in shown) == "srassgssra"
    assert shown[5]["text"] == "20 lines as before"


def test_it_is_said_when_a_schedule_starts_a_flow(site: Site) -> None:
    timed = TEXT.replace("do:", 'when:\n- schedule: {cron: "0 9 28 2 *", timezone: Europe/Oslo}\ndo:')
    said = site.ask("PUT", "/calls/flows/mine", {"text": timed, "was": ""}).json()
    assert re.fullmatch(r"Its schedule starts it next at \d{4}-02-28 09:00, Europe/Oslo.", said["starts"])
    page = site.ask("GET", "/flows/mine", Accept_Language="de").body.decode()
    assert re.search(r"Sein Zeitplan startet ihn das nächste Mal am \d{4}-02-28 09:00, Europe/Oslo.", page)
    for more, reason in {
        "- printt: bye\n": "findings are mended",
        "inputs:\n  who: {type: text}\n": "a clock gives no inputs",
        "": "ran it once",
    }.items():
        changed = {"text": timed + more, "was": said["version"], "foreign": more == ""}
        said = site.ask("PUT", "/calls/flows/mine", changed).json()
        assert reason in said["starts"]
    assert site.ask("PUT", "/calls/flows/mine", {"text": TEXT, "was": said["version"]}).json()["starts"] == ""
    shared = TEXT.replace("do:", "when:\n- http: {method: GET, path: /it}\ndo:").replace(
        "- print: hi", "- return: NAME"
    )
    for key in ("first", "second"):
        said = site.ask("PUT", f"/calls/flows/{key}", {"text": shared.replace("NAME", key), "was": ""}).json()
    assert said["starts"].startswith("GET /it starts several flows: first.flow.yaml, second.flow.yaml. Only the first")
    assert site.ask("GET", "/api/services/it").json() == "first", "as it is said"
    note_lost(site.services.store, str(uuid4()), "mine", 1_700_000_000_000)
    runs = site.ask("GET", "/runs").body.decode()
    assert "its schedule, 2023-11-14T22:13:20+00:00" in runs


def test_versions_are_listed_read_and_compared(site: Site, tmp_path: Path) -> None:
    first = put(site, TEXT)
    put(site, TEXT + "- print: bye\n", first, auto=True)
    (tmp_path / "flows" / "mine.flow.yaml").write_text(TEXT + "- print: outside\n")
    listed = site.ask("GET", "/calls/flows/mine/versions").json()
    assert [entry["said"] for entry in listed["versions"]] == [
        ["Changed: Print bye → Print outside"],
        ["Added: Print bye"],
        ["First version."],
    ]
    assert [entry["auto"] for entry in listed["versions"]] == [False, True, False] and not listed["more"]
    last = listed["versions"][-1]
    read = site.ask("GET", f"/calls/flows/mine/versions/{last['id']}").json()
    assert read == {"id": last["id"], "at": last["at"], "auto": False, "text": TEXT}
    assert site.ask("GET", "/calls/flows/mine/versions/999").status == 400
    answer = site.ask("POST", "/calls/difference", {"old": TEXT, "new": TEXT + "- print: x\n"}).json()
    assert answer["said"] == ["Added: Print x"] and answer["lines"][-1] == {"kind": "added", "text": "- print: x"}


def test_changes_are_merged_unless_they_touch_or_would_break_the_flow(site: Site) -> None:
    def merge(mine: str, theirs: str) -> dict[str, object]:
        answer: dict[str, object] = site.ask(
            "POST", "/calls/merge", {"base": TEXT, "mine": mine, "theirs": theirs}
        ).json()
        return answer

    mine = TEXT.replace("hi", "mine")
    both = merge(mine, TEXT.replace("wait: 3", "wait: 5"))
    text = mine.replace("wait: 3", "wait: 5")
    assert both == {"text": text, "together": text, "said": ["Changed: Wait 3 seconds → Wait 5 seconds"]}
    added = merge(TEXT + "- print: mine\n", TEXT + "- print: theirs\n")
    assert added["text"] is None and added["together"] == TEXT + "- print: theirs\n- print: mine\n"
    assert merge(mine, TEXT.replace("hi", "theirs"))["text"] is None
    base = TEXT.replace("- print: hi", "- set: count\n  to: 1")
    body = {"base": base, "mine": base.replace("- wait: 3", "- print: =count"), "theirs": TEXT}
    assert site.ask("POST", "/calls/merge", body).json()["text"] is None


def test_a_flow_is_read_renamed_copied_deleted_and_brought_back(site: Site) -> None:
    version = put(site, TEXT)
    assert site.ask("GET", "/calls/flows/mine").json() == {"key": "mine", "version": version, "text": TEXT}
    assert site.ask("GET", f"/calls/flows/mine?not={version}").json() == {"key": "mine", "version": version}
    assert site.ask("POST", "/calls/flows/mine/copy", {}).json()["key"] == "Mine-copy"
    renamed = site.ask("POST", "/calls/flows/mine/name", {"name": "Yours", "was": version}).json()
    assert renamed["key"] == "Yours" and renamed["users"] == []
    taken = site.ask("POST", "/calls/flows/Yours/name", {"name": "Mine copy", "was": renamed["version"]})
    assert taken.status == 409 and "already" in taken.json()["message"]
    assert site.ask("DELETE", "/calls/flows/Yours", {"was": version}).status == 409
    assert site.ask("DELETE", "/calls/flows/Yours", {"was": renamed["version"]}).json() == {"key": "Yours", "users": []}
    assert site.ask("GET", "/flows/Yours").status == 404
    assert site.ask("POST", "/calls/flows/Yours/back", {}).json() == {"key": "Yours", "version": renamed["version"]}
    assert site.ask("POST", "/calls/flows/nothing/back", {}).status == 400
