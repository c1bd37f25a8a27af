"""The pages of tables: those that flows keep rows in, and those that the app keeps. They show, and change nothing."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from blockloom.runtime.data import Data
from blockloom.runtime.errors import FlowError
from blockloom.web.answers import Refusal, did_you_mean
from blockloom.web.apptables import COLUMNS, found
from blockloom.web.cell import cell
from blockloom.web.services import services
from blockloom.web.words import gettext

tables = Blueprint("tables", __name__)

PAGE, LAST = 50, 20_000
"""Rows on a page; the last page that can be asked for, since a far one costs as much as all before it."""


@tables.get("/data")
def all_tables() -> str:
    """Every table with its columns."""
    data = Data(services().store)
    known = [{"name": name, "rows": _count(data, name), "columns": data.columns(name)} for name in data.tables()]
    return render_template("tables.html", tables=known, kept=COLUMNS)


@tables.get("/data/<name>")
def table(name: str) -> str:
    """One page of a table's rows: ``?page=2``, sorted by a column with ``?sort=total&order=descending``."""
    if name in COLUMNS:
        return kept(name)
    data = Data(services().store)
    if name not in (known := data.tables()):
        raise Refusal(
            404, gettext('There is no table "{name}".', name=name[:80]) + did_you_mean(name, known), "no_table"
        )
    number = _page()
    columns = data.columns(name) | {"objectId": "text", "created": "time", "updated": "time"}
    sort, descending = _sort(columns), request.args.get("order") == "descending"
    rows = data.find(name, None, {}, sort, descending, PAGE + 1, (number - 1) * PAGE)
    return render_template(
        "table.html",
        name=name,
        rows=rows[:PAGE],
        more=len(rows) > PAGE,
        page=number,
        first=(number - 1) * PAGE + 1,
        count=_count(data, name),
        columns=columns,
        sort=sort,
        descending=descending,
        cell=cell,
    )


def kept(name: str) -> str:
    """One page of a table that the app itself keeps, oldest first: ``?page=2&where=…``."""
    number, where = _page(), request.args.get("where", "")[:2_000]
    some = found(name, where, PAGE + 1, (number - 1) * PAGE)
    return render_template(
        "table.html",
        name=name,
        rows=some.rows[:PAGE],
        more=len(some.rows) > PAGE,
        page=number,
        first=(number - 1) * PAGE + 1,
        count=some.count,
        columns=COLUMNS[name],
        sort=None,
        descending=False,
        cell=cell,
        kept=True,
        where=where,
        problem=some.problem,
    )


def _page() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), LAST)


def _sort(columns: dict[str, str]) -> str | None:
    """The column that the address asks to sort by, if it has an order."""
    wanted = request.args.get("sort", "")
    return wanted if columns.get(wanted, "list") not in ("list", "object") else None


def _count(data: Data, name: str) -> int | None:
    """How many rows a table has; None where counting them takes too long."""
    try:
        return data.count(name)
    except FlowError:
        return None
