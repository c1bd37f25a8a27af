"""Channels, devices, their tokens and registrations."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint

from blockloom.runtime.store.columns import digest, identifier, key, moment, words
from blockloom.runtime.store.tables.schema import metadata

channel = Table(
    "channel",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
    Column("name", words(100), nullable=False),
    Column("created_at", moment(), nullable=False),
    UniqueConstraint("app_pk", "name"),
)

device = Table(
    "device",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
    Column("device_id", words(255), nullable=False),
    Column("os", words(16), nullable=False),
    Column("os_version", words(64), nullable=False),
    Column("user_pk", key()),  # who was logged in when it registered; no foreign key, which SQLite can't add later
    Column("created_at", moment(), nullable=False),
    Column("updated_at", moment(), nullable=False),
    UniqueConstraint("app_pk", "device_id"),
)

push_token = Table(
    "push_token",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
    Column("provider", words(16), nullable=False),
    Column("token_hash", digest(), nullable=False),
    Column("token", words(4096), nullable=False),
    Column("device_pk", key(), ForeignKey("device.pk", ondelete="CASCADE"), nullable=False, index=True),
    Column("updated_at", moment(), nullable=False),
    UniqueConstraint("app_pk", "provider", "token_hash"),
)

registration = Table(
    "registration",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("registration_id", identifier(), nullable=False, unique=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
    Column("channel_pk", key(), ForeignKey("channel.pk", ondelete="CASCADE"), nullable=False),
    Column("device_pk", key(), ForeignKey("device.pk", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", moment()),
    Column("created_at", moment(), nullable=False),
    Column("updated_at", moment(), nullable=False),
    UniqueConstraint("channel_pk", "device_pk"),
)
Index(
    None,
    registration.c.expires_at,
    sqlite_where=registration.c.expires_at.is_not(None),
    postgresql_where=registration.c.expires_at.is_not(None),
)
