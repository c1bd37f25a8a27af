"""Registering a device on channels: one transaction of single statements, none of which reads first to write later.

The device's row is the lock: whoever updates it first goes first, and calls for other devices don't wait.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy.engine.interfaces import DBAPICursor

from blockloom.runtime.store.bounds import Bounds
from blockloom.runtime.store.retry import TRIES
from blockloom.runtime.store.statements import Statements, statements_for
from blockloom.runtime.store.store import Store

ROWS = 100
"""Registrations in one statement, as a single call may have."""
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
    return store.write_hot(_Registration(store, row, names, expires_at, now, bounds))


@dataclass(slots=True)
class _Registration:
    """A call as ``register`` takes it."""

    store: Store
    row: DeviceRow
    names: Sequence[str]
    expires_at: int | None
    now: int
    bounds: Bounds | None
    tried: bool = False
    """Whether it came to nothing once, as where a channel was deleted meanwhile: then it holds on to its channels."""

    @property
    def shared(self) -> tuple[int, Bounds | None]:
        """What calls that are done together have in common."""
        return self.store.app_pk, self.bounds

    def __call__(self, cursor: DBAPICursor) -> dict[str, str]:
        hold, self.tried = self.tried, True
        return _put(cursor, [self], hold)[0]

    @staticmethod
    def together(cursor: DBAPICursor, calls: Iterable[_Registration]) -> list[dict[str, str]]:
        """Do several with one statement for each table, not with one for each call: between two statements of one
        thread the others want the interpreter."""
        return [answer for some in _apart(calls) for answer in _put(cursor, some)]


_NAMES, _NOW = attrgetter("names"), attrgetter("now")


def _apart(calls: Iterable[_Registration]) -> Iterator[list[_Registration]]:
    """In their order, as many at a time as a statement takes: of one app and within the same bounds, and none with
    another one's device or token, so that it makes no difference which of them is first."""
    some: list[_Registration] = []
    seen: set[str | bytes] = set()
    rows = 0
    for call in calls:
        own: set[str | bytes] = {call.row.device_id, call.row.digest}
        rows += len(call.names)
        if some and (rows > ROWS or own & seen or call.shared != some[0].shared):
            yield some
            some, seen, rows = [], set(), len(call.names)
        some.append(call)
        seen |= own
    yield some


def _put(cursor: DBAPICursor, some: list[_Registration], hold: bool = False) -> list[dict[str, str]]:
    store, now, bounds = some[0].store, some[0].now, some[0].bounds
    do = statements_for(store.dialect)
    keys = _channel_keys(cursor, do, some, bounds, hold)
    owners = _put_devices(cursor, do, some)
    _put_tokens(cursor, do, some, owners, bounds)
    ids = _put_pairs(cursor, do, some, owners, keys)
    if not 0 <= now - store.clean_at < SWEEP_EVERY:
        _sweep(cursor, do, store, now)
    if bounds is not None:
        for owner in owners:
            bounds.check_registrations(cursor, do.dialect, owner)
    called = zip(some, owners, strict=True)
    return [{name: str(ids[owner, keys[name]]).upper() for name in call.names} for call, owner in called]


# a registration is one or many here; what follows is written in loops, since before Python 3.12 each comprehension is a
# call, and the calls are most of what one costs beside its statements


def _channel_keys(
    cursor: DBAPICursor, do: Statements, some: list[_Registration], bounds: Bounds | None, hold: bool
) -> dict[str, int]:
    app_pk, names = some[0].store.app_pk, list(dict.fromkeys(chain.from_iterable(map(_NAMES, some))))
    ask, wanted = do.channels(len(names), hold), (app_pk, *names)
    cursor.execute(ask, wanted)
    keys: dict[str, int] = dict(cursor.fetchall())
    for _ in range(TRIES):  # one that somebody else has just made may be deleted before it is asked for
        if len(keys) == len(names):
            break
        missing = sorted(name for name in names if name not in keys)
        cursor.executemany(do.put_channel, [(app_pk, name, some[0].now) for name in missing])
        if bounds is not None:
            bounds.check_channels(cursor, do.dialect, app_pk)
        cursor.execute(ask, wanted)
        keys = dict(cursor.fetchall())
    return keys


def _put_devices(cursor: DBAPICursor, do: Statements, some: list[_Registration]) -> list[int]:
    """The key of each call's device."""
    values: list[Any] = []
    for call in some:
        row = call.row
        values += (call.store.app_pk, row.device_id, row.os, row.os_version, call.now, call.now)
    cursor.execute(do.put_devices(len(some)), values)
    found = {}
    for device_id, owner, user in cursor.fetchall():
        found[device_id] = owner, user
    owners = []
    for call in some:
        owner, user = found[call.row.device_id]
        if user != call.row.user:
            _relate(cursor, do, owner, call)
        owners.append(owner)
    return owners


def _put_tokens(
    cursor: DBAPICursor, do: Statements, some: list[_Registration], owners: list[int], bounds: Bounds | None
) -> None:
    kept: list[Any] = []
    values: list[Any] = []
    for call, owner in zip(some, owners, strict=True):
        app_pk, row = call.store.app_pk, call.row
        token = row.provider, row.digest
        if do.queue_moves:
            cursor.execute(do.queue_moves, (app_pk, owner, *token, *token, owner))
            cursor.fetchall()
        if bounds is not None:
            bounds.check_token(cursor, do.dialect, app_pk, *token, row.user, call.now)
        kept += token
        values += (app_pk, *token, row.token, owner, call.now)
    cursor.execute(do.drop_tokens(len(some)), [*owners, *kept])
    cursor.execute(do.put_tokens(len(some)), values)


def _put_pairs(
    cursor: DBAPICursor, do: Statements, some: list[_Registration], owners: list[int], keys: dict[str, int]
) -> dict[tuple[int, int], Any]:
    """The id of each pair of a device's key and a channel's."""
    count = sum(map(len, map(_NAMES, some)))
    fresh = iter(new_ids(count))
    values: list[Any] = []
    for call, owner in zip(some, owners, strict=True):
        app_pk, ends, now = call.store.app_pk, call.expires_at, call.now
        for key in sorted(map(keys.__getitem__, call.names)):
            values += (next(fresh), app_pk, key, owner, ends, now, now)
    cursor.execute(do.drop_expired(len(some)), [*owners, max(map(_NOW, some))])
    cursor.execute(do.put(count), values)
    return {(owner, key): id for owner, key, id in cursor.fetchall()}


def _relate(cursor: DBAPICursor, do: Statements, owner: int, call: _Registration) -> None:
    """Make it the caller's device. A caller who is nobody leaves the user only if the token is still the same one: a
    stranger who knows the device's id must not get the user's messages. Who has cancelled all registrations is the
    device's user no more."""
    row = call.row
    if row.user is None:
        cursor.execute(do.same_token, (owner, row.provider, row.digest, call.now))
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
