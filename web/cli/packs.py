"""``--blocks``: packs of blocks, which every command takes alike."""

from __future__ import annotations

import os

import click

import blockloom
from blockloom.runtime.catalog.packs import VARIABLE, packages_named
from blockloom.web.cli.console import note


def _take(_: click.Context, __: click.Parameter, names: tuple[str, ...]) -> None:
    """Use these packages, and tell which blocks of others are missing."""
    if names:
        # a process that this one starts has to know them, too
        os.environ[VARIABLE] = ",".join([*packages_named(os.environ), *names])
        blockloom.catalog.cache_clear()
    for problem in blockloom.catalog().problems:
        note(f"Left out: {problem}", "yellow")


BLOCKS = click.Option(
    ["--blocks"],
    multiple=True,
    metavar="PACKAGE",
    expose_value=False,
    is_eager=True,
    callback=_take,
    help="A package of more blocks; once for each. BLOCKLOOM_BLOCKS names them for good.",
)
