"""Secrets, sealed."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint

from blockloom.runtime.store.columns import key, moment, sealed, words
from blockloom.runtime.store.tables.schema import metadata

secret = Table(
    "secret",
    metadata,
    Column("pk", key(), primary_key=True),
    Column("app_pk", key(), ForeignKey("app.pk"), nullable=False),
    Column("name", words(100), nullable=False),
    Column("key_id", words(16), nullable=False),
    Column("sealed", sealed(), nullable=False),
    Column("updated_at", moment(), nullable=False),
    UniqueConstraint("app_pk", "name"),
)
