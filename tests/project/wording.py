"""The message catalogue, taken from the sources: templates, Python, TypeScript and what is said of the blocks.

``python -m tests.project.wording`` brings every ``web/words/*.po`` up to date; with the tag of a language, such as
``fr``, it begins that one. New messages are added without a translation; a changed one keeps its old translation as a
hint ("fuzzy"), which is not shown before somebody confirms it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

import blockloom
from blockloom import read_flow
from blockloom.runtime.catalog import Slot
from blockloom.runtime.kinds import PHRASES, WORDS
from blockloom.runtime.touches import sentences
from blockloom.web.workspace.palette import titled
from tests.project.support import ROOT

FOLDER = ROOT / "web" / "words"
Keywords = dict[str, tuple[int, ...] | None]
RUNTIME: Keywords = {"sentence": None, "plural": (1, 2), "too_large": (1,)}
"""What makes a sentence in ``runtime`` and ``blocks``."""
KEYWORDS: Keywords = RUNTIME | {
    "_": None, "gettext": None, "marked": None, "ngettext": (1, 2), "t": None, "tn": (1, 2),
}  # fmt: skip
UNITS: Keywords = {"too_large": (3,)}
METHODS = {
    ".html": ("jinja2", {"silent": "false"}),
    ".py": ("python", {}),
    ".ts": ("javascript", {"parse_template_string": "true"}),
}
HEAD = """\
# What the pages say. A message without a translation is shown in English; a {{name}} stays as it is.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {forms}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
SPOKEN = re.compile(
    r"(ANNOUNCE|BLOCK_LABEL|BUBBLE_LABEL|FIELD_LABEL|ICON_LABEL|KEYBOARD_NAV|SCREENREADER|WORKSPACE_(CONTENTS|LABEL|ROLE)|ZOOM)"
    r"|(ARIA_TYPE_FIELD_(DROPDOWN|IMAGE|INPUT|NUMBER|TEXT_INPUT)|INPUT_LABEL_(EMPTY|END_STATEMENT|INDEX|STATEMENT|VALUE)"
    r"|(CLOSE|(COPY|CUT|PASTE)_SHORTCUT|CURRENT_BLOCK_ANNOUNCEMENT|HELP_PROMPT|MOVE_BLOCK|NO_PARENT_ANNOUNCEMENT"
    r"|PARENT_BLOCKS_ANNOUNCEMENT|RESET_ZOOM|UNKNOWN|ENTER_KEY|SHIFT_KEY|ESCAPE))$"
)
"""The keys of what Blockly says on our pages; above all to those who hear the blocks."""
LETTER = re.compile(r"[^\W\d_]")
HOLE = re.compile(r"\{\w*(?::[^{}]*)?\}|%\d")


def sources() -> Iterator[Path]:
    """The files whose messages a page shows."""
    for room in ("blocks", "runtime"):
        yield from sorted((ROOT / room).rglob("*.py"))
    for path in sorted((ROOT / "web").rglob("*")):
        folder = path.relative_to(ROOT / "web").parts[0]
        if path.suffix in METHODS and folder not in ("node_modules", "static", "api", "cli", "console"):
            yield path


@cache
def messages_of(path: Path) -> list[str | tuple[str, str]]:
    """The messages in one file; a plural one is (one, many)."""
    method, options = METHODS[path.suffix]
    said, content = KEYWORDS if path.is_relative_to(ROOT / "web") else RUNTIME, path.read_bytes()
    found: list[Any] = []
    for keywords in (said, UNITS):
        if any(f"{word}(".encode() in content for word in keywords):
            found += [message for _, message, _, _ in extract(method, BytesIO(content), keywords, (), options)]
    return [(one[0], one[1]) if isinstance(one, tuple) else one for one in found]


def messages_of_blocks() -> Iterator[tuple[str, str]]:
    """What is said of the blocks, each message with the file it stands in."""
    catalog = blockloom.catalog()
    for category in catalog.categories.values():
        yield from ((f"blocks/{category.name}.py", words) for words in (category.about, titled(category.name)))
    for block in catalog.values():
        place = f"blocks/{block.category}.py"
        yield place, block.words
        yield from ((place, " ".join(part.split())) for part in block.help.split("\n\n") if part.strip())
        yield from ((place, words) for slot in block.slots for words in words_of(slot))
    yield from (("runtime/touches.py", sentence) for sentence in sentences())
    yield from (("runtime/kinds.py", word) for word in [*WORDS.values(), *PHRASES.values()])


def messages_of_flows() -> Iterator[tuple[str, str]]:
    """What the examples are called, and what is told of them, each with its file."""
    for path in sorted((ROOT / "flows").glob("*.flow.yaml")):
        flow = read_flow(path.read_text("utf-8"), blockloom.catalog()).runnable()
        yield from ((f"flows/{path.name}", words) for words in (flow.name, flow.description))


def messages_of_blockly() -> Iterator[str]:
    """What Blockly says in English where it has no translation."""
    text = (ROOT / "web" / "node_modules" / "blockly" / "msg" / "en.js").read_text("utf-8")
    for key, words in re.findall(r'Msg\["(\w+)"\] = (".*");', text):
        if SPOKEN.match(key):
            yield json.loads(words)


def words_of(slot: Slot) -> list[str]:
    return [slot.empty or "", *(name.replace("_", " ") for name in [slot.key, *(slot.choices or ())])]


@cache
def messages() -> list[tuple[str, str | tuple[str, str]]]:
    """All messages, each with the file that it stands in."""
    found = [(path.relative_to(ROOT).as_posix(), one) for path in sources() for one in messages_of(path)]
    found += [("web/editor/blocks/blockly.ts", message) for message in messages_of_blockly()]
    return [*found, *messages_of_blocks(), *messages_of_flows()]


def extracted() -> Catalog:
    """All messages, without translations."""
    catalog = Catalog(fuzzy=False)
    for place, message in messages():
        if LETTER.search(HOLE.sub("", message if isinstance(message, str) else message[0])):
            catalog.add(message, locations=[(place, 0)])
    return catalog


def update(path: Path, template: Catalog) -> None:
    """Bring one file of translations up to date; make it where there is none."""
    code = path.stem.replace("-", "_")
    catalog = read_po(BytesIO(path.read_bytes()), code) if path.exists() else Catalog(code)
    catalog.update(template)
    head = HEAD.format(language=path.stem, forms=catalog.plural_forms)
    messages = BytesIO()
    write_po(messages, catalog, 110, omit_header=True, include_lineno=False, sort_by_file=True, ignore_obsolete=True)
    path.write_bytes(head.encode() + messages.getvalue())


if __name__ == "__main__":
    for path in {*FOLDER.glob("*.po"), *(FOLDER / f"{code}.po" for code in sys.argv[1:])}:
        update(path, extracted())
