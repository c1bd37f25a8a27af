"""``import``: take flows of others among one's own, after a look at what they are and what they may touch."""

from __future__ import annotations

from os.path import isfile
from pathlib import Path

import click

from blockloom.runtime import Program
from blockloom.runtime.library import FlowLibrary
from blockloom.web.cli.console import answer, err, note
from blockloom.web.cli.exits import Exit
from blockloom.web.cli.files import DATA, YES, agreed, library
from blockloom.web.cli.findings import show_findings
from blockloom.web.cli.source import key_of, open_flow
from blockloom.web.imports import offer
from blockloom.web.words import counted


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@YES
@DATA
def import_(files: tuple[str, ...], yes: bool, data: Path | None) -> Exit:
    """Check flow files, tell what they may touch, and copy them among your own flows. Nothing in them is run."""
    programs = [open_flow(file) if isfile(file) else _no_file(file) for file in files]
    flows, _ = library(data)
    taken = [_take(program, flows, yes) for program in programs]
    note(f"{counted(sum(taken), 'flow')} of {len(taken)} imported", "green" if all(taken) else "yellow")
    return Exit.FINE if all(taken) else Exit.FAILED


def _no_file(word: str) -> Program:
    raise click.ClickException(f"There is no file {word}. Flows are imported from files, such as orders.flow.yaml.")


def _take(program: Program, flows: FlowLibrary, yes: bool) -> bool:
    show_findings(program, err)
    found = offer(program, key_of(program), flows)
    answer("\n  ".join([program.filename, *found["about"]]))
    key, text = found["key"], found["text"]
    if text is None:
        note("It is left out: it can't be kept as a flow of your own.", "red")
        return False
    if not found["whole"] and not agreed("It has findings. Import it all the same?", yes=yes):
        return False
    if found["version"] and not agreed(f'There is a flow "{key}" already. Replace it?', yes=yes):
        return False
    flows.save(key, text, was=found["version"])
    answer(f"Imported as {key}")
    return True
