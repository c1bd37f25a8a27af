"""``export``: a flow as YAML, JSON, Python or a picture."""

from __future__ import annotations

from pathlib import Path

import click

from blockloom.web.cli.console import answer, err, note
from blockloom.web.cli.exits import Exit
from blockloom.web.cli.files import DATA, YES, write_file
from blockloom.web.cli.findings import show_findings
from blockloom.web.cli.source import open_flow
from blockloom.web.forms import FORMS, exported


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
        note(f"It can't be made into a {FORMS[form].words} as it is.", "red")
        return Exit.FAILED
    if output is None:
        answer(text.rstrip("\n"))
    else:
        write_file(output, text, over=yes)
        note(f"Written to {output}")
    return Exit.FINE
