"""What commands that write flows share: the library, files that are never overwritten by chance, and questions."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import blockloom
from blockloom.runtime.flowfiles import write_durably
from blockloom.runtime.library import FlowLibrary
from blockloom.runtime.settings import data_folder, load_settings
from blockloom.web.cli.console import note
from blockloom.web.settings import ServerSettings

DATA = click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help="The folder of your flows.")
YES = click.option("--yes", is_flag=True, help="Answer every question with yes.")


def library(data: Path | None, *, make: bool = True) -> tuple[FlowLibrary, Path]:
    """The person's flows, and the folder that they are in. Without ``make`` no data folder is made for it."""
    settings = ServerSettings(load_settings(data).data if make else data_folder(data))
    return FlowLibrary(settings.examples, settings.own_flows, blockloom.catalog()), settings.own_flows


def write_file(path: Path, text: str, *, over: bool | None = None) -> None:
    """Write a file whole. ClickException if it can't be, or is there already and ``over`` is not true; it is None where
    nobody can say so."""
    if path.is_dir():
        raise click.ClickException(f"{path} is a folder. Name a file in it.")
    if path.exists() and not over:
        remedy = "Name another file." if over is None else "Name another file, or say --yes."
        raise click.ClickException(f"{path} is there already, and stays as it is. {remedy}")
    if not path.parent.is_dir():
        raise click.ClickException(f"There is no folder {path.parent}, and so {path.name} can't be put there.")
    try:
        _write(path, text.encode("utf-8", "surrogateescape"), bool(over))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise click.ClickException(f"{path} can't be written: {reason}.") from error


def _write(path: Path, content: bytes, over: bool) -> None:
    """What can't be written whole leaves the old file, or none."""
    if over and path.is_file():
        return write_durably(path.resolve(), content)
    special = over and path.exists()
    # "x" is for a file that came meanwhile
    stream = path.open("wb" if special else "xb")
    try:
        with stream:
            stream.write(content)
    except OSError:
        if not special:
            path.unlink()
        raise


def agreed(question: str, *, yes: bool) -> bool:
    """Whether the person says yes; where nobody can be asked, only ``--yes`` does."""
    if yes:
        return True
    if not sys.stdin or not sys.stdin.isatty():
        note(f"{question} Nobody is here to ask; --yes says so.", "yellow")
        return False
    return click.confirm(question, err=True)
