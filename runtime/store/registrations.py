"""Registering a device on channels: one transaction of single statements, none of which reads first to write later.

The device's row is the lock: whoever updates it first goes first, and calls for other devices don't wait.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, delete, not_, or_, select, update
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor

from blockloom.runtime.store.bounds import Bounds
from blockloom.runtime.store.expiry import expired, removal
from blockloom.runtime.store.prepared import add_missing, compiled, upsert
from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import app, channel, device, push_token, registration

SWEPT_PER_CALL = 300
SWEEP_EVERY = 1_000
"""Milliseconds in which a table that was found clean is not looked through again."""


class DeviceRow(NamedTuple):
    """What is kept of a device. ``provider`` is who delivers to its token, ``user`` the key of whose device it is."""

    device_id: str
    os: str
    os_version: str
    provider: str
    token: str
    digest: bytes
    user: int | None = None


def device_row(
    device_id: str, os: str, os_version: str, provider: str, token: str, user: int | None = None
) -> DeviceRow:
    """The row, with the digest by which its token is found."""
    return DeviceRow(device_id, os, os_version, provider, token, sha256(token.encode()).digest(), user)


def register(
    store: Store,
    row: DeviceRow,
    names: Sequence[str],
    expires_at: int | None,
    now: int,
    bounds: Bounds | None = None,
) -> dict[str, str]:
    """Put the device on the channels, all or none; answer {channel: registration id}.

    A pair that is live keeps its id; one that is new or had expired at ``now`` gets a new one. Makes channels that are
    missing, moves the token here from any other device, and sweeps some expired rows. FlowError beyond the ``bounds``.
    """
    do = statements_for(store.dialect)
    app_pk, count, digest = store.app_pk, len(names), row.digest

    def work(cursor: DBAPICursor) -> dict[str, str]:
        keys = _channel_keys(cursor, do, app_pk, names, now, bounds)
        cursor.execute(do.put_device, (app_pk, row.device_id, row.os, row.os_version, now, now))
        owner, user = cursor.fetchall()[0]
        if user != row.user:
            _relate(cursor, do, owner, row, digest)
        if do.queue_moves:
            cursor.execute(do.queue_moves, (app_pk, owner, row.provider, digest, row.provider, digest, owner))
            cursor.fetchall()
        if bounds is not None:
            bounds.check_token(cursor, do.dialect, app_pk, row.provider, digest, row.user, now)
        cursor.execute(do.drop_tokens, (owner, digest, row.provider))
        cursor.execute(do.put_token, (app_pk, row.provider, digest, row.token, owner, now))
        pairs = zip(new_ids(count), sorted(keys.values()), strict=True)
        rows = [value for id, key in pairs for value in (id, app_pk, key, owner, expires_at, now, now)]
        cursor.execute(do.put(count), rows)
        ids: dict[int, Any] = dict(cursor.fetchall())
        if not 0 <= now - store.clean_at < SWEEP_EVERY:
            _sweep(cursor, do, store, now)
        if bounds is not None:
            bounds.check_registrations(cursor, do.dialect, owner)
        return {name: str(ids[keys[name]]).upper() for name in names}

    return store.write_hot(work)


def _channel_keys(
    cursor: DBAPICursor, do: Statements, app_pk: int, names: Sequence[str], now: int, bounds: Bounds | None
) -> dict[str, int]:
    ask, wanted = do.channels(len(names)), (app_pk, *names)
    cursor.execute(ask, wanted)
    keys: dict[str, int] = dict(cursor.fetchall())
    if len(keys) < len(names):
        missing = sorted(name for name in names if name not in keys)
        cursor.executemany(do.put_channel, [(app_pk, name, now) for name in missing])
        if bounds is not None:
            bounds.check_channels(cursor, do.dialect, app_pk)
        cursor.execute(ask, wanted)
        keys = dict(cursor.fetchall())
    return keys


def _relate(cursor: DBAPICursor, do: Statements, owner: int, row: DeviceRow, digest: bytes) -> None:
    """Make it the caller's device. A caller who is nobody leaves the user only if the token is still the same one: a
    stranger who knows the device's id must not get the user's messages."""
    if row.user is None:
        cursor.execute(do.same_token, (owner, row.provider, digest))
        if cursor.fetchall():
            return
    cursor.execute(do.put_user, (row.user, owner))


def _sweep(cursor: DBAPICursor, do: Statements, store: Store, now: int) -> None:
    cursor.execute(do.expired, (now, SWEPT_PER_CALL))
    rows = cursor.fetchall()
    if rows:
        cursor.executemany(do.removal, list(rows))
    if len(rows) < SWEPT_PER_CALL:
        store.clean_at = now


def new_ids(count: int) -> list[str]:
    """Random UUIDs (version 4) in upper case, drawn together: one by one they cost more than the rows they name."""
    text = os.urandom(16 * count).hex().upper()
    return [
        f"{text[at : at + 8]}-{text[at + 8 : at + 12]}-4{text[at + 13 : at + 16]}"
        f"-{_VARIANT[text[at + 16]]}{text[at + 17 : at + 20]}-{text[at + 20 : at + 32]}"
        for at in range(0, 32 * count, 32)
    ]


_VARIANT = dict(zip("0123456789ABCDEF", "89AB" * 4, strict=True))


class Statements:
    """The SQL of a registration in one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.channels = lru_cache(maxsize=None)(self._channels)
        self.put = lru_cache(maxsize=None)(self._put)

    @cached_property
    def put_channel(self) -> str:
        put = add_missing(channel, ("app_pk", "name"), self.dialect)
        return compiled(put, self.dialect, "app_pk", "name", "created_at")

    @cached_property
    def put_device(self) -> str:
        put = upsert(
            device,
            ("app_pk", "device_id"),
            self.dialect,
            lambda new: {"os": new.os, "os_version": new.os_version, "updated_at": new.updated_at},
        )
        columns = ("app_pk", "device_id", "os", "os_version", "created_at", "updated_at")
        return compiled(put.returning(device.c.pk, device.c.user_pk), self.dialect, *columns)

    @cached_property
    def same_token(self) -> str:
        own = push_token.c.device_pk == bindparam("owner")
        same = and_(push_token.c.provider == bindparam("provider"), push_token.c.token_hash == bindparam("digest"))
        return compiled(select(push_token.c.pk).where(own, same), self.dialect, "owner", "provider", "digest")

    @cached_property
    def put_user(self) -> str:
        put = update(device).where(device.c.pk == bindparam("owner")).values(user_pk=bindparam("user"))
        return compiled(put, self.dialect, "user", "owner")

    @cached_property
    def queue_moves(self) -> str | None:
        """Let one token move at a time, so that two devices that swap tokens never wait for one another: PostgreSQL
        notices such a knot after a second only, MariaDB at once, and SQLite has one writer."""
        if self.dialect.name != "postgresql":
            return None
        same = and_(push_token.c.provider == bindparam("provider"), push_token.c.token_hash == bindparam("digest"))
        own = push_token.c.device_pk == bindparam("owner")
        moving = or_(and_(own, not_(same)), and_(same, not_(own), push_token.c.app_pk == app.c.pk))
        lock = select(app.c.pk).where(app.c.pk == bindparam("app"), select(push_token.c.pk).where(moving).exists())
        queue = lock.with_for_update(key_share=True, of=app)
        return compiled(queue, self.dialect, "app", "owner", "provider", "digest", "provider", "digest", "owner")

    @cached_property
    def drop_tokens(self) -> str:
        other = or_(push_token.c.token_hash != bindparam("digest"), push_token.c.provider != bindparam("provider"))
        drop = delete(push_token).where(push_token.c.device_pk == bindparam("owner"), other)
        return compiled(drop, self.dialect, "owner", "digest", "provider")

    @cached_property
    def put_token(self) -> str:
        put = upsert(
            push_token,
            ("app_pk", "provider", "token_hash"),
            self.dialect,
            lambda new: {"device_pk": new.device_pk, "updated_at": new.updated_at},
        )
        columns = ("app_pk", "provider", "token_hash", "token", "device_pk", "updated_at")
        return compiled(put, self.dialect, *columns)

    @cached_property
    def expired(self) -> str:
        return compiled(expired(), self.dialect, "now", "most")

    @cached_property
    def removal(self) -> str:
        return compiled(removal(), self.dialect, "row")

    def _channels(self, count: int) -> str:
        names = [f"name{at}" for at in range(count)]
        wanted = channel.c.name.in_([bindparam(name) for name in names])
        ask = select(channel.c.name, channel.c.pk).where(channel.c.app_pk == bindparam("app"), wanted)
        return compiled(ask, self.dialect, "app", *names)

    def _put(self, count: int) -> str:
        """So many rows; answers which id each channel has."""

        def changes(new: Any) -> dict[str, Any]:
            had_expired = registration.c.expires_at <= new.updated_at
            return {
                "registration_id": case((had_expired, new.registration_id), else_=registration.c.registration_id),
                "created_at": case((had_expired, new.created_at), else_=registration.c.created_at),
                "expires_at": new.expires_at,
                "updated_at": new.updated_at,
            }

        names = ("registration_id", "app_pk", "channel_pk", "device_pk", "expires_at", "created_at", "updated_at")
        columns = [registration.c[name] for name in names]
        rows = [{each.name: bindparam(f"{each.name}_{at}", type_=each.type) for each in columns} for at in range(count)]
        put = upsert(registration, ("channel_pk", "device_pk"), self.dialect, changes).values(rows)
        told = put.returning(registration.c.channel_pk, registration.c.registration_id)
        return compiled(told, self.dialect, *[f"{name}_{at}" for at in range(count) for name in names])


@lru_cache(maxsize=32)
def statements_for(dialect: Dialect) -> Statements:
    return Statements(dialect)
