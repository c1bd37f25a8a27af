"""The languages of the pages: English, which the sources are written in, and one ``.po`` file for each other one."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from gettext import GNUTranslations, NullTranslations, c2py
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

from babel import Locale
from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from blockloom.runtime import Sentence

FOLDER = Path(__file__).parent
SAMPLES = 200
"""Numbers that show all plural forms of a language."""


class Language:
    """``code`` is its tag, such as ``de``; ``name`` is what its speakers call it."""

    def __init__(self, code: str, path: Path | None = None) -> None:
        self.code, self.path = code, path
        self.name = str(Locale.parse(code, "-").get_display_name()).capitalize()

    def gettext(self, message: str) -> str:
        """The message in this language, in English where nobody translated it yet."""
        return self._translations.gettext(message) if message else ""

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The form of a message that fits the number."""
        return self._translations.ngettext(one, many, number)

    def said(self, sentence: Sentence) -> str:
        """What the runtime said, in this language."""
        holes, many = sentence.holes, sentence.many
        id = sentence.template
        form = self.gettext(id) if many is None else self.ngettext(id, many, int(holes["count"]))
        return _Filling(self).vformat(form, (), holes) if holes else form

    def number(self, number: float, digits: int = 0) -> str:
        """``1,234.5``: with this many digits after the sign that this language puts there."""
        return format_decimal(number, f"#,##0{'.' if digits else ''}{'0' * digits}", self.code.replace("-", "_"))

    @cached_property
    def scripts(self) -> str:
        """The messages of the pages' scripts, as JSON; empty for English, which needs none.

        ``messages`` gives a translation for an id, or a list of forms; ``plural`` gives the place in that list for
        each of the language's plural categories.
        """
        if not self.path:
            return ""
        messages = {
            message.id[0] if isinstance(message.id, tuple) else message.id: message.string
            for message in self.catalog
            if message.id and not message.fuzzy and _of_scripts(message)
        }
        told = {"plural": self._plural(), "messages": {id: said for id, said in messages.items() if _whole(said)}}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def version(self) -> str:
        """Changes with the messages of the scripts."""
        return hashlib.sha256(self.scripts.encode()).hexdigest()[:12]

    @cached_property
    def catalog(self) -> Catalog:
        """All messages with their translations, of a language that has a file."""
        assert self.path
        with self.path.open("rb") as file:
            return read_po(file, self.code.replace("-", "_"), abort_invalid=True)

    @cached_property
    def _translations(self) -> NullTranslations:
        if not self.path:
            return NullTranslations()
        compiled = BytesIO()
        write_mo(compiled, self.catalog)
        compiled.seek(0)
        return GNUTranslations(compiled)

    def _plural(self) -> dict[str, int]:
        """Which of gettext's forms belongs to which category of the browser's ``Intl.PluralRules``."""
        form, category = c2py(self.catalog.plural_expr), Locale.parse(self.code, "-").plural_form
        return {category(number): form(number) for number in reversed(range(SAMPLES))}


class _Filling(Formatter):
    """Fills holes: sentences in there are said in the language, too, and numbers as it writes them."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def format_field(self, value: Any, spec: str) -> Any:
        if isinstance(value, Sentence):
            value = self._language.said(value)
        return self._language.number(value) if spec == "," else super().format_field(value, spec)


def languages(folder: Path) -> dict[str, Language]:
    """English and what lies in the folder, by their tags."""
    found = [Language(path.stem, path) for path in sorted(folder.glob("*.po"))]
    return {language.code: language for language in [ENGLISH, *found]}


def _of_scripts(message: Message) -> bool:
    """Whether a script says it; a translator's tool may have left out where a message stands."""
    return not message.locations or any(place.endswith(".ts") for place, _ in message.locations)


def _whole(said: Any) -> bool:
    return bool(said) and (isinstance(said, str) or all(said))


ENGLISH = Language("en")
