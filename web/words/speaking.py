"""Which language a request is answered in: the one chosen on a page, else what the browser prefers, else English.

Only an app that ``install_words`` was called for speaks other languages. Everywhere else, on the command line and in
the REST API, whose texts apps rely on, the same functions answer in English.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, has_request_context, request
from markupsafe import Markup, escape

from blockloom.runtime import Sentence
from blockloom.web.words import catalogue
from blockloom.web.words.catalogue import ENGLISH, Language

COOKIE = "language"
"""The cookie that keeps what was chosen; it is no secret and nobody's name."""
EXTENSION = "blockloom-words"
YEAR = 31_536_000

words = Blueprint("words", __name__)
ENDPOINT = "words.scripts"
"""What anybody may read, as the scripts themselves."""


def install_words(app: Flask) -> None:
    """Let the app's pages speak every language that has a catalogue."""
    app.extensions[EXTENSION] = catalogue.languages(catalogue.FOLDER)
    app.jinja_env.globals.update(
        _=_markup, ngettext=_plural_markup, language=language, languages=app.extensions[EXTENSION]
    )
    app.jinja_env.filters["translated"] = translated
    app.jinja_env.filters["number"] = lambda number: language().number(number)
    app.register_blueprint(words)


@words.get("/words/<code>-<version>.json")
def scripts(code: str, version: str) -> Response | tuple[str, int]:
    """What the pages' scripts say in a language. The address changes with the content, so it can be kept for ever."""
    found: Language | None = current_app.extensions[EXTENSION].get(code)
    if found is None or not found.scripts or version != found.version:
        return gettext("The words are others by now. Load the page again."), 404
    response = Response(found.scripts, mimetype="application/json")
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


def language() -> Language:
    """The language of the request that is being answered."""
    known: dict[str, Language] = current_app.extensions.get(EXTENSION, {}) if has_request_context() else {}
    if not known:
        return ENGLISH
    if "language" not in g:
        chosen = request.cookies.get(COOKIE, "")
        g.language = known.get(chosen) or _preferred(known)
    found = g.language
    assert isinstance(found, Language)
    return found


def _preferred(known: dict[str, Language]) -> Language:
    """What the browser asks for first and there is; ``de`` serves for ``de-AT``, too."""
    by_tag = {code.lower(): found for code, found in known.items()}
    tags = [tag.lower() for tag, quality in request.accept_languages if quality]
    return next((by_tag[one] for tag in tags for one in (tag, tag.partition("-")[0]) if one in by_tag), ENGLISH)


def gettext(message: str, /, **holes: object) -> str:
    """The message in the language of the request, each ``{hole}`` filled."""
    said = language().gettext(message)
    return said.format(**{name: translated(hole) for name, hole in holes.items()}) if holes else said


def marked(message: str) -> str:
    """The message itself. It says that it belongs into the catalogue where it is only translated later."""
    return message


def ngettext(one: str, many: str, count: int, /, **holes: object) -> str:
    """The form of the message that fits the number, which fills the hole ``{count}``."""
    said = language()
    return said.ngettext(one, many, count).format(count=said.number(count), **holes)


def translated(said: Any, into: Language | None = None) -> Any:
    """What the runtime said, or an error says, in a language, by default that of the request; all else as it is."""
    if isinstance(said, Exception) and said.args:
        said = said.args[0]
    return (into or language()).said(said) if isinstance(said, Sentence) else said


def _markup(message: str, /, **holes: object) -> Markup:
    """For templates: a translation is text, never markup, and what fills a hole is escaped unless it is markup."""
    said = escape(language().gettext(message))
    return said.format(**{name: translated(hole) for name, hole in holes.items()}) if holes else said


def _plural_markup(one: str, many: str, count: int, /, **holes: object) -> Markup:
    said = language()
    return escape(said.ngettext(one, many, count)).format(count=said.number(count), **holes)
