"""``export``: a flow as YAML, JSON, Python or a picture."""

from __future__ import annotations

from pathlib import Path

import click

import blockloom
from blockloom.runtime import Program, python_of
from blockloom.runtime.write import to_json, to_yaml
from blockloom.web.cli.console import answer, err, note
from blockloom.web.cli.exits import Exit
from blockloom.web.cli.files import DATA, YES, write_file
from blockloom.web.cli.findings import show_findings
from blockloom.web.cli.source import open_flow
from blockloom.web.drawing import svg
from blockloom.web.picture import picture

MOST = 2_000
"""Rows of a picture."""


@click.command()
@click.argument("flow")
@click.option("--yaml", "form", flag_value="yaml", default="yaml", help="A flow file; what is one stays as it is.")
@click.option("--json", "form", flag_value="json", help="The same as JSON.")
@click.option("--python", "form", flag_value="python", help="A Python program that runs on its own.")
@click.option("--picture", "form", flag_value="picture", help="Its blocks as an SVG.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="The file to write to.")
@YES
@DATA
def export(flow: str, form: str, output: Path | None, yes: bool, data: Path | None) -> Exit:
    """Print a flow as a flow file, JSON, Python or a picture, or write it to a file."""
    program = open_flow(flow, data)
    text = exported(program, form)
    if text is None:
        show_findings(program, err)
        note(f"It can't be made into {form} as it is.", "red")
        return Exit.FAILED
    if output is None:
        answer(text.rstrip("\n"))
    else:
        write_file(output, text, over=yes)
        note(f"Written to {output}")
    return Exit.FINE


def exported(program: Program, form: str) -> str | None:
    """The flow in another form; None where its findings are in the way."""
    flow = program.flow
    if form == ("json" if program.filename.endswith(".json") else "yaml"):
        return program.text
    if form == "python":
        return python_of(program) if program.ok else None
    if flow is None or not whole(program):
        return None
    if form == "picture":
        return svg(picture(flow, blockloom.catalog(), MOST), flow.name or program.filename)
    return to_json(flow) if form == "json" else to_yaml(flow)


def whole(program: Program) -> bool:
    """Whether all that the text says was read: nothing is wrong, but for blocks that are not installed."""
    return all(finding.code == "unknown_block" for finding in program.errors)
