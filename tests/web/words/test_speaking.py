"""Which language a page is in."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from blockloom.runtime.trace import glimpse
from blockloom.web.stream import spoken
from blockloom.web.words import catalogue, duration, gettext
from tests.web.client import Site

WORDS = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Flows"
msgstr "<b>Fluoj</b>"

#: web/editor/ring.ts
msgid "Sound is on"
msgstr "Sono ŝaltita"

msgid "There is nothing at this address."
msgstr "Nenio estas ĉe ĉi tiu adreso."

msgid "Versions of {flow}"
msgstr "{flow}: versioj"

msgid "Register a device on two channels"
msgstr "Registri aparaton"

msgid "Puts a phone on two channels."
msgstr "Metas telefonon en du kanalojn."

msgid "list of {size}"
msgstr "listo de {size}"

msgid "{flow}, my copy"
msgstr "{flow}, mia kopio"
"""


@pytest.fixture(name="site")
def _site(serve: Callable[..., Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    (tmp_path / "eo.po").write_text(WORDS, "utf-8")
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    return serve()


def test_the_language_that_was_chosen_or_the_browser_prefers(site: Site) -> None:
    def language(cookie: str = "", accepts: str = "", path: str = "/") -> str:
        own = f"{site.services.gate.cookie}={site.services.gate.secret}"
        held = f"{own}; language={cookie}" if cookie else own
        body = site.ask("GET", path, Accept_Language=accepts, Accept="text/html", Cookie=held).body.decode()
        return re.findall(r'<html lang="(\w+)"', body)[0] if "<html" in body else body

    assert [language(), language("de"), language("eo"), language("en", "eo")] == ["en", "en", "eo", "en"]
    assert [language(accepts=said) for said in ("eo-XX,en;q=0.5", "fr,eo;q=0.5", "en-US,eo;q=0.9")] == [
        "eo",
        "eo",
        "en",
    ]

    page = site.ask("GET", "/", Accept_Language="eo").body.decode()
    assert "&lt;b&gt;Fluoj&lt;/b&gt;" in page and '<option value="eo" lang="eo" selected>Esperanto' in page
    address = re.findall(r'data-words="([^"]+)"', page)[0]
    words = site.ask("GET", address, drop=("Cookie",))
    assert (words.status, words.json()["messages"]["Sound is on"]) == (200, "Sono ŝaltita")
    assert "immutable" in words.headers["Cache-Control"]
    assert site.ask("GET", address.replace("eo-", "eo-0")).status == site.ask("GET", "/words/en-.json").status == 404
    assert "data-words" not in site.ask("GET", "/").body.decode()

    said = [site.ask("GET", path, Accept_Language="eo").json()["message"] for path in ("/nowhere", "/api/nowhere")]
    assert said[0] == "Nenio estas ĉe ĉi tiu adreso." and said[1].startswith("There is no")
    assert gettext("Flows") == "Flows" and duration(0) == "less than 1 ms"

    cut, own = glimpse({"a": [[[1, 2]], "list of 2"]}), {"kind": "gap", "missed": 1}
    told = spoken([{"kind": "value", "value": cut}, own], catalogue.languages(catalogue.FOLDER)["eo"])
    assert told == [{"kind": "value", "value": {"a": [["listo de 2"], "list of 2"]}}, own]

    evil = "<img src=x>"
    site.ask("PUT", "/calls/flows/evil", {"text": f"flow: 1\nname: '{evil}'\ndo:\n- return: 1\n"})
    page = site.ask("GET", "/flows/evil", Accept_Language="eo").body.decode()
    assert "&lt;img src=x&gt;: versioj" in page and evil not in page


def test_an_example_is_called_in_the_readers_words_and_an_own_flow_in_its_own(site: Site) -> None:
    def page(path: str, language: str = "eo") -> str:
        return site.ask("GET", path, Accept_Language=language).body.decode()

    own = site.services.history.copy("register").key
    shown = page("/flows/register")
    assert "<h1>Registri aparaton</h1>" in shown and "Metas telefonon en du kanalojn." in shown
    assert 'value="Registri aparaton, mia kopio"' in shown
    assert "<h1>Register a device on two channels</h1>" in page("/flows/register", "en")
    assert "<h1>Register a device on two channels, copy</h1>" in page(f"/flows/{own}")
    gallery = page("/")
    assert ">Registri aparaton</a>" in gallery and ">Register a device on two channels, copy</a>" in gallery
    assert gallery.count("Metas telefonon") == gallery.count("Puts a phone") == 1
