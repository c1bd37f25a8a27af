"""The catalogue holds all that the pages say, and translations fit."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from blockloom.web.words.catalogue import FOLDER, Language
from tests.project.support import ROOT
from tests.project.wording import HOLE, METHODS, extracted, messages_of, sources, update

CALL = {
    ".html": re.compile(r"(?<![\w.])(?:_|ngettext)\((?=[\"'])"),
    ".py": re.compile(r"(?<![\w.])(?:gettext|ngettext|marked)\((?=\s*[\"'])"),
    ".ts": re.compile(r"(?<![\w.])(?:t|tn)\((?=\s*[\"'`])"),
}
NAMES = {"Android", "Blockloom", "Windows", "iOS"}
POLISH = """\
msgid ""
msgstr ""
"Language: pl\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

#: web/editor/search.ts
msgid "{count} block"
msgid_plural "{count} blocks"
msgstr[0] "{count} blok"
msgstr[1] "{count} bloki"
msgstr[2] "{count} bloków"

#: web/templates/base.html
msgid "Flows"
msgstr "Przepływy"

msgid "Stop"
msgstr "Zatrzymaj"

#, fuzzy
#: web/editor/search.ts web/templates/base.html
msgid "Runs"
msgstr "not sure"
"""


def test_no_message_escapes_the_extraction() -> None:
    seen = set()
    for path in sources():
        text = path.read_text("utf-8")
        assert len(CALL[path.suffix].findall(text)) <= len(messages_of(path)), (
            f"{path}: some are not found (in a template string?)"
        )
        assert not re.search(r"(?<![\w.])(?:t|tn)\(`", text), f"{path}: a message is no plain text"
        seen.add(path.suffix)
    assert seen == set(METHODS)
    known = extracted()
    assert {"Skip to the content", "Print {value}"} <= {message.id for message in known}


def test_no_word_stands_bare_in_a_template() -> None:
    for path in (path for path in sources() if path.suffix == ".html"):
        text = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", path.read_text("utf-8"), flags=re.DOTALL)
        text = re.sub(r"<(code|kbd)>.*?</\1>", "", text)
        told = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', text)
        words = re.findall(r"[^\W\d_]{2,}", " ".join([*told, re.sub(r'[\w-]+="[^"]*"|<[^>]*>', " ", text)]))
        assert set(words) <= NAMES, path.name


def test_a_language_without_and_with_its_plural_forms(tmp_path: Path) -> None:
    path = tmp_path / "pl.po"
    path.write_text(POLISH, "utf-8")
    polish = Language("pl", path)
    assert polish.name == "Polski"
    assert [polish.gettext(message) for message in ("Flows", "Runs", "")] == ["Przepływy", "Runs", ""]
    assert [polish.ngettext("{count} block", "{count} blocks", number)[8:] for number in (1, 3, 5)] == [
        "blok", "bloki", "bloków",
    ]  # fmt: skip
    assert polish.number(1234567.25, 1).split("\xa0") == ["1", "234", "567,2"]
    told = json.loads(polish.scripts)
    assert told["messages"] == {
        "{count} block": ["{count} blok", "{count} bloki", "{count} bloków"],
        "Stop": "Zatrzymaj",
    }
    assert told["plural"] == {"one": 0, "few": 1, "many": 2}
    update(path, extracted())
    renewed = path.read_text("utf-8")
    assert 'msgstr "Przepływy"' in renewed and "Skip to the content" in renewed


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.po")), ids=lambda path: path.name)
def test_translations_have_the_holes_of_their_messages(path: Path) -> None:
    for message in Language(path.stem, path).catalog:
        if message.id and not message.fuzzy:
            ids, said = [[one] if isinstance(one, str) else [*(one or [])] for one in (message.id, message.string)]
            for one in filter(None, said):
                assert set(HOLE.findall(one)) in [set(HOLE.findall(id)) for id in ids], message.id
            assert all(said) or not any(said), f"only some forms: {message.id}"


def test_blockly_speaks_every_language_of_the_pages() -> None:
    source = (ROOT / "web" / "editor" / "blocks" / "blockly.ts").read_text("utf-8")
    assert re.findall(r'import\("blockly/msg/([\w-]+)"\)', source) == sorted(path.stem for path in FOLDER.glob("*.po"))
