"""The last door: whatever happens inside a command leaves as one kind sentence and an exit code."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence

import click

from blockloom.runtime.errors import BlockloomError
from blockloom.web.cli.console import note, prepare_streams
from blockloom.web.cli.exits import Exit


def guarded(command: click.Command, arguments: Sequence[str] | None = None) -> int:
    """Run a command to its exit code. A command returns its own; None is 0."""
    prepare_streams()
    try:
        code = _carry_out(command, list(sys.argv[1:] if arguments is None else arguments))
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except (click.Abort, KeyboardInterrupt):
        note("Stopped.")
        return Exit.CANCELLED
    except BlockloomError as error:
        note(f"Error: {error}")
        return Exit.USAGE
    except OSError as error:
        return _output_lost(error) if error.errno in (errno.EPIPE, errno.ENOSPC) else _fault(error)
    except Exception as error:
        return _fault(error)


def _carry_out(command: click.Command, arguments: list[str]) -> int:
    # not command.main(): it turns a reader who went away into exit code 1
    try:
        with command.make_context("blockloom", arguments) as context:
            return int(command.invoke(context) or Exit.FINE)
    except click.exceptions.Exit as asked:
        return asked.exit_code


def _output_lost(error: OSError) -> Exit:
    """Nobody takes the output any more; nothing of it may be tried again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno == errno.EPIPE:
        return Exit.UNREAD
    note(f"Error: the output can't be written: {error.strerror}.")
    return Exit.USAGE


def _fault(error: Exception) -> Exit:
    if os.environ.get("BLOCKLOOM_DEBUG"):
        traceback.print_exc()
    note(
        f"Something went wrong inside Blockloom ({type(error).__name__}: {error}). "
        "That is our fault, not yours. Please report it; with BLOCKLOOM_DEBUG=1 the command shows where it happened."
    )
    return Exit.FAULT
