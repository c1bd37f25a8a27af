"""Messages: kept before they are acknowledged, looked up, called off, taken up when they are due."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, func, insert, select, update

from blockloom.runtime.store.prepared import add_missing
from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import channel, delivery, message, message_chunk

MAILS = "email"
"""The channel that no message can be published on: e-mails are kept so until they are handed over."""
SCHEDULED, PUBLISHED, FAILED, CANCELLED = "scheduled", "published", "failed", "cancelled"


def add(store: Store, values: dict[str, Any], now: int, on_channel: bool = True) -> tuple[int, str]:
    """Keep a message, scheduled and with a new id unless ``values`` have others, and if ``on_channel`` make its channel
    if that is missing; answer its key and id."""
    row = {"message_id": str(uuid.uuid4()).upper(), "status": SCHEDULED, **values, "app_pk": store.app_pk, "turn": 1}
    row |= {"created_at": now, "updated_at": now}
    made = {"app_pk": store.app_pk, "name": values["channel"], "created_at": now}

    def work(connection: Connection) -> int:
        if on_channel:
            connection.execute(add_missing(channel, ("app_pk", "name"), store.dialect), made)
        (key,) = connection.execute(insert(message), row).inserted_primary_key or (0,)
        return int(key)

    return store.write(work), str(row["message_id"])


def find(store: Store, message_id: str) -> Row[*tuple[Any, ...]] | None:
    """The app's message with this id; ``None`` if there is none."""
    ask = select(message).where(message.c.app_pk == store.app_pk, message.c.message_id == message_id)
    with store.reading() as connection:
        return connection.execute(ask).first()


def get(store: Store, pk: int) -> Row[*tuple[Any, ...]] | None:
    """The message with this key, whichever app it belongs to."""
    with store.reading() as connection:
        return connection.execute(select(message).where(message.c.pk == pk)).first()


def newest(store: Store, limit: int, offset: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """What the app published on channels, the latest first: message_id, channel, body, status, publish_at, sent."""
    sent = select(func.coalesce(func.sum(message_chunk.c.sent), 0)).where(message_chunk.c.message_pk == message.c.pk)
    columns = (message.c.message_id, message.c.channel, message.c.body, message.c.status, message.c.publish_at)
    ask = (
        select(*columns, sent.scalar_subquery().label("sent"))
        .where(message.c.app_pk == store.app_pk, message.c.channel != MAILS)
        .order_by(message.c.pk.desc())
        .limit(limit)
        .offset(offset)
    )
    with store.reading() as connection:
        return connection.execute(ask).all()


def is_through(store: Store, pk: int) -> bool:
    """Whether a message's turns are all taken up, and its chunks all sent to."""
    waiting = exists().where(message_chunk.c.message_pk == pk, message_chunk.c.done_at.is_(None))
    ask = select(message.c.pk).where(message.c.pk == pk, message.c.status != SCHEDULED, ~waiting)
    with store.reading() as connection:
        return connection.scalar(ask) is not None


def cancel(store: Store, message_id: str, now: int) -> bool:
    """Call the message off; answer whether there was still something to call off."""
    mine = (message.c.app_pk == store.app_pk, message.c.message_id == message_id, message.c.status == SCHEDULED)
    change = update(message).where(*mine).values(status=CANCELLED, updated_at=now)
    return store.write(lambda connection: connection.execute(change).rowcount > 0)


def forget(store: Store, before: int, most: int) -> int:
    """Forget up to ``most`` messages that were last heard of before a time, with all that became of them; answer how
    many. One that is scheduled stays."""
    old = select(message.c.pk).where(message.c.status != SCHEDULED, message.c.updated_at < before).limit(most)

    def work(connection: Connection) -> int:
        keys = connection.scalars(old).all()
        for table, column in ((delivery, "message_pk"), (message_chunk, "message_pk"), (message, "pk")):
            if keys:
                connection.execute(delete(table).where(table.c[column].in_(keys)))
        return len(keys)

    return store.write(work)


def due(store: Store, before: int, most: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The scheduled messages of all apps to be published before a time, the earliest first: pk, turn, publish_at."""
    ask = (
        select(message.c.pk, message.c.turn, message.c.publish_at)
        .where(message.c.status == SCHEDULED, message.c.publish_at < before)
        .order_by(message.c.publish_at)
        .limit(most)
    )
    with store.reading() as connection:
        return connection.execute(ask).all()


def settle(store: Store, pk: int, turn: int, now: int, next_at: int | None, error: str | None = None) -> None:
    """A turn is done: the next one is at ``next_at``, or there is none and the message is published, or failed."""
    if next_at is not None:
        values: dict[str, Any] = {"turn": turn + 1, "publish_at": next_at}
    else:
        values = {"status": PUBLISHED if error is None else FAILED, "error": error}
    ours = (message.c.pk == pk, message.c.turn == turn, message.c.status == SCHEDULED)
    change = update(message).where(*ours).values(updated_at=now, **values)
    store.write(lambda connection: connection.execute(change))
