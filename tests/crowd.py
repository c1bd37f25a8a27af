"""Crowds of registered devices, made by the database itself, since a million calls would take too long."""

from __future__ import annotations

import uuid
from hashlib import sha256

from sqlalchemy import Connection, text

from blockloom.runtime.store import Store

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) "
_DEVICES = (
    "INSERT INTO device (app_pk, device_id, os, os_version, created_at, updated_at) "
    + _NUMBERS
    + "SELECT :app, 'device ' || i, 'ANDROID', '14', 0, 0 FROM n"
)
_TOKENS = (
    "INSERT INTO push_token (app_pk, provider, token_hash, token, device_pk, updated_at) "
    "SELECT app_pk, 'fcm', {digest}, 't' || pk, pk, 0 FROM device WHERE app_pk = :app"
)
_REGISTRATIONS = (
    "INSERT INTO registration (registration_id, app_pk, channel_pk, device_pk, created_at, updated_at) "
    "SELECT {id}, :app, :channel, pk, 0, 0 FROM device WHERE app_pk = :app"
)
_WORDS = {
    "sqlite": {"digest": "sha256('t' || pk)", "id": "uuid()"},
    "postgresql": {"digest": "sha256(convert_to('t' || pk, 'UTF8'))", "id": "gen_random_uuid()"},
}


def gather(store: Store, count: int, channel: str = "ads") -> None:
    """Register ``count`` Android devices on a channel of an empty store. The device with the key 7 has the token t7."""
    words = _WORDS[store.dialect.name]

    def work(connection: Connection) -> None:
        if store.dialect.name == "sqlite":
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.create_function("sha256", 1, lambda token: sha256(token.encode()).digest())
            driver.create_function("uuid", 0, lambda: str(uuid.uuid4()).upper())
        given = {"app": store.app_pk, "count": count, "name": channel}
        connection.execute(text("INSERT INTO channel (app_pk, name, created_at) VALUES (:app, :name, 0)"), given)
        given["channel"] = connection.scalar(text("SELECT pk FROM channel WHERE name = :name"), given)
        for statement in (_DEVICES, _TOKENS, _REGISTRATIONS):
            connection.execute(text(statement.format(**words)), given)
        connection.execute(text("ANALYZE"))

    store.write(work)
