"""The SQL of a registration, compiled once for each number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Insert, and_, bindparam, delete, not_, or_, select, update
from sqlalchemy.engine import Dialect

from blockloom.runtime.store.expiry import expired, live, removal
from blockloom.runtime.store.prepared import add_missing, compiled, upsert
from blockloom.runtime.store.tables import app, channel, device, push_token, registration


class Statements:
    """The SQL of a registration in one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        once = lru_cache(maxsize=None)
        self.channels = once(self._channels)
        self.put_devices = once(self._put_devices)
        self.drop_tokens = once(self._drop_tokens)
        self.put_tokens = once(self._put_tokens)
        self.drop_expired = once(self._drop_expired)
        self.put = once(self._put)

    @cached_property
    def put_channel(self) -> str:
        put = add_missing(channel, ("app_pk", "name"), self.dialect)
        return compiled(put, self.dialect, "app_pk", "name", "created_at")

    @cached_property
    def same_token(self) -> str:
        """Whether a device has this token and is registered anywhere."""
        own = push_token.c.device_pk == bindparam("owner")
        there = select(registration.c.pk).where(registration.c.device_pk == push_token.c.device_pk)
        ask = select(push_token.c.pk).where(own, _same(), there.where(live(bindparam("now"))).exists())
        return compiled(ask, self.dialect, "owner", "provider", "digest", "now")

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
        same = _same()
        own = push_token.c.device_pk == bindparam("owner")
        moving = or_(and_(own, not_(same)), and_(same, not_(own), push_token.c.app_pk == app.c.pk))
        lock = select(app.c.pk).where(app.c.pk == bindparam("app"), select(push_token.c.pk).where(moving).exists())
        queue = lock.with_for_update(key_share=True, of=app)
        return compiled(queue, self.dialect, "app", "owner", "provider", "digest", "provider", "digest", "owner")

    @cached_property
    def expired(self) -> str:
        return compiled(expired(), self.dialect, "now", "most")

    @cached_property
    def removal(self) -> str:
        return compiled(removal(), self.dialect, "row")

    def _channels(self, count: int, hold: bool = False) -> str:
        """So many names and keys; ``hold`` keeps these channels from being deleted until the transaction ends."""
        names = [f"name{at}" for at in range(count)]
        wanted = channel.c.name.in_([bindparam(name) for name in names])
        ask = select(channel.c.name, channel.c.pk).where(channel.c.app_pk == bindparam("app"), wanted)
        held = ask.with_for_update(read=True, key_share=True) if hold else ask
        return compiled(held, self.dialect, "app", *names)

    def _put_devices(self, count: int) -> str:
        """So many rows; answers (device_id, pk, user_pk) of each."""
        put = upsert(
            device,
            ("app_pk", "device_id"),
            self.dialect,
            lambda new: {"os": new.os, "os_version": new.os_version, "updated_at": new.updated_at},
        )
        columns = ("app_pk", "device_id", "os", "os_version", "created_at", "updated_at")
        told = (device.c.device_id, device.c.pk, device.c.user_pk)
        return self._compiled(put, columns, count, *told)

    def _drop_tokens(self, count: int) -> str:
        """Drop what so many devices have other than these tokens."""
        owners = [f"owner_{at}" for at in range(count)]
        tokens = [(f"provider_{at}", f"digest_{at}") for at in range(count)]
        own = push_token.c.device_pk.in_([bindparam(owner) for owner in owners])
        drop = delete(push_token).where(own, not_(or_(*[_same(*token) for token in tokens])))
        return compiled(drop, self.dialect, *owners, *[name for token in tokens for name in token])

    def _put_tokens(self, count: int) -> str:
        """So many rows. Most are there, with the same device; a database that can leave those as they are does."""
        put = upsert(
            push_token,
            ("app_pk", "provider", "token_hash"),
            self.dialect,
            lambda new: {"device_pk": new.device_pk, "updated_at": new.updated_at},
            unless=lambda new: push_token.c.device_pk == new.device_pk,
        )
        columns = ("app_pk", "provider", "token_hash", "token", "device_pk", "updated_at")
        return self._compiled(put, columns, count)

    def _drop_expired(self, count: int) -> str:
        """Drop what so many devices had until now at most."""
        owners = [f"owner_{at}" for at in range(count)]
        own = registration.c.device_pk.in_([bindparam(owner) for owner in owners])
        drop = delete(registration).where(own, registration.c.expires_at <= bindparam("now"))
        return compiled(drop, self.dialect, *owners, "now")

    def _put(self, count: int) -> str:
        """So many rows; answers (device_pk, channel_pk, registration_id) of each. One that is there keeps its id, which
        no change names: a database would take it out of the index and put it in again."""
        put = upsert(
            registration,
            ("channel_pk", "device_pk"),
            self.dialect,
            lambda new: {"expires_at": new.expires_at, "updated_at": new.updated_at},
        )
        names = ("registration_id", "app_pk", "channel_pk", "device_pk", "expires_at", "created_at", "updated_at")
        told = (registration.c.device_pk, registration.c.channel_pk, registration.c.registration_id)
        return self._compiled(put, names, count, *told)

    def _compiled(self, put: Insert, columns: Sequence[str], count: int, *told: Column[Any]) -> str:
        """The statement for so many rows, whose values come row by row, these ``columns`` of each."""
        types = [(name, put.table.c[name].type) for name in columns]
        rows = [{name: bindparam(f"{name}_{at}", type_=type) for name, type in types} for at in range(count)]
        whole = put.values(rows).returning(*told) if told else put.values(rows)
        return compiled(whole, self.dialect, *[f"{name}_{at}" for at in range(count) for name in columns])


def _same(provider: str = "provider", digest: str = "digest") -> ColumnElement[bool]:
    """Whether it is the token that these parameters tell of."""
    return and_(push_token.c.provider == bindparam(provider), push_token.c.token_hash == bindparam(digest))


@lru_cache(maxsize=32)
def statements_for(dialect: Dialect) -> Statements:
    return Statements(dialect)
