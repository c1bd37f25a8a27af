"""The rows of simulated phones, and all that a page shows of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from blockloom.runtime.store.expiry import live
from blockloom.runtime.store.prepared import add_missing
from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import arrival, channel, device, phone, push_token, registration, waiting_push

PhoneRow = Row[*tuple[Any, ...]]
_COLUMNS = [column for column in phone.c if column.name not in ("app_pk", "visitor")]


def add(store: Store, values: dict[str, Any], now: int) -> None:
    """Keep a phone unless there is one with its device_id or name."""
    row = {"visitor": None, **values, "app_pk": store.app_pk, "created_at": now}
    put = add_missing(phone, None, store.dialect)
    store.write(lambda connection: connection.execute(put, row))


def rows(store: Store) -> Sequence[PhoneRow]:
    """The app's phones in the order in which they were added: pk, device_id, name, os, os_version, token, state,
    retry_after, read_upto, created_at."""
    ask = select(*_COLUMNS).where(phone.c.app_pk == store.app_pk).order_by(phone.c.pk)
    with store.reading() as connection:
        return connection.execute(ask).all()


def find(store: Store, device_id: str) -> PhoneRow | None:
    """The app's phone with this device id."""
    return _one(store, phone.c.device_id == device_id)


def of_visitor(store: Store, digest: bytes) -> PhoneRow | None:
    """The app's phone whose visitor holds the secret with this SHA-256."""
    return _one(store, phone.c.visitor == digest)


def _one(store: Store, wanted: Any) -> PhoneRow | None:
    with store.reading() as connection:
        return connection.execute(select(*_COLUMNS).where(phone.c.app_pk == store.app_pk, wanted)).first()


def change(
    store: Store,
    device_id: str,
    values: dict[str, Any],
    also: Callable[[Connection, int], None] | None = None,
) -> None:
    """Change a phone, and in the same transaction what its device, if it has registered, keeps: ``also`` is called with
    the device's key."""

    def work(connection: Connection) -> None:
        ours = (phone.c.app_pk == store.app_pk, phone.c.device_id == device_id)
        if values:
            connection.execute(update(phone).where(*ours).values(values))
        device_pk = connection.scalar(_device_key(store, device_id))
        if also is not None and device_pk is not None:
            also(connection, device_pk)

    store.write(work)


def remove(store: Store, device_id: str) -> None:
    """Take the phone away, and its device with all its registrations."""

    def work(connection: Connection) -> None:
        owner = _device_key(store, device_id).scalar_subquery()
        for table in (arrival, waiting_push, registration, push_token):
            connection.execute(delete(table).where(table.c.device_pk == owner))
        for table in (device, phone):
            connection.execute(delete(table).where(table.c.app_pk == store.app_pk, table.c.device_id == device_id))

    store.write(work)


def device_of(store: Store, device_id: str) -> Row[*tuple[Any, ...]] | None:
    """The app's registered device with this id: os, os_version."""
    ask = select(device.c.os, device.c.os_version)
    with store.reading() as connection:
        return connection.execute(ask.where(device.c.app_pk == store.app_pk, device.c.device_id == device_id)).first()


def newest_devices(store: Store, most: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The devices that registered first most lately: device_id, os, os_version."""
    ask = (
        select(device.c.device_id, device.c.os, device.c.os_version)
        .where(device.c.app_pk == store.app_pk)
        .order_by(device.c.pk.desc())
        .limit(most)
    )
    with store.reading() as connection:
        return connection.execute(ask).all()


def kept(store: Store, ids: Sequence[str], now: int) -> dict[str, dict[str, Any]]:
    """What each of these devices keeps, if it has registered: ``tray`` (numbers of pushes, oldest first), ``waiting``
    (how many), ``token`` (whether it still has one), ``channels`` ({name: time of expiry or nothing})."""
    mine = (device.c.app_pk == store.app_pk, device.c.device_id.in_(ids))
    asked = {
        "tray": select(device.c.device_id, arrival.c.pk).join_from(device, arrival).order_by(arrival.c.pk),
        "waiting": select(device.c.device_id, func.count())
        .join_from(device, waiting_push)
        .where(waiting_push.c.until > now)
        .group_by(device.c.device_id),
        "token": select(device.c.device_id, push_token.c.pk).join_from(device, push_token),
        "channels": select(device.c.device_id, channel.c.name, registration.c.expires_at)
        .join_from(device, registration)
        .join(channel)
        .where(live(now))
        .order_by(channel.c.name),
    }
    with store.reading() as connection:
        found = {name: connection.execute(ask.where(*mine)).all() for name, ask in asked.items()}
    told: dict[str, dict[str, Any]] = {id: {"tray": [], "waiting": 0, "token": False, "channels": {}} for id in ids}
    for id, number in found["tray"]:
        told[id]["tray"].append(number)
    for id, count in found["waiting"]:
        told[id]["waiting"] = count
    for id, _ in found["token"]:
        told[id]["token"] = True
    for id, name, expires in found["channels"]:
        told[id]["channels"][name] = expires
    return told


def audiences(store: Store, now: int, most: int, counted: int) -> list[tuple[str, int]]:
    """The app's first ``most`` channels by name, each with how many devices are on it now, ``counted`` at most."""
    named = select(channel.c.pk, channel.c.name).where(channel.c.app_pk == store.app_pk).order_by(channel.c.name)
    with store.reading() as connection:
        return [
            (row.name, connection.scalar(select(func.count()).select_from(_some(row.pk, now, counted))) or 0)
            for row in connection.execute(named.limit(most)).all()
        ]


def audience(store: Store, name: str, now: int) -> int:
    """How many devices are on the channel of this name."""
    named = (channel.c.app_pk == store.app_pk, channel.c.name == name)
    ask = select(func.count()).select_from(registration).join(channel).where(*named, live(now))
    with store.reading() as connection:
        return connection.scalar(ask) or 0


def _some(channel_pk: int, now: int, most: int) -> Any:
    on = select(registration.c.pk).where(registration.c.channel_pk == channel_pk, live(now))
    return on.limit(most).subquery()


def _device_key(store: Store, device_id: str) -> Any:
    return select(device.c.pk).where(device.c.app_pk == store.app_pk, device.c.device_id == device_id)
