"""``test``: whether flows do what their own tests say."""

from __future__ import annotations

import click

from blockloom.runtime import TestResult, run_tests
from blockloom.runtime.library import LibraryFlows
from blockloom.web.cli.console import answer, err, note
from blockloom.web.cli.exits import Exit
from blockloom.web.cli.files import library
from blockloom.web.cli.findings import show_findings
from blockloom.web.cli.source import open_flows
from blockloom.web.cli.waiting import counting
from blockloom.web.words import counted


@click.command()
@click.argument("flows", metavar="FLOW...", nargs=-1, required=True)
def test(flows: tuple[str, ...]) -> Exit:
    """Run the tests that flows bring with them, each on an empty store of its own."""
    red = total = broken = 0
    known = LibraryFlows(library(None, make=False)[0])
    for program in counting(open_flows(flows), "Testing"):
        if not program.ok:
            show_findings(program, err)
            broken += 1
            continue
        results = run_tests(program, flows=known)
        if not results:
            note(f"{program.filename} has no tests of its own.", "yellow")
        total += len(results)
        red += sum(not result.ok for result in results)
        for result in results:
            answer(_line(program.filename, result))
    untested = f", {counted(broken, 'flow')} not tested" if broken else ""
    note(f"{counted(total, 'test')}, {red} red{untested}", "red" if red or broken else "green")
    return Exit.FAILED if red or broken else Exit.FINE


def _line(filename: str, result: TestResult) -> str:
    told = "" if result.ok else f"\n     {result.message}"
    return f"{'ok ' if result.ok else 'RED'}  {filename}  {result.name}{told}"
