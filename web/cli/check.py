"""``check``: what is wrong in a flow, before it runs."""

from __future__ import annotations

import click

from blockloom.runtime import Program
from blockloom.runtime.mending import Mended
from blockloom.runtime.touches import told, touches
from blockloom.web.cli.console import answer_json, note, out
from blockloom.web.cli.exits import Exit
from blockloom.web.cli.findings import findings_record, show_findings
from blockloom.web.cli.fixing import mended, show_diff, show_made, write_mended
from blockloom.web.cli.source import open_flows
from blockloom.web.rivalry import with_rivals
from blockloom.web.words import counted


@click.command()
@click.argument("flows", metavar="FLOW...", nargs=-1, required=True)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print the findings."
)
@click.option("--fix", is_flag=True, help="Make the mends that need no judgement, in the files themselves.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
def check(flows: tuple[str, ...], form: str, fix: bool, diff: bool) -> Exit:
    """Say what is wrong in flows, all of it at once, without running them, and what they can reach and change."""
    programs = open_flows(flows)
    if diff:
        return _show_diffs(programs)
    made = [write_mended(word, program) for word, program in zip(flows, programs, strict=True)] if fix else []
    programs = with_rivals([found.program for found in made] or programs)
    ok = all(program.ok for program in programs)
    if form == "json":
        records = [findings_record(program) for program in programs]
        for record, found in zip(records, made, strict=False):
            record["mended"] = [finding.as_dict() for finding in found.made]
        answer_json({"ok": ok, "flows": records})
        return Exit.FINE if ok else Exit.FAILED
    for found in made:
        show_made(found)
    for program in programs:
        show_findings(program, out)
        if program.ok and (can := told(touches(program.runnable()))):
            note(f"{program.filename} can {'; '.join(can)}.", "dim")
    parts = [counted(len(programs), "flow"), *([_counted_made(made)] if fix else [])]
    parts.append(counted(sum(len(program.findings) for program in programs), "finding"))
    note(", ".join(parts), "green" if ok else "red")
    return Exit.FINE if ok else Exit.FAILED


def _show_diffs(programs: list[Program]) -> Exit:
    """Exit.FAILED if there is something to change."""
    made = [mended(program) for program in programs]
    for program, found in zip(programs, made, strict=True):
        show_diff(program, found.program.text, "mended")
    note(f"{counted(len(programs), 'flow')}, {_counted_made(made)} could be made", "red" if _made(made) else "green")
    return Exit.FAILED if _made(made) else Exit.FINE


def _counted_made(made: list[Mended]) -> str:
    return counted(_made(made), "mend")


def _made(made: list[Mended]) -> int:
    return sum(len(found.made) for found in made)
