"""``check --fix`` and ``--diff``: mends made in the files, or shown as what they would change."""

from __future__ import annotations

import difflib

import click
from rich.text import Text

from blockloom.runtime import Program, read_flow
from blockloom.runtime.flowfiles import write_durably
from blockloom.runtime.mending import Mended, mend
from blockloom.web.cli.console import answer, harmless, out
from blockloom.web.cli.source import is_example, path_of


def mended(program: Program) -> Mended:
    """All mends of a flow, made in its text; nothing is written."""
    return mend(program, lambda text: read_flow(text, program.catalog, program.filename))


def write_mended(word: str, program: Program) -> Mended:
    """Make all mends of the flow that ``word`` names, in its file. ClickException if it can't be written."""
    found = mended(program)
    if not found.made:
        return found
    path = path_of(word)
    if is_example(path):
        raise click.ClickException(f"{program.filename} is an installed example and stays as it is. Copy it first.")
    try:
        write_durably(path.resolve(), found.program.text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise click.ClickException(f"{word} can't be written: {error.strerror or error}.") from None
    return found


def show_made(found: Mended) -> None:
    """One line for each mend that was made, with the place at which it was told."""
    for finding in found.made:
        line = Text(harmless(f"{finding.told(found.program.filename)}   (mended)"))
        line.stylize("bold green", 0, line.plain.find("  "))
        out.print(line)


def show_diff(before: Program, after: str, how: str) -> None:
    """What would change in a flow's text, as a patch."""
    name = before.filename
    lines = difflib.unified_diff(_lines(before.text), _lines(after), name, f"{name} ({how})", lineterm="")
    for line in lines:
        answer(line)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")
