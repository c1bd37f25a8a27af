"""The message catalogue, taken from the sources: templates, Python, TypeScript and what is said of the blocks.

``python -m tests.project.wording`` brings every ``web/words/*.po`` up to date: new messages are added without a
translation, changed ones keep their old translation as a hint ("fuzzy"), which is not shown before somebody confirms
it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

import blockloom
from blockloom.runtime.catalog import Slot
from blockloom.runtime.kinds import PHRASES, WORDS
from blockloom.runtime.touches import sentences
from blockloom.web.workspace.palette import titled
from tests.project.support import ROOT

FOLDER = ROOT / "web" / "words"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None, "gettext": None, "marked": None, "ngettext": (1, 2), "t": None, "tn": (1, 2),
}  # fmt: skip
METHODS = {
    ".html": ("jinja2", {"silent": "false"}),
    ".py": ("python", {}),
    ".ts": ("javascript", {"parse_template_string": "true"}),
}
LETTER = re.compile(r"[^\W\d_]")
HOLE = re.compile(r"\{\w*\}")


def sources() -> Iterator[Path]:
    """The files whose messages a page shows."""
    for path in sorted((ROOT / "web").rglob("*")):
        folder = path.relative_to(ROOT / "web").parts[0]
        if path.suffix in METHODS and folder not in ("node_modules", "static", "api", "cli", "console"):
            yield path


def messages_of(path: Path) -> Iterator[str | tuple[str, str]]:
    """The messages in one file; a plural one is (one, many)."""
    method, options = METHODS[path.suffix]
    with path.open("rb") as file:
        for _, message, _, _ in extract(method, file, KEYWORDS, (), options):
            yield (message[0], message[1]) if isinstance(message, tuple) else message


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


def words_of(slot: Slot) -> list[str]:
    return [slot.empty or "", *(name.replace("_", " ") for name in [slot.key, *(slot.choices or ())])]


def extracted() -> Catalog:
    """All messages, without translations."""
    catalog = Catalog(project="Blockloom", fuzzy=False)
    for path in sources():
        for message in messages_of(path):
            catalog.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    for place, message in messages_of_blocks():
        if LETTER.search(HOLE.sub("", message)):
            catalog.add(message, locations=[(place, 0)])
    return catalog


def update(path: Path, template: Catalog) -> None:
    """Bring one file of translations up to date."""
    with path.open("rb") as file:
        catalog = read_po(file, path.stem.replace("-", "_"))
    catalog.update(template, update_creation_date=False)
    with path.open("wb") as file:
        write_po(file, catalog, width=110, include_lineno=False, sort_by_file=True, ignore_obsolete=True)


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.po")):
        update(path, extracted())
