"""What every template can use: addresses of static files that change with their content, times, numbers, plurals."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from flask import Flask, Response, request, url_for

from blockloom.runtime.library import FlowFile
from blockloom.runtime.phones import FIRST
from blockloom.web.drawing import figure
from blockloom.web.words import YEAR, duration, gettext, marked

STATIC = Path(__file__).parent / "static"
LOOK = "look"
"""The cookie that keeps what was chosen; it is no secret and nobody's name."""
HASHED = re.compile(r"/built/\w+-[A-Z0-9]{8}\.js$")
"""The scripts that others fetch: the build puts the hash of their content into their names."""


class Look(NamedTuple):
    """``contrast`` is the media query under which the style sheet for more contrast counts."""

    words: str
    contrast: str


LOOKS = {
    "": Look(marked("Look: as the system"), "(prefers-contrast: more)"),
    "light": Look(marked("Light"), "not all"),
    "dark": Look(marked("Dark"), "not all"),
    "contrast": Look(marked("High contrast"), "all"),
}


def install_look(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(moment=moment, duration=duration, phone=phone, named=named, about=about)
    app.jinja_env.globals.update(asset=asset, look=look, LOOKS=LOOKS, figure=figure)

    @app.after_request
    def keep(response: Response) -> Response:
        """A static file asked for by the hash of its content, or with one in its name, can be kept for ever."""
        hashed = "v" in request.args or HASHED.search(request.path)
        if request.endpoint == "static" and hashed and response.status_code == 200:
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response


def look() -> str:
    """The look that was chosen for the pages; empty is the system's."""
    chosen = request.cookies.get(LOOK, "")
    return chosen if chosen in LOOKS else ""


def asset(name: str) -> str:
    """The address of a file in ``static/``."""
    return url_for("static", filename=name, v=version(name))


@cache
def version(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def named(file: FlowFile) -> str:
    """What a flow is called: an example is so in the reader's language, another flow as its text says."""
    return gettext(file.title) if file.example else file.title


def about(file: FlowFile) -> str:
    """What is told of a flow, in whose words ``named`` says."""
    told = file.program.flow.description if file.program.flow else ""
    return gettext(told) if file.example and told else told


def phone(name: str) -> str:
    """What a phone is called: the one that is always there has a name in each language."""
    return gettext("this computer") if name == FIRST else name


def moment(milliseconds: int) -> str:
    """ISO 8601, in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")
