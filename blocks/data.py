"""Data: save, find, count, change and delete rows in tables."""

from __future__ import annotations

from typing import Any, Literal

from blockloom.runtime import Condition, Fields, here

HUE = 90

_NONE: dict[str, Any] = {}


def save_row(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """Save {row} in {table}.

    A table and a column that do not exist yet are made; a column keeps the kind of value that it got first. A row that
    has an objectId, since it was found before, is changed: its other columns stay. Answers the row as it is then, with
    objectId, created and updated (milliseconds since 1970).

    >>> save_row("orders", {"total": 5, "paid": False})["total"]
    5
    """
    return here().data.save(table, row)


def find_rows(
    table: str,
    /,
    where: Condition = "true",
    with_: Fields = _NONE,
    sorted_by: str | None = None,
    order: Literal["ascending", "descending"] = "ascending",
    limit: int = 100,
    offset: int = 0,
) -> list[dict[str, Any]]:
    """Rows of {table} where {where} with {with}, by {sorted_by} {order}.

    The condition compares columns with numbers, 'texts', true and false: =, <>, <, <=, >, >=, in (…), like, between,
    is null, with and, or, not and brackets. In like, % is any text and _ any character, and capitals count. A value
    from the flow is written :name there and given below "with"; it can never become a part of the condition. A
    comparison with a column that holds nothing does not hold. Answers at most limit rows, 1 to 1,000, leaving out the
    first offset. A table that does not exist has no rows.

    >>> [row["total"] for row in find_rows("orders", "paid = false and total > :least", {"least": 10})]
    [12, 30]
    >>> [row["customer"] for row in find_rows("orders", sorted_by="total", order="descending", limit=2)]
    ['Ada', 'Alan']
    """
    return here().data.find(table, where, with_, sorted_by, order == "descending", limit, offset)


def find_row(
    table: str,
    /,
    where: Condition = "true",
    with_: Fields = _NONE,
    sorted_by: str | None = None,
    order: Literal["ascending", "descending"] = "ascending",
) -> dict[str, Any] | None:
    """First row of {table} where {where} with {with}, by {sorted_by} {order}.

    Nothing if there is none. Conditions are those of find_rows.

    >>> find_row("orders", "customer = 'Alan'")["total"]
    12
    """
    found = here().data.find(table, where, with_, sorted_by, order == "descending", 1, 0)
    return found[0] if found else None


def get_row(table: str, /, id: str) -> dict[str, Any] | None:
    """Row of {table} with the objectId {id}.

    Nothing if there is none.

    >>> saved = save_row("orders", {"total": 7})
    >>> get_row("orders", saved["objectId"])["total"]
    7
    """
    return here().data.get(table, id)


def count_rows(table: str, /, where: Condition = "true", with_: Fields = _NONE) -> int:
    """Number of rows of {table} where {where} with {with}.

    Conditions are those of find_rows.

    >>> count_rows("orders", "paid = false")
    2
    """
    return here().data.count(table, where, with_)


def update_rows(table: str, /, where: Condition, changes: dict[str, Any], with_: Fields = _NONE) -> int:
    """Update {table} where {where} with {with} to {changes}.

    Sets the columns that the object names in every row that the condition holds for; true means every row. Answers how
    many rows those are. Conditions are those of find_rows.

    >>> update_rows("orders", "total < :most", {"paid": True}, {"most": 20})
    2
    """
    return here().data.change(table, where, with_, changes)


def delete_row(table: str, /, id: str) -> bool:
    """Delete the row of {table} with the objectId {id}.

    Answers whether there was one.

    >>> delete_row("orders", "EA8F5D2C-0000-4000-8000-000000000001")
    False
    """
    return here().data.delete(table, "objectId = :id", {"id": id}) == 1


def delete_rows(table: str, /, where: Condition, with_: Fields = _NONE) -> int:
    """Delete the rows of {table} where {where} with {with}.

    The condition true means every row. Answers how many rows those were. Conditions are those of find_rows.

    >>> delete_rows("orders", "paid = false")
    2
    """
    return here().data.delete(table, where, with_)


def list_tables() -> list[str]:
    """Tables of the app.

    >>> list_tables()
    ['orders']
    """
    return here().data.tables()
