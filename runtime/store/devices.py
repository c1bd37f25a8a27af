"""What a device is registered for, and leaving channels. These are asked seldom, so they are plain Core."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from blockloom.runtime.store.expiry import live
from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import app_user, channel, device, push_token, registration


def registrations(store: Store, device_id: str, now: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The device's live registrations, oldest first: id, channel, expires_at, os, os_version, the id of its user and
    its token, each or None."""
    token = select(push_token.c.token).where(push_token.c.device_pk == device.c.pk).limit(1)
    ask = (
        select(
            registration.c.registration_id,
            channel.c.name.label("channel"),
            registration.c.expires_at,
            device.c.os,
            device.c.os_version,
            app_user.c.object_id.label("user"),
            token.scalar_subquery().label("token"),
        )
        .join_from(registration, device)
        .join(channel)
        .outerjoin(app_user, device.c.user_pk == app_user.c.pk)
        .where(device.c.app_pk == store.app_pk, device.c.device_id == device_id, live(now))
        .order_by(registration.c.created_at, registration.c.pk)
    )
    with store.reading() as connection:
        return connection.execute(ask).all()


def owner(store: Store, device_id: str, now: int) -> str | None:
    """The id of the user whose device it is; ``None`` for nobody's, and for one that has no live registration."""
    registered = select(registration.c.pk).where(registration.c.device_pk == device.c.pk, live(now)).exists()
    ask = select(app_user.c.object_id).join(device, device.c.user_pk == app_user.c.pk).where(registered)
    with store.reading() as connection:
        id = connection.scalar(ask.where(device.c.app_pk == store.app_pk, device.c.device_id == device_id))
        return None if id is None else str(id).upper()


def leave(store: Store, device_id: str, names: Sequence[str] | None, now: int) -> int | None:
    """Take the device off the named channels, or off all; answer how many live registrations it still has.

    ``None`` if it had none, and then nothing changes.
    """

    def work(connection: Connection) -> int | None:
        ask = select(device.c.pk).where(device.c.app_pk == store.app_pk, device.c.device_id == device_id)
        owner = connection.scalar(ask.with_for_update())
        count = select(func.count()).select_from(registration).where(registration.c.device_pk == owner, live(now))
        if owner is None or not connection.scalar(count):
            return None
        going = delete(registration).where(registration.c.device_pk == owner)
        if names is not None:
            named = select(channel.c.pk).where(channel.c.app_pk == store.app_pk, channel.c.name.in_(names))
            going = going.where(registration.c.channel_pk.in_(named))
        connection.execute(going)
        return connection.execute(count).scalar_one()

    return store.write(work)


def channels(store: Store) -> list[str]:
    """The names of the app's channels, sorted by code point."""
    with store.reading() as connection:
        return sorted(connection.scalars(select(channel.c.name).where(channel.c.app_pk == store.app_pk)))
