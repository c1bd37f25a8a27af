"""Simulated phones: who they are, what arrived on them, and what waits for those that are off."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, UniqueConstraint

from blockloom.runtime.store.columns import PlainData, digest, key, moment, words
from blockloom.runtime.store.tables.schema import metadata

phone = Table(
    "phone",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
    Column("device_id", words(255), nullable=False),
    Column("name", words(255), nullable=False),
    Column("os", words(16), nullable=False),
    Column("os_version", words(64), nullable=False),
    Column("token", words(255), nullable=False),
    Column("state", words(16), nullable=False),
    Column("retry_after", Integer(), nullable=False),
    Column("read_upto", key(), nullable=False),
    Column("visitor", digest(), unique=True),  # of the secret that a visitor's browser holds
    Column("created_at", moment(), nullable=False),
    UniqueConstraint("app_pk", "device_id"),
    UniqueConstraint("app_pk", "name"),
)

arrival = Table(
    "arrival",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("device_pk", key(), ForeignKey("device.pk", ondelete="CASCADE"), nullable=False),
    Column("collapse_key", words(255), nullable=False),
    Column("push", PlainData(), nullable=False),
    Column("at", moment(), nullable=False),
    UniqueConstraint("device_pk", "collapse_key"),
    sqlite_autoincrement=True,  # a number is never given twice: pages know by it what they have shown
)

waiting_push = Table(
    "waiting_push",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("device_pk", key(), ForeignKey("device.pk", ondelete="CASCADE"), nullable=False),
    Column("collapse_key", words(255), nullable=False),
    Column("tag", words(255), nullable=False),
    Column("push", PlainData(), nullable=False),
    Column("until", moment(), nullable=False),
    UniqueConstraint("device_pk", "collapse_key"),
)
