"""Copies in memory of what one device can see and of tables, so that a rehearsal neither changes the store nor locks
it."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from blockloom.runtime.store.rowtables import find_table, make_table
from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import app, channel, device, push_token, registration, template


def copied(store: Store, device_id: str | None) -> Store:
    """A store in memory with the app, its channels and templates, and this device with its token and registrations.

    Close it.
    """
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
                (template, template.c.app_pk == store.app_pk),
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


def empty_copy(store: Store) -> Store:
    """A store in memory that holds the app and nothing else. Close it."""
    with store.reading() as connection:
        own = connection.execute(select(app).where(app.c.pk == store.app_pk)).mappings().one()
    copy = Store.in_memory(store)
    copy.write(lambda connection: connection.execute(insert(app), [dict(own)]))
    return copy


def copy_rows(store: Store, copy: Store, name: str, most: int) -> bool:
    """Copy the table of this name, if there is one; answer false, and copy nothing, if it has over ``most`` rows."""
    with store.reading() as connection:
        source = find_table(connection, store.app_pk, name)
        if source is None:
            return True
        found = connection.execute(select(source.table).order_by(source.table.c.pk).limit(most + 1)).mappings().all()
    if len(found) > most:
        return False
    made = make_table(copy, name, source.kinds, lambda tables, columns: None)
    names = {source.columns[column].name: made.columns[column].name for column in source.columns}
    rows = [{names.get(key, key): value for key, value in row.items()} for row in found]
    if rows:
        copy.write(lambda connection: connection.execute(insert(made.table), rows))
    return True
