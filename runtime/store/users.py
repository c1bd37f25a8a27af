"""The users of an app and their roles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Text, cast, delete, func, select, update

from blockloom.runtime.store.conditions import Condition, Expressions
from blockloom.runtime.store.patience import limited
from blockloom.runtime.store.prepared import add_missing
from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import app_user, role, user_recovery, user_role, user_session

UserRow = Row[*tuple[Any, ...]]
Merge = Callable[[dict[str, Any]], dict[str, Any]]


def add_user(store: Store, values: dict[str, Any]) -> bool:
    """Add a user; False, and nothing added, if the app has another one with the same ``identity``."""
    put = add_missing(app_user, ("app_pk", "identity"), store.dialect)
    added = select(app_user.c.pk).where(app_user.c.object_id == values["object_id"])

    def work(connection: Connection) -> bool:
        connection.execute(put, {"app_pk": store.app_pk, "failures": 0, **values})
        return connection.scalar(added) is not None

    return store.write(work)


def find_user(store: Store, *, object_id: str | None = None, identity: str | None = None) -> UserRow | None:
    """The app's user with this id, an upper-case UUID, or with this identity."""
    wanted = app_user.c.object_id == object_id if object_id is not None else app_user.c.identity == identity
    with store.reading() as connection:
        return connection.execute(select(app_user).where(app_user.c.app_pk == store.app_pk, wanted)).first()


def some_users(store: Store, limit: int, offset: int) -> Sequence[UserRow]:
    """The app's users, oldest first, at most ``limit`` from ``offset`` on."""
    ask = select(app_user).where(app_user.c.app_pk == store.app_pk).order_by(app_user.c.pk)
    with store.reading() as connection:
        return connection.execute(ask.limit(limit).offset(offset)).all()


def count_users(store: Store) -> int:
    """How many users the app has."""
    with store.reading() as connection:
        ask = select(func.count()).select_from(app_user).where(app_user.c.app_pk == store.app_pk)
        return connection.execute(ask).scalar_one()


def emails_where(store: Store, wanted: Condition, most: int) -> list[str]:
    """The addresses of up to ``most`` enabled users, oldest first, that a condition on objectId, email, userStatus,
    created and updated holds for."""
    columns: dict[str, Any] = {
        "objectId": func.upper(cast(app_user.c.object_id, Text)),
        "email": app_user.c.email,
        "userStatus": app_user.c.status,
        "created": app_user.c.created_at,
        "updated": app_user.c.updated_at,
    }
    ask = select(app_user.c.email).where(
        app_user.c.app_pk == store.app_pk,
        app_user.c.email.is_not(None),
        app_user.c.status == "ENABLED",
        Expressions(columns, store.dialect).of(wanted),
    )
    with store.reading() as connection, limited(connection):
        return list(connection.scalars(ask.order_by(app_user.c.pk).limit(most)))


def change_user(
    store: Store, pk: int, values: dict[str, Any], keep: bytes | None = None, properties: Merge | None = None
) -> bool:
    """Set these columns, and ``properties`` as that one answers for those that are there; False, and nothing set, if
    another user has the new ``identity``.

    A new password ends all sessions of the user but the one with the digest ``keep``, and so does a new status, unless
    it comes with a new identity. With any of these, the secrets are over that were sent to the user.
    """
    identity = values.get("identity")
    other = select(app_user.c.pk).where(
        app_user.c.app_pk == store.app_pk, app_user.c.identity == identity, app_user.c.pk != pk
    )

    def work(connection: Connection) -> bool:
        held = connection.scalar(select(app_user.c.properties).where(app_user.c.pk == pk).with_for_update())
        if identity is not None and connection.scalar(other) is not None:
            return False
        merged = {} if properties is None else {"properties": properties(held or {})}
        connection.execute(update(app_user).where(app_user.c.pk == pk).values(**values, **merged))
        if "password" in values or ("status" in values and identity is None):
            ended = [user_session.c.user_pk == pk, *([user_session.c.digest != keep] if keep else [])]
            connection.execute(delete(user_session).where(*ended))
        if values.keys() & {"password", "status", "identity"}:
            connection.execute(delete(user_recovery).where(user_recovery.c.user_pk == pk))
        return True

    return store.write(work)


def add_role(store: Store, name: str) -> bool:
    """Make a role; False if the app has it already."""
    put = add_missing(role, ("app_pk", "name"), store.dialect)
    known = _role(store, role.c.name == name)

    def work(connection: Connection) -> bool:
        if connection.scalar(known) is not None:
            return False
        connection.execute(put, {"app_pk": store.app_pk, "name": name})
        return True

    return store.write(work)


def roles(store: Store) -> Sequence[str]:
    """The names of the app's own roles, sorted."""
    with store.reading() as connection:
        return sorted(connection.scalars(select(role.c.name).where(role.c.app_pk == store.app_pk)))


def roles_of(store: Store, user_pk: int) -> Sequence[str]:
    """The names of the user's own roles, sorted."""
    ask = select(role.c.name).join_from(user_role, role).where(user_role.c.user_pk == user_pk)
    with store.reading() as connection:
        return sorted(connection.scalars(ask))


def set_role(store: Store, user_pk: int, name: str, held: bool) -> bool:
    """Give the user the role, or take it away; False if the app has no such role."""
    put = add_missing(user_role, ("user_pk", "role_pk"), store.dialect)

    def work(connection: Connection) -> bool:
        role_pk = connection.scalar(_role(store, role.c.name == name))
        if role_pk is None:
            return False
        if held:
            connection.execute(put, {"user_pk": user_pk, "role_pk": role_pk})
        else:
            connection.execute(delete(user_role).where(user_role.c.user_pk == user_pk, user_role.c.role_pk == role_pk))
        return True

    return store.write(work)


def users_in(store: Store, name: str, most: int) -> Sequence[UserRow] | None:
    """Up to ``most`` users who hold the role, oldest first; ``None`` if the app has no such role."""
    with store.reading() as connection:
        role_pk = connection.scalar(_role(store, role.c.name == name))
        if role_pk is None:
            return None
        held = select(app_user).join(user_role).where(user_role.c.role_pk == role_pk)
        return connection.execute(held.order_by(app_user.c.pk).limit(most)).all()


def _role(store: Store, wanted: ColumnElement[bool]) -> Any:
    return select(role.c.pk).where(role.c.app_pk == store.app_pk, wanted)
