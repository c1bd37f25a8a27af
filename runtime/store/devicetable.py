"""The table ``DeviceRegistration`` that people search: one row for each live pair of device and channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Connection, Select, Subquery, Text, cast, delete, func, select
from sqlalchemy.engine import Dialect

from blockloom.runtime.store.conditions import Condition, Expressions
from blockloom.runtime.store.expiry import live
from blockloom.runtime.store.patience import limited
from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import app_user, channel, device, push_token, registration

KINDS: dict[str, str] = {
    "deviceId": "text",
    "deviceToken": "text",
    "channelName": "text",
    "operatingSystemName": "text",
    "operatingSystemVersion": "text",
    "expiration": "number",
    "user": "text",
    "ownerId": "text",
}
"""The columns besides those that every table has, and what they hold; ``user`` is the user's id."""

ALIASES = {"os": "operatingSystemName", "osVersion": "operatingSystemVersion"}

Rows = list[dict[str, Any]]


def find_registrations(store: Store, wanted: Condition, now: int, limit: int, offset: int) -> Rows:
    """The live rows that the condition holds for, as they were made, at most ``limit`` from ``offset`` on."""
    table = _table(store, now)
    ask = select(*[column for column in table.c if column.name != "pk"]).where(_where(table, wanted, store.dialect))
    with store.reading() as connection, limited(connection):
        page = ask.order_by(table.c.pk).limit(limit).offset(offset)
        return [dict(row) for row in connection.execute(page).mappings()]


def count_registrations(store: Store, wanted: Condition, now: int, devices: bool = False) -> int:
    """How many live rows the condition holds for, or how many devices these are of."""
    table = _table(store, now)
    with store.reading() as connection, limited(connection):
        counted = func.count(table.c.deviceId.distinct()) if devices else func.count()
        ask = select(counted).select_from(table).where(_where(table, wanted, store.dialect))
        return connection.execute(ask).scalar_one()


def delete_registrations(store: Store, wanted: Condition, now: int) -> int:
    """Take those rows away; answer how many."""
    going = keys_where(store, wanted, now)

    def work(connection: Connection) -> int:
        with limited(connection):
            return connection.execute(delete(registration).where(registration.c.pk.in_(going))).rowcount

    return store.write(work)


def keys_where(store: Store, wanted: Condition, now: int) -> Select[tuple[int]]:
    """The keys of those rows, to be asked for inside another query."""
    table = _table(store, now)
    return select(table.c.pk).where(_where(table, wanted, store.dialect))


def _table(store: Store, now: int) -> Subquery:
    token = select(push_token.c.token).where(push_token.c.device_pk == device.c.pk).limit(1).scalar_subquery()
    user = _as_text(app_user.c.object_id)
    rows: Select[Any] = (
        select(
            registration.c.pk.label("pk"),
            _as_text(registration.c.registration_id).label("objectId"),
            device.c.device_id.label("deviceId"),
            token.label("deviceToken"),
            channel.c.name.label("channelName"),
            device.c.os.label("operatingSystemName"),
            device.c.os_version.label("operatingSystemVersion"),
            registration.c.expires_at.label("expiration"),
            user.label("user"),
            user.label("ownerId"),
            registration.c.created_at.label("created"),
            registration.c.updated_at.label("updated"),
        )
        .join_from(registration, device, registration.c.device_pk == device.c.pk)
        .join(channel, registration.c.channel_pk == channel.c.pk)
        .outerjoin(app_user, device.c.user_pk == app_user.c.pk)
        .where(registration.c.app_pk == store.app_pk, live(now))
    )
    return rows.subquery("device_registration")


def _as_text(id: Any) -> Any:
    """An id as it is told: PostgreSQL keeps it in a type of its own, in which not every text can be asked for."""
    return func.upper(cast(id, Text))


def _where(table: Subquery, wanted: Condition, dialect: Dialect) -> Any:
    columns: Mapping[str, Column[Any]] = {name: table.c[name] for name in table.c.keys() if name != "pk"}  # type: ignore[misc]
    aliases = {alias: columns[name] for alias, name in ALIASES.items()}
    return Expressions({**columns, **aliases}, dialect).of(wanted)
