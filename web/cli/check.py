"""``check``: what is wrong in a flow, before it runs."""

from __future__ import annotations

import click

from blockloom.runtime.touches import told, touches
from blockloom.web.cli.console import answer_json, note, out
from blockloom.web.cli.exits import Exit
from blockloom.web.cli.findings import findings_record, show_findings
from blockloom.web.cli.source import open_flows
from blockloom.web.words import counted


@click.command()
@click.argument("flows", metavar="FLOW...", nargs=-1, required=True)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the findings."
)
def check(flows: tuple[str, ...], form: str) -> Exit:
    """Say what is wrong in flows, all of it at once, without running them, and what they can reach and change."""
    programs = open_flows(flows)
    ok = all(program.ok for program in programs)
    if form == "json":
        answer_json({"ok": ok, "flows": [findings_record(program) for program in programs]})
    else:
        for program in programs:
            show_findings(program, out)
            if program.ok and (can := told(touches(program.runnable()))):
                note(f"{program.filename} can {'; '.join(can)}.", "dim")
        found = sum(len(program.findings) for program in programs)
        note(f"{counted(len(programs), 'flow')}, {counted(found, 'finding')}", "green" if ok else "red")
    return Exit.FINE if ok else Exit.FAILED
