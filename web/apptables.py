"""The tables that the app itself keeps, its devices' registrations and its users, as the pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from blockloom.runtime.context import SystemClock
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import search
from blockloom.runtime.store.devicetable import KINDS
from blockloom.runtime.users import User, Users
from blockloom.web.services import services

USERS = "Users"
_SET = {"created": "time", "updated": "time"}
COLUMNS = {
    search.TABLE: {**KINDS, "expiration": "time", "objectId": "text", **_SET},
    USERS: {"email": "text", "userStatus": "text", "properties": "object", "objectId": "text", **_SET},
}
"""The columns of each and what they hold."""


@dataclass(frozen=True, slots=True)
class Found:
    """Some ``rows``, of ``count`` (nothing where counting takes too long). ``problem`` says why there can't be any."""

    rows: list[dict[str, Any]]
    count: int | None
    problem: str = ""


def found(name: str, where: str, limit: int, offset: int) -> Found:
    """The rows from ``offset`` on, oldest first; of registrations those that the condition ``where`` holds for."""
    store, now = services().store, SystemClock().now()
    if name == USERS:
        users = Users(store, services().passwords)
        return Found([_told(user) for user in users.some(limit, offset)], users.count())
    try:
        rows = search.find(store, where, limit, offset, now)
    except FlowError as error:
        return Found([], 0, error.message)
    rows = [{**row, "expiration": row["expiration"] and _date(row["expiration"])} for row in rows]
    try:
        return Found(rows, search.count(store, where, now))
    except FlowError:
        return Found(rows, None)


def _told(user: User) -> dict[str, Any]:
    record = user.record()
    return {**{name: record.get(name) for name in COLUMNS[USERS]}, "properties": user.properties}


def _date(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
