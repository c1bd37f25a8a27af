"""The table ``DeviceRegistration``: find, read, count, delete."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from blockloom.runtime.context import SystemClock
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import search
from blockloom.web.api import shapes
from blockloom.web.api.caller import Caller, caller
from blockloom.web.api.speaks import Link, speaks
from blockloom.web.api.values import json_object, query_object

devicetable = Blueprint("devicetable", __name__)
clock = SystemClock()

NO_RIGHT_TO_DELETE = 1014
ROW = shapes.named(search.TABLE)
FIRST = {"object_id": "$response.body#/0/objectId"}
FURTHER = (Link("devicetable.read", FIRST), Link("devicetable.delete", FIRST))


@devicetable.post("/data/DeviceRegistration/find")
@speaks(shapes.several(ROW), shapes.SEARCH, *FURTHER, may_lack=True)
def find() -> Response:
    """A page of rows: ``{where?, pageSize?, offset?, loadRelations?}``."""
    query = query_object()
    rows = search.find(
        caller().store, query.get("where"), query.get("pageSize"), query.get("offset"), clock.now(), caller().rights
    )
    return jsonify([related(row, query.get("loadRelations")) for row in rows])


@devicetable.post("/data/DeviceRegistration/count")
@speaks(shapes.WHOLE, shapes.record(where=shapes.perhaps(shapes.WHERE)), may_lack=True)
def count() -> Response:
    """How many rows: ``{where?}``; answers a bare number."""
    return jsonify(search.count(caller().store, query_object().get("where"), clock.now(), caller().rights))


@devicetable.get("/data/DeviceRegistration/<object_id>")
@speaks(ROW)
def read(object_id: str) -> Response:
    """One row."""
    return jsonify(related(search.read(caller().store, object_id, clock.now(), caller().rights), None))


@devicetable.delete("/data/DeviceRegistration/<object_id>")
@speaks(shapes.DELETED)
def delete(object_id: str) -> Response:
    """Delete one row: the device leaves that channel."""
    now = clock.now()
    search.delete(caller().store, object_id, now, caller().rights)
    return jsonify(deletionTime=now)


@devicetable.post("/data/bulk/DeviceRegistration/delete")
@speaks(shapes.WHOLE, shapes.record("where", where=shapes.WHERE))
def delete_all() -> Response:
    """Delete every row that ``{where}`` holds for, for the app's own server; answers how many."""
    if not caller().trusted:
        raise FlowError(NO_RIGHT_TO_DELETE, "Only the app's own server can delete many registrations at once.")
    return jsonify(search.delete_all(caller().store, json_object().get("where"), clock.now()))


def related(row: dict[str, Any], relations: Any) -> dict[str, Any]:
    """The row with its user where that was asked for: the whole record for the user and the app's own server."""
    names = relations.split(",") if isinstance(relations, str) else relations if isinstance(relations, list) else []
    id = row["user"]
    row["user"] = user_record(caller(), id) if id and "user" in names else None
    return row


def user_record(known: Caller, id: str) -> dict[str, Any]:
    if known.trusted or known.is_user(id):
        return known.users.find(id).record()
    return {"objectId": id, "___class": "Users"}
