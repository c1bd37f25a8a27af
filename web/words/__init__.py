"""What the pages say: the English sentence is the message's id, the ``.po`` files here say it in other languages."""

from blockloom.web.words.catalogue import Language
from blockloom.web.words.figures import counted, duration
from blockloom.web.words.speaking import ENDPOINT, YEAR, gettext, install_words, language, marked, ngettext, translated

__all__ = [
    "ENDPOINT",
    "YEAR",
    "Language",
    "counted",
    "duration",
    "gettext",
    "install_words",
    "language",
    "marked",
    "ngettext",
    "translated",
]
