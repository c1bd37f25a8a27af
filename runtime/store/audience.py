"""Who a message is for: devices of a channel, walked in the order of their keys, never counted from the start again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, false, func, select

from blockloom.runtime.store.conditions import Condition
from blockloom.runtime.store.devicetable import keys_where
from blockloom.runtime.store.expiry import live
from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import channel, device, push_token, registration


@dataclass(frozen=True, slots=True)
class Audience:
    """The devices of a channel; of these only the ones that run one of ``systems``, the ones in ``devices``, and those
    for whose registration ``segment`` holds, where they are given."""

    channel: str
    systems: frozenset[str] | None = None
    devices: tuple[str, ...] | None = None
    segment: Condition | None = None


def borders(store: Store, audience: Audience, now: int, size: int, after: int = 0) -> Iterator[tuple[int, int]]:
    """The audience above the key ``after`` in chunks of ``size`` devices.

    Each is told as (the key before its first device, the key of its last one).
    """
    keys = _devices_of(store, audience, now).limit(size).subquery()
    last = select(func.max(keys.c.device_pk))
    with store.reading() as connection:
        while (upto := connection.scalar(last, {"after": after})) is not None:
            yield after, upto
            after = upto


def count_devices(store: Store, audience: Audience, now: int) -> int:
    """How many devices are in it."""
    keys = _devices_of(store, audience, now).order_by(None).subquery()
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(keys), {"after": 0}) or 0


def receivers(
    store: Store, audience: Audience, now: int, after: int, upto: int, most: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The first ``most`` devices whose keys lie above ``after`` and up to ``upto``: pk, device_id, os, provider, token.

    Provider and token are ``None`` for a device that has no token any more.
    """
    columns = (device.c.pk, device.c.device_id, device.c.os, push_token.c.provider, push_token.c.token)
    ask = (
        _devices_of(store, audience, now, look=True)
        .with_only_columns(*columns)
        .outerjoin(push_token, push_token.c.device_pk == device.c.pk)
        .where(registration.c.device_pk <= upto)
        .limit(most)
    )
    with store.reading() as connection:
        return connection.execute(ask, {"after": after}).all()


def _devices_of(store: Store, audience: Audience, now: int, look: bool = False) -> Select[*tuple[Any, ...]]:
    """Keys of an audience's devices above the key ``:after``. To ``look`` at the devices costs more."""
    on = select(channel.c.pk).where(channel.c.app_pk == store.app_pk, channel.c.name == audience.channel)
    wanted: list[ColumnElement[bool]] = [
        registration.c.channel_pk == on.scalar_subquery(),
        registration.c.device_pk > bindparam("after"),
        live(now),
    ]
    if audience.systems is not None:
        wanted.append(device.c.os.in_(sorted(audience.systems)) if audience.systems else false())
    if audience.devices is not None:
        wanted.append(device.c.device_id.in_(audience.devices))
    if audience.segment is not None:
        wanted.append(registration.c.pk.in_(keys_where(store, audience.segment, now)))
    ask = select(registration.c.device_pk).where(*wanted).order_by(registration.c.device_pk)
    if look or audience.systems is not None or audience.devices is not None:
        ask = ask.join_from(registration, device, device.c.pk == registration.c.device_pk)
    return ask
