"""One-time secrets with which users choose a new password. Of each only the SHA-256 is kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import app, app_user, user_recovery, user_session


def add_recovery(store: Store, user_pk: int, digest: bytes, now: int, since: int) -> None:
    """Keep one; those of the user that were made before ``since`` are over and go."""
    over = delete(user_recovery).where(user_recovery.c.user_pk == user_pk, user_recovery.c.created_at <= since)

    def work(connection: Connection) -> None:
        connection.execute(over)
        connection.execute(insert(user_recovery), {"user_pk": user_pk, "digest": digest, "created_at": now})

    store.write(work)


def find_recovery(store: Store, digest: bytes, since: int) -> Row[*tuple[Any, ...]] | None:
    """The user, of whichever app, whose secret that is, with the app's id as ``app_id``; ``None`` if it is over."""
    with store.reading() as connection:
        return connection.execute(_live(digest, since)).first()


def redeem(store: Store, digest: bytes, since: int, password: str, now: int) -> bool:
    """Set the password of the user whose secret that is: all their secrets and sessions are over then. False, and
    nothing set, if it was used meanwhile."""

    def work(connection: Connection) -> bool:
        row = connection.execute(_live(digest, since).with_for_update(of=user_recovery)).first()
        if row is None:
            return False
        own = app_user.c.pk == row.pk
        connection.execute(update(app_user).where(own).values(password=password, updated_at=now))
        for table in (user_session, user_recovery):
            connection.execute(delete(table).where(table.c.user_pk == row.pk))
        return True

    return store.write(work)


def forget(store: Store, since: int) -> None:
    """Take away those of all users that were made before ``since``."""
    over = delete(user_recovery).where(user_recovery.c.created_at <= since)
    store.write(lambda connection: connection.execute(over))


def _live(digest: bytes, since: int) -> Any:
    return (
        select(app_user, app.c.app_id)
        .join_from(user_recovery, app_user)
        .join(app)
        .where(user_recovery.c.digest == digest, user_recovery.c.created_at > since)
    )
