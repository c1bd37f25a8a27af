"""A copy in memory of what one device can see, so that a rehearsal neither changes the store nor locks it."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import app, channel, device, push_token, registration


def copied(store: Store, device_id: str | None) -> Store:
    """A store in memory with the app, its channels, and this device with its token and registrations. Close it."""
    owner = (
        select(device.c.pk).where(device.c.app_pk == store.app_pk, device.c.device_id == device_id).scalar_subquery()
    )
    with store.reading() as connection:  # rows before the rows they point to, which others may be adding
        rows = {
            table: [dict(row) for row in connection.execute(select(table).where(wanted)).mappings()]
            for table, wanted in (
                (registration, registration.c.device_pk == owner),
                (push_token, push_token.c.device_pk == owner),
                (device, device.c.pk == owner),
                (channel, channel.c.app_pk == store.app_pk),
                (app, app.c.pk == store.app_pk),
            )
        }

    def fill(connection: Connection) -> None:
        for table in reversed(rows):
            if rows[table]:
                connection.execute(insert(table), rows[table])

    copy = Store.in_memory(store)
    copy.write(fill)
    return copy
