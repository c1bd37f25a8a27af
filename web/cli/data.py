"""``data``: the tables that flows keep rows in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from blockloom.runtime.apps import find_app
from blockloom.runtime.data import LARGEST_PAGE, PAGE, Data
from blockloom.runtime.findings import did_you_mean
from blockloom.runtime.settings import load_settings
from blockloom.runtime.store import Store
from blockloom.web.cell import cell
from blockloom.web.cli.console import answer, answer_json, note
from blockloom.web.words import counted

WIDEST = 32


@dataclass(frozen=True, slots=True)
class Where:
    """The data folder and the app that were named."""

    data: Path | None
    app: str | None


@click.group(invoke_without_command=True)
@click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help="The folder of the store.")
@click.option("--app", metavar="APP", help="The app, by name or id. [default: the first one]")
@click.option("--json", "as_json", is_flag=True, help="List as JSON.")
@click.pass_context
def data(context: click.Context, data: Path | None, app: str | None, as_json: bool) -> None:
    """List the tables that flows keep rows in; show the rows of one, or drop it."""
    context.obj = Where(data, app)
    if context.invoked_subcommand is not None:
        return
    with _opened(context.obj) as door:
        found = [(name, door.count(name), door.columns(name)) for name in door.tables()]
    if as_json:
        answer_json([dict(zip(("name", "rows", "columns"), table, strict=True)) for table in found])
        return
    for name, rows, columns in found:
        held = ", ".join(f"{column} ({kind})" for column, kind in columns.items()) or "no columns yet"
        answer(f"{name}  {counted(rows, 'row')}\n  {held}")
    if not found:
        note(
            "There are no tables yet. A flow makes one when it first saves a row: {save_row: {table: orders, row: …}}."
        )


@data.command()
@click.argument("table")
@click.option("--where", metavar="CONDITION", help="Only some rows, for example: paid = false and total > 100")
@click.option("--sort", "sorted_by", metavar="COLUMN", help="Sort by a column. [default: as they were saved]")
@click.option("--descending", is_flag=True, help="Sort the other way round.")
@click.option("--limit", type=click.IntRange(1, LARGEST_PAGE), default=PAGE, show_default=True, help="The most rows.")
@click.option("--offset", type=click.IntRange(0), default=0, show_default=True, help="How many rows to leave out.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
@click.pass_obj
def show(asked: Where, /, table: str, where: str | None, as_json: bool, **how: Any) -> None:
    """Show rows of TABLE. Long values are cut; --json prints them whole."""
    with _opened(asked) as door:
        _known(door, table)
        rows, total = door.find(table, where, **how), door.count(table, where)
    if as_json:
        answer_json(rows)
        return
    if rows:
        answer("\n".join(_lines(rows)))
    note(f"{counted(len(rows), 'row')} of {total:,}")


@data.command()
@click.argument("table")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@click.pass_obj
def drop(asked: Where, /, table: str, yes: bool) -> None:
    """Take TABLE away with all its rows."""
    with _opened(asked) as door:
        _known(door, table)
        rows = counted(door.count(table), "row")
        if not yes:
            click.confirm(f'Take the table "{table}" away with {rows}?', abort=True, err=True)
        door.drop(table)
    note(f"{table} is gone, with {rows}.", "green")


def _known(door: Data, table: str) -> None:
    if table not in (tables := door.tables()):
        raise click.ClickException(f'There is no table "{table}".{did_you_mean(table, tables)}')


def _lines(rows: list[dict[str, Any]]) -> Iterator[str]:
    """The rows as aligned text under the names of their columns, those of the flow first."""
    system, own = list(rows[0])[:3], list(rows[0])[3:]
    names = [*own, *system]
    texts = [[cell(row[name], name, WIDEST) for name in names] for row in rows]
    widths = [max(map(len, column)) for column in zip(names, *texts, strict=True)]
    for line in [names, *texts]:
        yield "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()


@contextmanager
def _opened(where: Where) -> Iterator[Data]:
    settings = load_settings(where.data)
    store = Store.open(settings.database_url, settings.data)
    try:
        found = find_app(store, where.app) if where.app is not None else None
        yield Data(store if found is None else store.for_app(found.pk, found.id))
    finally:
        store.close()
