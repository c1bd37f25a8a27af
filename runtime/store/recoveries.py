"""One-time secrets that go to users by e-mail, each for one purpose. Of each only the SHA-256 is kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import app, app_user, user_recovery, user_session


def add_recovery(store: Store, user_pk: int, purpose: str, digest: bytes, now: int, since: int) -> None:
    """Keep one; those of the user for this purpose that were made before ``since`` are over and go."""
    over = delete(user_recovery).where(user_recovery.c.user_pk == user_pk, *_before(purpose, since))
    row = {"user_pk": user_pk, "purpose": purpose, "digest": digest, "created_at": now}

    def work(connection: Connection) -> None:
        connection.execute(over)
        connection.execute(insert(user_recovery), row)

    store.write(work)


def find_recovery(store: Store, purpose: str, digest: bytes, since: int) -> Row[*tuple[Any, ...]] | None:
    """The user, of whichever app, whose secret that is, with the app's id as ``app_id``; ``None`` if it is over."""
    with store.reading() as connection:
        return connection.execute(_live(purpose, digest, since)).first()


def redeem(store: Store, purpose: str, digest: bytes, since: int, changes: dict[str, Any], now: int) -> bool:
    """Set these columns of the user whose secret that is: all their secrets are over then, and with a new password
    their sessions. False, and nothing set, if it was used meanwhile."""

    def work(connection: Connection) -> bool:
        row = connection.execute(_live(purpose, digest, since).with_for_update(of=user_recovery)).first()
        if row is None:
            return False
        own = app_user.c.pk == row.pk
        connection.execute(update(app_user).where(own).values(**changes, updated_at=now))
        for table in (user_recovery, *([user_session] if "password" in changes else [])):
            connection.execute(delete(table).where(table.c.user_pk == row.pk))
        return True

    return store.write(work)


def forget(store: Store, purpose: str, since: int) -> None:
    """Take away those of all users for this purpose that were made before ``since``."""
    over = delete(user_recovery).where(*_before(purpose, since))
    store.write(lambda connection: connection.execute(over))


def _before(purpose: str, since: int) -> list[ColumnElement[bool]]:
    return [user_recovery.c.purpose == purpose, user_recovery.c.created_at <= since]


def _live(purpose: str, digest: bytes, since: int) -> Any:
    return (
        select(app_user, app.c.app_id)
        .join_from(user_recovery, app_user)
        .join(app)
        .where(user_recovery.c.digest == digest, user_recovery.c.purpose == purpose, user_recovery.c.created_at > since)
    )
