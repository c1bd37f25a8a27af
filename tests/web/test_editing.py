"""The calls of the visual editor, over the wire."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.web.client import Site
from tests.web.conftest import FLOWS

TEXT = "flow: 1\nfunctions:\n  tell:\n    do: []\ndo:\n- print:   hi   # why\n- print: =1 + 2\n"


def blocks_of(site: Site, text: str, **more: Any) -> Any:
    answer = site.ask("POST", "/calls/blocks", {"text": text, **more})
    assert answer.status == 200, answer.body
    return answer.json()


def text_of(site: Site, text: str, sheet: dict[str, Any], section: str = "do") -> Any:
    wire = {key: sheet[key] for key in ("blocks", "tops", "places")}
    answer = site.ask("POST", "/calls/text", {"text": text, "section": section, **wire})
    assert answer.status == 200, answer.body
    return answer.json()


def test_a_text_becomes_blocks_and_blocks_become_a_text(site: Site) -> None:
    answer = blocks_of(site, TEXT)
    assert answer["ok"] and answer["section"] == "do"
    assert [one["section"] for one in answer["outline"]] == ["do", "functions/tell"]
    sheet = answer["sheet"]
    pill = next(id for id, one in sheet["blocks"].items() if one.get("fields") == {"VALUE": "hi"})
    sheet["blocks"][pill]["fields"]["VALUE"] = "hello"
    after = text_of(site, TEXT, sheet)
    assert after["text"] == TEXT.replace("print:   hi", "print: hello")
    assert after["places"][pill] == "do/0/value"
    about = site.ask("POST", "/calls/about", {"text": after["text"], "section": "do"}).json()
    assert set(about["prints"]) == {"do/0", "do/1"} and about["lines"] == {"do/0": 6, "do/1": 7}
    assert about["ok"] and [one["section"] for one in about["outline"]] == ["do", "functions/tell"]
    opened = blocks_of(site, TEXT, open=["do/1/value"])["sheet"]["blocks"]
    assert "add" in {one["type"] for one in opened.values()}


def test_broken_texts_have_findings_and_no_blocks(site: Site) -> None:
    for text in ("flow: 1\ndo:\n- print: [\n", "flow: 1\ndo:\n- prnt: 1\n  print: 2\n  set: 5\n", "", "do: {"):
        answer = blocks_of(site, text)
        assert answer["sheet"] is None and answer["findings"] and not answer["ok"]
    kept = blocks_of(site, FLOWS["mistaken"])
    assert kept["sheet"] is not None and not kept["ok"]


def test_a_section_that_is_gone_is_the_main_one(site: Site) -> None:
    assert blocks_of(site, TEXT, section="functions/gone")["section"] == "do"
    gone = text_of(site, TEXT, blocks_of(site, TEXT)["sheet"], "functions/gone")
    assert "no such section" in gone["problem"]


def test_functions_are_made_and_deleted(site: Site) -> None:
    more = site.ask("POST", "/calls/functions", {"text": TEXT, "name": "greet"}).json()["text"]
    assert "greet" in more
    assert site.ask("POST", "/calls/functions", {"text": more, "section": "functions/greet"}).json()["text"] == TEXT
    assert "already" in site.ask("POST", "/calls/functions", {"text": TEXT, "name": "tell"}).json()["problem"]


def test_the_palette_can_be_kept_for_ever(site: Site) -> None:
    page = site.ask("GET", "/flows/register").body.decode()
    address = page.split('"palette": "')[1].split('"')[0]
    answer = site.ask("GET", address)
    assert "immutable" in answer.headers["Cache-Control"]
    palette = answer.json()
    assert palette["blocks"]["register_device"]["slots"][0]["empty"] == "default"
    assert palette["blocks"]["print"]["step"] and "step" not in palette["blocks"]["length"]
    assert site.ask("GET", "/editor/palette-000000000000.json").status == 404


def test_no_page_can_break_the_server(site: Site) -> None:
    """Blocks of which something was exchanged for something else are taken or refused, and never a fault."""
    random = Random(5)
    text = (
        FLOWS["greet"]
        + "- brew_tea: {a: [1]}\n- max: [1]\n- if: =times > 1\n  then: []\n  else: [{if: false, then: []}]\n"
    )
    whole = json.dumps(blocks_of(site, text)["sheet"])
    strange: list[Any] = [
        None,
        5,
        -1,
        "",
        "b1",
        "do",
        [],
        {},
        [[]],
        {"a": {}},
        True,
        1e300,
        "=(",
        "${",
        "\ud800",
        "x" * 300,
    ]
    for _ in range(250):
        sheet = json.loads(whole)
        for _ in range(random.choice([1, 1, 2, 5])):
            spoil(sheet, random, strange)
        body = {"text": text, "section": "do", **{key: sheet.get(key) for key in ("blocks", "tops", "places")}}
        answer = site.ask("POST", "/calls/text", body)
        assert answer.status in (200, 400), (answer.status, body)


def spoil(thing: Any, random: Random, strange: list[Any]) -> None:
    """Exchange something somewhere inside."""
    keys = list(thing) if isinstance(thing, dict) else list(range(len(thing)))
    if not keys:
        return
    key = random.choice(keys)
    if isinstance(thing[key], dict | list) and thing[key] and random.random() < 0.8:
        spoil(thing[key], random, strange)
    elif isinstance(thing, dict) and random.random() < 0.3:
        thing[random.choice(["b2", "type", "next", "step", "inputs", "items", "names"])] = thing.pop(key)
    else:
        thing[key] = random.choice(strange)
