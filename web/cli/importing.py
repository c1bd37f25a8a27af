"""``import``: take flows of others among one's own, after a look at what they are and what they may touch."""

from __future__ import annotations

from collections.abc import Iterator
from os.path import isfile
from pathlib import Path

import click

from blockloom.runtime import Program
from blockloom.runtime.library import FlowLibrary, key_for
from blockloom.web.cli.console import answer, err, note
from blockloom.web.cli.exits import Exit
from blockloom.web.cli.export import exported, whole
from blockloom.web.cli.files import DATA, YES, agreed, library
from blockloom.web.cli.findings import show_findings
from blockloom.web.cli.source import key_of, open_flow
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
    for line in about(program):
        answer(line)
    text = exported(program, "yaml")
    key = key_for(key_of(program))
    if text is None or not key:
        note("It is left out: it can't be written as a flow of your own.", "red")
        return False
    if not whole(program) and not agreed("It has findings. Import it all the same?", yes=yes):
        return False
    if flows.has(key) and not agreed(f'You have a flow "{key}". Replace it?', yes=yes):
        return False
    file = flows.save(key, text)
    answer(f"Imported as {file.key}")
    return True


def about(program: Program) -> Iterator[str]:
    """What a person should know of a stranger's flow before it is theirs."""
    flow = program.flow
    if flow is None:
        yield f"{program.filename}: no flow that can be read"
        return
    blocks = [block for block in flow.blocks() if not block.formula]
    yield f"{program.filename}: {flow.name or 'without a name'}, {counted(len(blocks), 'block')}"
    doors = sorted({door for block in flow.blocks() for door in block.definition.doors} - {"say"})
    yield f"  It may touch {', '.join(doors)}." if doors else "  It touches nothing outside itself."
    packs = sorted({str(block.definition.pack) for block in flow.blocks() if block.definition.pack})
    if packs:
        yield f"  It uses blocks of {', '.join(packs)}."
    if any(finding.code == "unknown_block" for finding in program.findings):
        yield "  Blocks that are not installed are kept to the letter; until they are, it can't run."
