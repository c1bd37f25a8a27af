"""``fmt``: flow files in the canonical style."""

from __future__ import annotations

import os
from os.path import isfile
from pathlib import Path

import click

import blockloom
from blockloom.runtime import Program
from blockloom.runtime.write import NotWritable, formatted
from blockloom.web.cli.console import answer, err, note
from blockloom.web.cli.exits import Exit
from blockloom.web.cli.files import write_file
from blockloom.web.cli.findings import show_findings
from blockloom.web.cli.fixing import show_diff
from blockloom.web.cli.source import open_flow
from blockloom.web.cli.waiting import counting
from blockloom.web.forms import whole
from blockloom.web.words import counted


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--check", is_flag=True, help="Write nothing; name the files that are not in the style.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
def fmt(files: tuple[str, ...], check: bool, diff: bool) -> Exit:
    """Put flow files in the canonical style, comments and all. A file with errors is left alone."""
    for file in files:
        if not isfile(file):
            raise click.ClickException(f"There is no file {file}. Files are put in order, such as orders.flow.yaml.")
    pairs = [(program, ordered(program)) for program in map(open_flow, counting(files, "Reading"))]
    changed = [(program, text) for program, text in pairs if text is not None and text != program.text]
    for program, text in changed:
        if diff:
            show_diff(program, text, "in the style")
        elif check:
            answer(f"{program.filename} is not in the style.")
        else:
            write_file(Path(os.path.realpath(program.filename)), text, over=True)
    broken = sum(text is None for _, text in pairs)
    verb = "would change" if check or diff else "changed"
    note(f"{counted(len(files), 'file')}, {len(changed)} {verb}" + (f", {broken} left alone" if broken else ""))
    return Exit.FAILED if broken or changed and (check or diff) else Exit.FINE


def ordered(program: Program) -> str | None:
    """The program's text in the style; None, and its findings on stderr, if it can't be put in order."""
    if program.flow is None or not whole(program):
        show_findings(program, err)
        return None
    try:
        return formatted(program.text, blockloom.catalog(), program.filename.endswith(".json"))
    except NotWritable as error:
        note(f"{program.filename}  {error}", "red")
        return None
