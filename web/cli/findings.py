"""A program's findings, as text or as JSON."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from blockloom.runtime import Program
from blockloom.runtime.touches import touches
from blockloom.web.cli.console import harmless

LOOK = {"error": "bold red", "warning": "bold yellow"}


def show_findings(program: Program, console: Console) -> None:
    """One line a finding: ``file:line:column  message   mend: …``."""
    for finding in program.findings:
        line = Text(harmless(finding.told(program.filename)))
        line.stylize(LOOK[finding.severity], 0, line.plain.find("  "))
        console.print(line)


def findings_record(program: Program) -> dict[str, Any]:
    """A program's findings as plain data, and of one that can run what it may touch."""
    return {
        "file": program.filename,
        "ok": program.ok,
        "findings": [finding.as_dict() for finding in program.findings],
        "touches": [touch.as_dict() for touch in touches(program.runnable())] if program.ok else None,
    }
