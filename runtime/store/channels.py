"""Channels as whoever administers them sees them, with what was published on each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy import delete as delete_from

from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import channel, message, message_chunk


def channels(store: Store) -> Sequence[Row[*tuple[Any, ...]]]:
    """The app's channels, oldest first: pk, name."""
    ask = select(channel.c.pk, channel.c.name).where(channel.c.app_pk == store.app_pk).order_by(channel.c.pk)
    with store.reading() as connection:
        return connection.execute(ask).all()


def name_of(store: Store, pk: int) -> str | None:
    """The name of the app's channel with this key; ``None`` if there is none."""
    with store.reading() as connection:
        found: str | None = connection.scalar(select(channel.c.name).where(*_own(store, pk)))
        return found


def add(store: Store, name: str, now: int) -> int | None:
    """Make a channel; answer its key, or ``None`` if there is one with that name."""

    def work(connection: Connection) -> int | None:
        if _taken(connection, store, name):
            return None
        row = {"app_pk": store.app_pk, "name": name, "created_at": now}
        (key,) = connection.execute(insert(channel), row).inserted_primary_key or (0,)
        return int(key)

    return store.write(work)


def rename(store: Store, pk: int, name: str) -> bool:
    """Give a channel another name, also in its messages; False if another one has it."""

    def work(connection: Connection) -> bool:
        if _taken(connection, store, name):
            return False
        was = connection.scalar(select(channel.c.name).where(*_own(store, pk)).with_for_update())
        connection.execute(update(channel).where(*_own(store, pk)).values(name=name))
        published = [message.c.app_pk == store.app_pk, message.c.channel == was]
        connection.execute(update(message).where(*published).values(channel=name))
        return True

    return store.write(work)


def delete(store: Store, pk: int | None = None, name: str | None = None) -> bool:
    """Take the channel with this key, or name, away with all its registrations; False if there is none."""
    wanted = _own(store, pk) if pk is not None else [channel.c.app_pk == store.app_pk, channel.c.name == name]
    return store.write(lambda connection: connection.execute(delete_from(channel).where(*wanted)).rowcount > 0)


def messages(store: Store, name: str, limit: int, offset: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """What was published on the channel, the latest first: message_id, body, options, publish_at, sent (how many)."""
    sent = select(func.coalesce(func.sum(message_chunk.c.sent), 0)).where(message_chunk.c.message_pk == message.c.pk)
    ask = (
        select(
            message.c.message_id,
            message.c.body,
            message.c.options,
            message.c.publish_at,
            sent.scalar_subquery().label("sent"),
        )
        .where(message.c.app_pk == store.app_pk, message.c.channel == name)
        .order_by(message.c.pk.desc())
        .limit(limit)
        .offset(offset)
    )
    with store.reading() as connection:
        return connection.execute(ask).all()


def count_messages(store: Store, name: str) -> int:
    """How many there are."""
    ask = select(func.count()).select_from(message)
    with store.reading() as connection:
        return connection.execute(ask.where(message.c.app_pk == store.app_pk, message.c.channel == name)).scalar_one()


def _taken(connection: Connection, store: Store, name: str) -> bool:
    ask = select(channel.c.pk).where(channel.c.app_pk == store.app_pk, channel.c.name == name)
    return connection.scalar(ask) is not None


def _own(store: Store, pk: int) -> list[Any]:
    return [channel.c.app_pk == store.app_pk, channel.c.pk == pk]
