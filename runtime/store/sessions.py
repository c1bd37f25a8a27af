"""Sessions of users. Of a token only the SHA-256 is kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Delete, Row, Update, bindparam, delete, func, insert, select, update

from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import app_user, user_session


def open_session(
    store: Store, user_pk: int, digest: bytes, now: int, most: int, since: tuple[int, int], in_place: bool
) -> bool:
    """Open a session for the user, whose failed logins are forgotten.

    ``in_place`` it takes the place of any other session; else False is answered and nothing opened when the user has
    ``most`` live ones. ``since`` says what lives, see ``find_session``.
    """
    own = user_session.c.user_pk == user_pk
    dead = (user_session.c.created_at <= since[0]) | (user_session.c.seen_at <= since[1])
    count = select(func.count()).select_from(user_session).where(own)
    row = {"user_pk": user_pk, "digest": digest, "created_at": now, "seen_at": now}

    def work(connection: Connection) -> bool:
        connection.execute(select(app_user.c.pk).where(app_user.c.pk == user_pk).with_for_update())
        connection.execute(delete(user_session).where(own, *([] if in_place else [dead])))
        if connection.execute(count).scalar_one() >= most:
            return False
        connection.execute(insert(user_session), row)
        connection.execute(update(app_user).where(app_user.c.pk == user_pk).values(failures=0))
        return True

    return store.write(work)


def find_session(store: Store, digest: bytes, since: tuple[int, int]) -> Row[*tuple[Any, ...]] | None:
    """The user of a live session, with the session's ``session_pk`` and ``seen_at``.

    ``since`` are two moments: what was made before the first, or seen last before the second, is dead.
    """
    with store.reading() as connection:
        known = {"digest": digest, "app": store.app_pk, "made": since[0], "seen": since[1]}
        return connection.execute(_FIND, known).first()


_FIND = (
    select(app_user, user_session.c.pk.label("session_pk"), user_session.c.digest, user_session.c.seen_at)
    .join_from(user_session, app_user)
    .where(
        user_session.c.digest == bindparam("digest"),
        app_user.c.app_pk == bindparam("app"),
        user_session.c.created_at > bindparam("made"),
        user_session.c.seen_at > bindparam("seen"),
    )
)


def see_session(store: Store, session_pk: int, now: int) -> None:
    """Note that the session is in use."""
    seen = update(user_session).where(user_session.c.pk == session_pk).values(seen_at=now)
    _carry_out(store, seen)


def end_session(store: Store, digest: bytes) -> None:
    """The session is over once this has returned."""
    gone = delete(user_session).where(user_session.c.digest == digest)
    _carry_out(store, gone)


def count_failure(store: Store, user_pk: int) -> None:
    """Note a login with a wrong password."""
    more = update(app_user).where(app_user.c.pk == user_pk).values(failures=app_user.c.failures + 1)
    _carry_out(store, more)


def _carry_out(store: Store, statement: Delete | Update) -> None:
    def work(connection: Connection) -> None:
        connection.execute(statement)

    store.write(work)
