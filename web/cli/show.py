"""``python`` and ``schema``: what a flow is in Python, and what a flow file may hold."""

from __future__ import annotations

import click

import blockloom
from blockloom.runtime import python_of
from blockloom.runtime import schema as schema_of
from blockloom.web.cli.console import answer, answer_json, err
from blockloom.web.cli.exits import Exit
from blockloom.web.cli.findings import show_findings
from blockloom.web.cli.source import open_flow


@click.command()
@click.argument("flow")
def python(flow: str) -> Exit:
    """Print a flow as the Python program that it is.

    Run by Python itself it ends as the flow does, but has no budget, no deadline, and no places: error.path is empty.
    """
    program = open_flow(flow)
    show_findings(program, err)
    if not program.ok:
        return Exit.FAILED
    answer(python_of(program).rstrip("\n"))
    return Exit.FINE


@click.command()
def schema() -> None:
    """Print the JSON Schema of flow files, for an editor's completion."""
    answer_json(schema_of(blockloom.catalog()))
