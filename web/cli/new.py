"""``new``: a flow to start from, in the library or as a file."""

from __future__ import annotations

import os
from pathlib import Path

import click

import blockloom
from blockloom.runtime.flowfiles import ENDINGS, key_for, stem_of
from blockloom.runtime.renaming import named
from blockloom.runtime.write import to_json
from blockloom.web.cli.console import answer, note
from blockloom.web.cli.files import DATA, library, write_file
from blockloom.web.cli.source import open_flow

EMPTY = """\
flow: 1
name: My flow
do:
- print: Hello
"""


@click.command()
@click.argument("name")
@click.option("--from", "example", metavar="FLOW", help="A flow to copy, such as 2, the second example.")
@DATA
def new(name: str, example: str | None, data: Path | None) -> None:
    """Make a flow called NAME among your own, or as a file if NAME is a path, and print where it is."""
    text = open_flow(example, data).text if example else EMPTY
    if os.sep in name or "/" in name or name.endswith(ENDINGS):
        path = _file(name, text)
        run = str(path)
    else:
        key = key_for(name)
        if not key:
            raise click.ClickException(f"\"{name}\" can't be a flow's name. Try one like My first flow.")
        flows, folder = library(data)
        file = flows.save(key, named(text, name), was="")
        path, run = folder / file.filename, key
    answer(str(path))
    note(f"Change it in the page or in any editor. It runs with: blockloom run {run}", "dim")


def _file(name: str, text: str) -> Path:
    path = Path(name if name.endswith(ENDINGS) else f"{name}{ENDINGS[0]}")
    title = stem_of(path.name)
    if not title:
        raise click.ClickException(f"{name} names no file. Try one like flows/orders{ENDINGS[0]}.")
    text = named(text, title.replace("-", " "))
    if path.name.endswith(ENDINGS[1]):
        flow = blockloom.read_flow(text, blockloom.catalog()).flow
        text = to_json(flow) if flow else text
    write_file(path, text)
    return path
