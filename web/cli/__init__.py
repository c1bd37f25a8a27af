"""The command line: one module a command, or a few that belong together. ``main`` is the way in."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

import click

from blockloom.web.cli.apps import apps
from blockloom.web.cli.blocks import blocks
from blockloom.web.cli.check import check
from blockloom.web.cli.data import data
from blockloom.web.cli.exits import Exit
from blockloom.web.cli.export import export
from blockloom.web.cli.fmt import fmt
from blockloom.web.cli.guard import guarded
from blockloom.web.cli.importing import import_
from blockloom.web.cli.new import new
from blockloom.web.cli.packs import BLOCKS
from blockloom.web.cli.permissions import permissions
from blockloom.web.cli.run import run
from blockloom.web.cli.secrets import secrets
from blockloom.web.cli.serve import serve
from blockloom.web.cli.show import python, schema
from blockloom.web.cli.testing import test
from blockloom.web.cli.worker import worker, workers

__all__ = ["main"]

EXIT_CODES = "\b\nExit codes:\n" + "\n".join(f"  {code:>3}  {code.meaning}" for code in Exit)


@click.group(epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="blockloom")
def blockloom() -> None:
    """Build with blocks, run anywhere.

    FLOW is a flow file, the name of one of your own, or the name or number of an installed example, such as 1. Findings
    and results go to stdout, everything about them to stderr.
    """


for command in (serve, new, run, check, test, fmt, python, export, import_, schema, blocks):
    command.params.append(BLOCKS)
    blockloom.add_command(command)
blockloom.add_command(apps)
blockloom.add_command(data)
blockloom.add_command(permissions)
blockloom.add_command(secrets)
blockloom.add_command(worker)
blockloom.add_command(workers)


def main(arguments: Sequence[str] | None = None) -> None:
    """Carry out a command line (the process's own, if none is given) and end the process with its exit code."""
    code = guarded(blockloom, arguments)
    gc.freeze()  # all ends now: Python's own last search for garbage took a fifth of a command's time
    sys.exit(code)
