"""How much one app and one device may take of a server that everybody can reach, and who may take over a token."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor

from blockloom.runtime.errors import FlowError
from blockloom.runtime.store.prepared import compiled
from blockloom.runtime.store.tables import channel, device, push_token, registration
from blockloom.runtime.wording import sentence

_TOO_MUCH, _NOT_YOURS = 8000, 1012


class Bounds(NamedTuple):
    """At most so many ``channels`` an app and ``registrations`` a device. A token goes from one user's device to
    another user's only after ``rest`` milliseconds without a call of the first."""

    channels: int
    registrations: int
    rest: int

    def check_channels(self, cursor: DBAPICursor, dialect: Dialect, app_pk: int) -> None:
        """To be called when channels were made. FlowError 8000 if the app has too many now."""
        cursor.execute(_channels(dialect), (app_pk,))
        if cursor.fetchall()[0][0] > self.channels:
            raise FlowError(
                _TOO_MUCH,
                sentence("An app has at most {channels:,} channels. Use one that is there.", channels=self.channels),
            )

    def check_registrations(self, cursor: DBAPICursor, dialect: Dialect, owner: int) -> None:
        """To be called when the device was registered. FlowError 8000 if it has too many registrations now."""
        cursor.execute(_registrations(dialect), (owner,))
        if cursor.fetchall()[0][0] > self.registrations:
            raise FlowError(
                _TOO_MUCH,
                sentence(
                    "A device is on at most {registrations} channels. Take it off some of them first.",
                    registrations=self.registrations,
                ),
            )

    def check_token(
        self,
        cursor: DBAPICursor,
        dialect: Dialect,
        app_pk: int,
        provider: str,
        digest: bytes,
        user: int | None,
        now: int,
    ) -> None:
        """To be called before the token moves. FlowError 1012 if it is another user's, who was there lately and
        has not cancelled."""
        cursor.execute(_holder(dialect), (app_pk, provider, digest, now - self.rest, -1 if user is None else user))
        if cursor.fetchall():
            raise FlowError(
                _NOT_YOURS, sentence("This deviceToken is on another user's device. That user has to cancel it first.")
            )


@lru_cache(maxsize=32)
def _channels(dialect: Dialect) -> str:
    ask = select(func.count()).select_from(channel).where(channel.c.app_pk == bindparam("app"))
    return compiled(ask, dialect, "app")


@lru_cache(maxsize=32)
def _registrations(dialect: Dialect) -> str:
    ask = select(func.count()).select_from(registration).where(registration.c.device_pk == bindparam("owner"))
    return compiled(ask, dialect, "owner")


@lru_cache(maxsize=32)
def _holder(dialect: Dialect) -> str:
    ask = (
        select(push_token.c.pk)
        .join_from(push_token, device, push_token.c.device_pk == device.c.pk)
        .where(
            push_token.c.app_pk == bindparam("app"),
            push_token.c.provider == bindparam("provider"),
            push_token.c.token_hash == bindparam("digest"),
            device.c.updated_at > bindparam("since"),
            device.c.user_pk.is_not(None),
            device.c.user_pk != bindparam("user"),
            select(registration.c.pk).where(registration.c.device_pk == device.c.pk).exists(),
        )
    )
    return compiled(ask, dialect, "app", "provider", "digest", "since", "user")
